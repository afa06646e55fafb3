// SPDX-License-Identifier: BSL-1.0
#include <initializer_list>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// TLS inside TLS: a Stream is a Transport.

namespace {

using onetls::errc;
using test::rough_pipe;

/// A tunnel of one pair that carries a connection of the other: of the same backends, exchanged.
template <class Pair>
struct tunnel {
    using outer_client = typename Pair::client::template stream<rough_pipe>;
    using outer_server = typename Pair::server::template stream<rough_pipe>;
    using inner_client = typename Pair::server::template stream<outer_client>;
    using inner_server = typename Pair::client::template stream<outer_server>;

    explicit tunnel(test::conduct how = {}) : tunnel{outer(how)} {}

    inner_client client;
    inner_server server;

private:
    template <class Ends>
    explicit tunnel(Ends ends)
        : client{*inner_client::client(
              *Pair::server::client_context::create(test::standard_settings().client),
              *onetls::identity::parse("192.0.2.1"), std::move(ends.client))},
          server{*inner_server::server(
              *Pair::client::server_context::create(test::standard_settings().server),
              std::move(ends.server))} {}

    static auto outer(test::conduct how) {
        auto ends = test::connected<Pair, rough_pipe>();
        ends.client.transport().how = how;
        ends.server.transport().how = how;
        return ends;
    }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("a stream carries a stream", "[nested]", test::pairs) {
    CAPTURE(TestType::name());
    tunnel<TestType> ends;

    REQUIRE(test::handshake(ends.client, ends.server));
    for (const std::size_t size : std::initializer_list<std::size_t>{1, 16384, 50000}) {
        const auto sent = test::pattern(size);
        CHECK((test::move_bytes(ends.client, ends.server, sent).received == sent));
        CHECK((test::move_bytes(ends.server, ends.client, sent).received == sent));
    }
    CHECK(ends.client.transport().info().server_name == "example.org");
    CHECK(ends.client.info().server_name.empty());
}

TEMPLATE_LIST_TEST_CASE("a stream carries a stream over a transport that hesitates", "[nested]",
                        test::pairs) {
    CAPTURE(TestType::name());
    tunnel<TestType> ends{{.write_at_most = 100, .hesitates = true}};

    REQUIRE(test::handshake(ends.client, ends.server, 5000));
    const auto sent = test::pattern(20000);
    CHECK((test::move_bytes(ends.client, ends.server, sent, 5000).received == sent));
    CHECK((test::move_bytes(ends.server, ends.client, sent, 5000).received == sent));
}

TEMPLATE_LIST_TEST_CASE("the ends of a carried stream are its own", "[nested]", test::pairs) {
    CAPTURE(TestType::name());
    tunnel<TestType> ends;
    REQUIRE(test::handshake(ends.client, ends.server));

    SECTION("closed inside") {
        CHECK(ends.client.close());
        CHECK(test::read_error(ends.server).code == errc::closed);
        CHECK(test::read_error(ends.server.transport()).code == errc::want_read);
    }
    // The outer close_notify does not stand for the inner one.
    SECTION("closed outside only") {
        CHECK(ends.client.transport().close());
        CHECK(test::read_error(ends.server).code == errc::truncated);
    }
    SECTION("cut off outside") {
        ends.client.transport().transport().close();
        CHECK(test::read_error(ends.server).code == errc::truncated);
    }
}
