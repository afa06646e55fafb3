// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "schedule.hpp"
#include "words.hpp"

// A connection that is cut after each byte of a handshake and a short exchange, or that has each
// byte of it changed. By default some of the bytes, in the tests named "each" all of them.

namespace {

using onetls::errc;
using onetls::protocol_version;
using onetls::testing::direction_faults;
using onetls::testing::random_numbers;
using test::part;

/// A short exchange: some bytes both ways, and both ends close.
std::pair<part, part> exchange() {
    return {{.to_write = 300, .closes_after = 300}, {.to_write = 500, .closes_after = 500}};
}

/// Runs an exchange, with faults where one end reads.
template <class Pair>
test::schedule<Pair> with_faults(const test::both_contexts<Pair>& contexts, bool at_client,
                                 const direction_faults& faults) {
    auto parts = exchange();
    (at_client ? parts.first : parts.second).plan.read = faults;
    return {random_numbers{faults.ends_after ^ faults.changes_at}, parts, contexts};
}

/// Calls `check` for both directions with every `stride`th number below that of bytes on the wire.
template <class Pair, class Check>
void for_each_place(const test::both_contexts<Pair>& contexts, std::size_t stride, Check check) {
    test::schedule<Pair> whole{random_numbers{0}, exchange(), contexts};
    whole.run();
    // Signatures are some bytes longer at times.
    constexpr std::size_t slack = 8;
    for (const bool at_client : {true, false}) {
        const auto size =
            (at_client ? whole.client().bytes_read() : whole.server().bytes_read()) + slack;
        for (std::size_t at = 0; at < size; at += stride) check(at_client, at);
    }
}

template <class Pair, class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(Pair::name(), version);
        check(test::both_contexts<Pair>{test::standard_settings(version)});
    }
}

template <class Pair>
void check_cuts(std::size_t stride) {
    for_each_version<Pair>([stride](const test::both_contexts<Pair>& contexts) {
        test::schedule_count count;
        for_each_place(contexts, stride, [&](bool at_client, std::size_t at) {
            for (const onetls::error end :
                 {onetls::error{errc::closed}, {.code = errc::transport_failed, .native = 104}}) {
                try {
                    auto calls =
                        with_faults<Pair>(contexts, at_client, {.ends_after = at, .end = end});
                    calls.run();
                    calls.count_in(count);
                } catch (const test::broken_promise& broken) {
                    FAIL_CHECK((at_client ? "to the client, " : "to the server, ")
                               << at << " bytes: " << broken.what());
                }
            }
        });
        CHECK(count.cut_in_handshake > 10);
        CHECK(count.truncated > count.failed);
        CHECK(count.failed > 10);
        CHECK(count.bytes > 1000);
    });
}

/// Checks one end of an exchange with a changed byte. What it read was checked when it came.
template <class Party, class Peer>
void check_changed(const Party& end, const Peer& peer) {
    if (end.peer_closed()) CHECK(end.received() == peer.written());
    if (!end.failure()) return;
    INFO(onetls::message(*end.failure()).view());
    CHECK(std::set{errc::protocol_error, errc::peer_alert, errc::negotiation_failed,
                   errc::untrusted_peer, errc::truncated}
              .contains(end.failure()->code));
}

/// Says whether somebody noticed.
template <class Pair>
bool check_change(test::schedule<Pair>& calls) {
    // A larger length makes an end wait for bytes that do not come.
    if (!calls.play(5000)) {
        calls.client().hang_up();
        calls.server().hang_up();
        CHECK(calls.play(5000));
    }
    calls.client().check_end();
    calls.server().check_end();
    check_changed(calls.client(), calls.server());
    check_changed(calls.server(), calls.client());
    return calls.client().failure() || calls.server().failure();
}

template <class Pair>
void check_changes(std::size_t stride) {
    for_each_version<Pair>([stride](const test::both_contexts<Pair>& contexts) {
        int noticed = 0;
        int unnoticed = 0;
        for_each_place(contexts, stride, [&](bool at_client, std::size_t at) {
            CAPTURE(at_client, at);
            try {
                auto calls = with_faults<Pair>(
                    contexts, at_client,
                    {.changes_at = at, .change = static_cast<std::byte>(1U << at % 8)});
                check_change(calls) ? ++noticed : ++unnoticed;
            } catch (const test::broken_promise& broken) {
                FAIL_CHECK(broken.what());
            }
        });
        // Nobody looks at the version of records in the clear; and some may lie behind the end.
        CAPTURE(noticed, unnoticed);
        CHECK(unnoticed < noticed / 10);
    });
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a connection that is cut tells both ends so, and loses nothing before",
                        "[cuts]", test::pairs) {
    check_cuts<TestType>(67);
}

TEMPLATE_LIST_TEST_CASE("a connection cut after each byte tells both ends so", "[.long]",
                        test::pairs) {
    check_cuts<TestType>(1);
}

TEMPLATE_LIST_TEST_CASE("nothing that was changed on its way is delivered", "[cuts]", test::pairs) {
    check_changes<TestType>(37);
}

TEMPLATE_LIST_TEST_CASE("nothing is delivered of a connection with each byte changed", "[.long]",
                        test::pairs) {
    check_changes<TestType>(1);
}
