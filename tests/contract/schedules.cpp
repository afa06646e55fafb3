// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "schedule.hpp"
#include "words.hpp"

// Schedules of handshakes, reads, writes, blocks, closes and cuts at random. What fails tells its
// seed: `ONETLS_SEED=17 ONETLS_SCHEDULES=1` runs that schedule alone. ECDSA signatures differ in
// length from run to run, and with them what is cut where: a rare failure may take a few runs.

namespace {

using onetls::protocol_version;

/// The number that an environment variable holds, or `otherwise`.
std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
    const char* const set = std::getenv(variable);
    if (set == nullptr) return otherwise;
    const std::string_view text{set};
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size())
        throw std::runtime_error{std::string{variable} + " is no number"};
    return number;
}

template <class Pair>
test::schedule_count run_schedules(protocol_version version, std::uint64_t schedules) {
    const test::both_contexts<Pair> contexts{test::standard_settings(version)};
    const auto first = number_of("ONETLS_SEED", 0);
    test::schedule_count count;
    for (auto seed = first; seed != first + number_of("ONETLS_SCHEDULES", schedules); ++seed) {
        try {
            test::schedule<Pair> calls{seed, contexts};
            calls.run();
            calls.count_in(count);
        } catch (const test::broken_promise& broken) {
            FAIL_CHECK("ONETLS_SEED=" << seed << ": " << broken.what());
        }
    }
    return count;
}

template <class Pair>
void check_schedules(std::uint64_t schedules) {
    CAPTURE(Pair::name());
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        const auto count = run_schedules<Pair>(version, schedules);
        if (number_of("ONETLS_SCHEDULES", schedules) < 100) continue;
        // They reach all kinds of ends.
        CHECK(count.closed > 50);
        CHECK(count.truncated > 10);
        CHECK(count.failed > 5);
        CHECK(count.cut_in_handshake > 2);
        CHECK(count.bytes > 100'000);
    }
}

}  // namespace

// Each found something once, as a close_notify that Mbed TLS sent twice, or bytes that OpenSSL did
// not read where its own could not be sent.
TEMPLATE_LIST_TEST_CASE("schedules that once broke a promise keep it", "[schedules]", test::pairs) {
    CAPTURE(TestType::name());
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        const test::both_contexts<TestType> contexts{test::standard_settings(version)};
        for (const std::uint64_t seed : {3386, 6393, 11600, 12517, 13385, 14835, 21118, 22490,
                                         23431, 25373, 59612, 73102, 78350}) {
            CAPTURE(seed);
            CHECK_NOTHROW(test::schedule<TestType>{seed, contexts}.run());
        }
    }
}

TEMPLATE_LIST_TEST_CASE("no schedule of calls loses bytes, mistakes an end or hangs", "[schedules]",
                        test::pairs) {
    check_schedules<TestType>(100);
}

TEMPLATE_LIST_TEST_CASE("nor does any of very many schedules", "[.long]", test::pairs) {
    check_schedules<TestType>(50'000);
}
