// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

namespace {

using onetls::protocol_version;

/// `moved`, at another place; what it was is gone.
template <class T>
std::unique_ptr<T> elsewhere(std::unique_ptr<T> moved) {
    return std::make_unique<T>(std::move(*moved));
}

/// All that a connection needs, so that each part can be destroyed on its own.
template <class Pair>
struct parts {
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<onetls::memory_pipe>;

    parts() {
        const auto wanted = test::standard_settings();
        client_context = *Pair::client::client_context::create(wanted.client);
        server_context = *Pair::server::server_context::create(wanted.server);
        auto ends = onetls::memory_pipe::create();
        client.emplace(*client_stream::client(
            *client_context, *onetls::identity::parse("example.org"), std::move(ends->first)));
        server.emplace(*server_stream::server(*server_context, std::move(ends->second)));
    }

    void destroy(int part) {
        switch (part) {
        case 0: client_context.reset(); return;
        case 1: server_context.reset(); return;
        case 2: client.reset(); return;
        default: server.reset(); return;
        }
    }

    /// Uses what is left of it.
    void use() {
        if (client) test::write_error(*client), test::read_error(*client);
        if (server) test::write_error(*server), test::read_error(*server);
        if (client) CHECK(client->info().version == protocol_version::tls1_3);
    }

    std::optional<typename Pair::client::client_context> client_context;
    std::optional<typename Pair::server::server_context> server_context;
    std::optional<client_stream> client;
    std::optional<server_stream> server;
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("a stream may move at every step of the handshake", "[lifetime]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        auto made = test::joined_pair<TestType>(test::standard_settings(version));
        auto client = std::make_unique<decltype(made.client)>(std::move(made.client));
        auto server = std::make_unique<decltype(made.server)>(std::move(made.server));
        test::shaken so_far;

        for (int step = 0; step != 8; ++step) {
            client = elsewhere(std::move(client));
            server = elsewhere(std::move(server));
            test::step(*client, *server, so_far);
        }
        REQUIRE(so_far);
        client = elsewhere(std::move(client));
        const auto sent = test::pattern(40000);
        CHECK((test::move_bytes(*client, *server, sent).received == sent));
        server = elsewhere(std::move(server));
        CHECK((test::move_bytes(*server, *client, sent).received == sent));
        client = elsewhere(std::move(client));
        CHECK(client->close());
        server = elsewhere(std::move(server));
        CHECK(test::read_error(*server).code == onetls::errc::closed);
        CHECK(client->verification().trusted());
    }
}

TEMPLATE_LIST_TEST_CASE("a stream may be assigned over another", "[lifetime]", test::pairs) {
    auto first = test::connected<TestType>();
    auto second = test::connected<TestType>();

    first.client = std::move(second.client);

    CHECK(test::read_error(first.server).code == onetls::errc::truncated);
    CHECK((test::move_bytes(first.client, second.server, test::pattern(100)).received ==
           test::pattern(100)));
    second.client = std::move(first.client);
    CHECK((test::move_bytes(second.server, second.client, test::pattern(100)).received ==
           test::pattern(100)));
}

TEMPLATE_LIST_TEST_CASE("contexts and streams are destroyed in any order", "[lifetime]",
                        test::pairs) {
    CAPTURE(TestType::name());
    std::array order{0, 1, 2, 3};
    do {
        CAPTURE(order);
        parts<TestType> made;
        REQUIRE(test::handshake(*made.client, *made.server));
        for (const int part : order) {
            made.use();
            made.destroy(part);
        }
    } while (std::ranges::next_permutation(order).found);
}

TEMPLATE_LIST_TEST_CASE("contexts and streams are destroyed in any order before the handshake",
                        "[lifetime]", test::pairs) {
    std::array order{0, 1, 2, 3};
    do {
        parts<TestType> made;
        (void)made.client->handshake();
        for (const int part : order) made.destroy(part);
    } while (std::ranges::next_permutation(order).found);
}

TEMPLATE_LIST_TEST_CASE("streams need no context to shake hands", "[lifetime]", test::pairs) {
    parts<TestType> made;
    made.destroy(0);
    made.destroy(1);

    CHECK(test::handshake(*made.client, *made.server));
}

TEMPLATE_LIST_TEST_CASE("a report outlives its stream and its context", "[lifetime]", test::pairs) {
    onetls::verification report;
    {
        parts<TestType> made;
        REQUIRE(test::handshake(*made.client, *made.server));
        report = made.client->verification();
    }

    CHECK(report.trusted());
    CHECK(report.chain().size() == 2);
    CHECK(report.verified_chain().size() == 3);
    REQUIRE(report.presented());
    CHECK_FALSE(report.presented()->subject_alternative_names().empty());
    CHECK(report.explain() == "The peer is example.org.");
}

namespace {

/// Notes which identity it is shown last.
onetls::observer note_peer(const onetls::identity*& seen) {
    return {[](void* place, const onetls::event& what) noexcept {
                *static_cast<const onetls::identity**>(place) = what.peer;
            },
            &seen};
}

/// How a client of B that expects `peer`, which is gone when it shakes hands, is served by the
/// standard server; `seen` is what its observer was shown.
template <class Pair, class Peer>
test::shaken served(Peer peer, const onetls::identity*& seen) {
    auto wanted = test::standard_settings();
    wanted.client.observer = note_peer(seen);
    const auto clients = *Pair::client::client_context::create(wanted.client);
    const auto servers = *Pair::server::server_context::create(wanted.server);
    auto ends = *onetls::memory_pipe::create();
    auto client = Pair::client::template stream<onetls::memory_pipe>::client(clients, *peer,
                                                                             std::move(ends.first));
    auto server =
        Pair::server::template stream<onetls::memory_pipe>::server(servers, std::move(ends.second));
    peer.reset();
    return test::handshake(*client, *server);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a stream keeps a copy of whom it expects", "[lifetime]", test::pairs) {
    const onetls::identity* seen = nullptr;
    CHECK(served<TestType>(
        std::make_unique<onetls::identity>(*onetls::identity::dns("example.org")), seen));
}

TEMPLATE_LIST_TEST_CASE("a stream keeps no copy of whom it expects where that lasts", "[lifetime]",
                        test::pairs) {
    const auto right = *onetls::identity::dns("example.org");
    const auto wrong = *onetls::identity::dns("other.example");
    const onetls::identity* seen = nullptr;

    CHECK(served<TestType>(std::optional{onetls::lasting(right)}, seen));
    CHECK(seen == &right);

    const auto refused = served<TestType>(std::optional{onetls::lasting(wrong)}, seen);
    REQUIRE_FALSE(refused.client);
    CHECK(refused.client.error().code == onetls::errc::untrusted_peer);
    CHECK(refused.client.error().report.expected() == wrong);
    CHECK(seen == &wrong);
}
