// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/testing/stream_pair.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "words.hpp"

// Streams joined in memory, as users' tests have them.

namespace {

using onetls::errc;
using onetls::error;
using onetls::testing::faults;
using onetls::testing::shake_hands;

template <class Pair>
auto joined(const faults& at_client = {}, const faults& at_server = {}) {
    using client = typename Pair::client;
    using server = typename Pair::server;
    const auto wanted = test::standard_settings();
    return test::value_of(
        onetls::testing::stream_pair<client, server>::create(
            test::value_of(client::client_context::create(wanted.client), "client"),
            *onetls::identity::parse("example.org"),
            test::value_of(server::server_context::create(wanted.server), "server"), at_client,
            at_server),
        "pair");
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a pair of streams talks in memory", "[testing]", test::pairs) {
    auto ends = joined<TestType>();
    CHECK(ends.client.transport().bytes_written() == 0);
    REQUIRE(shake_hands(ends.client, ends.server));

    const auto sent = test::pattern(5000);
    CHECK((test::move_bytes(ends.client, ends.server, sent).received == sent));
    CHECK((test::move_bytes(ends.server, ends.client, sent).received == sent));
    CHECK(ends.client.transport().bytes_written() == ends.server.transport().bytes_read());
}

TEMPLATE_LIST_TEST_CASE("a pair of streams has the faults that were planned", "[testing]",
                        test::pairs) {
    auto slow = joined<TestType>({.read = {.at_most = 10, .blocks = 100}},
                                 {.seed = 1, .read = {.at_most = 10, .blocks = 100}});
    const auto stuck = shake_hands(slow.client, slow.server, 3);
    REQUIRE_FALSE(stuck.client);
    REQUIRE_FALSE(stuck.server);
    CHECK(onetls::is_retry(stuck.client.error()));
    CHECK(shake_hands(slow.client, slow.server, 5000));
    CHECK(slow.client.transport().blocked_calls() > 50);

    const error reset{.code = errc::transport_failed, .native = 104};
    auto cut = joined<TestType>({}, {.read = {.ends_after = 20, .end = reset}});
    const auto broken = shake_hands(cut.client, cut.server);
    CHECK(test::failure(broken.server) == reset);
    CHECK(test::failure(broken.client).code == errc::want_read);
    cut.server.transport().close();
    CHECK(test::failure(cut.client.handshake()).code == errc::truncated);
}
