// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/shutdown.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "transports.hpp"

/// Streams that end on both sides.

using onetls::errc;
using onetls::protocol_version;
using onetls::shutdown_some;

namespace {

errc outcome(const onetls::result<void>& done) {
    return done ? errc::internal : done.error().code;
}

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(test::standard_settings(version));
    }
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a shutdown is done when the peer has closed too", "[shutdown]",
                        test::pairs) {
    for_each_version([](const test::settings& wanted) {
        auto ends = test::connected<TestType>(wanted);

        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(test::read_error(ends.server).code == errc::closed);
        CHECK(shutdown_some(ends.server));
        CHECK(shutdown_some(ends.client));
        CHECK(shutdown_some(ends.client));
        CHECK(test::write_error(ends.client).code == errc::misuse);
    });
}

TEMPLATE_LIST_TEST_CASE("ends may shut down at the same time", "[shutdown]", test::pairs) {
    for_each_version([](const test::settings& wanted) {
        auto ends = test::connected<TestType>(wanted);

        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(shutdown_some(ends.server));
        CHECK(shutdown_some(ends.client));
    });
}

TEMPLATE_LIST_TEST_CASE("a shutdown throws away what the peer still sends", "[shutdown]",
                        test::pairs) {
    for_each_version([](const test::settings& wanted) {
        auto ends = test::connected<TestType>(wanted);

        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(ends.server.write_some(test::pattern(3000)) == 3000);
        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(ends.server.close());
        CHECK(shutdown_some(ends.client));
    });
}

TEMPLATE_LIST_TEST_CASE("a peer that goes without a word has truncated", "[shutdown]",
                        test::pairs) {
    for_each_version([](const test::settings& wanted) {
        auto ends = test::connected<TestType>(wanted);

        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        ends.server.transport().close();
        CHECK(outcome(shutdown_some(ends.client)) == errc::truncated);
        CHECK(outcome(shutdown_some(ends.client)) == errc::truncated);
    });
}

TEMPLATE_LIST_TEST_CASE("a blocked shutdown goes on where it was", "[shutdown]", test::pairs) {
    for_each_version([](const test::settings& wanted) {
        auto ends = test::connected<TestType, test::rough_pipe>(wanted);
        auto& transport = ends.client.transport().how;
        const auto sent = test::pattern(3000);

        transport.writable = 700;
        CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
        CHECK(outcome(shutdown_some(ends.client)) == errc::want_write);
        transport.writable = test::conduct::unlimited;
        CHECK(outcome(shutdown_some(ends.client)) == errc::want_read);
        CHECK(test::move_bytes(ends.client, ends.server, {}).received.empty());
        test::bytes room(4000);
        CHECK(ends.server.read_some(room) == sent.size());
        CHECK(shutdown_some(ends.server));
        CHECK(shutdown_some(ends.client));
    });
}

TEMPLATE_LIST_TEST_CASE("a stream that has not shaken hands cannot be shut down", "[shutdown]",
                        test::pairs) {
    auto ends = test::joined_pair<TestType>();

    CHECK(outcome(shutdown_some(ends.client)) == errc::misuse);
    CHECK(outcome(shutdown_some(ends.server)) == errc::misuse);
}
