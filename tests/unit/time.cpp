// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <limits>

#include <catch2/catch_test_macros.hpp>

#include <onetls/civil_time.hpp>
#include <onetls/time.hpp>

#include "encoder.hpp"

using onetls::civil_time;
using onetls::from_civil;
using onetls::timestamp;
using onetls::to_civil;

static_assert(from_civil({}) == timestamp{0});
static_assert(from_civil({2026, 11, 22, 2, 37, 0}) == timestamp{1'795'315'020});
static_assert(from_civil({0, 1, 1}) == timestamp{-62'167'219'200});
static_assert(from_civil({9999, 12, 31, 23, 59, 59}) == timestamp{253'402'300'799});
static_assert(from_civil({2000, 2, 29}) && !from_civil({1900, 2, 29}) &&
              !from_civil({2026, 2, 29}));

TEST_CASE("a timestamp and its civil time stand for each other over four centuries") {
    for (std::int64_t day = -146'097; day != 146'097; ++day) {
        const timestamp time{day * 86'400 + 86'399};
        REQUIRE(from_civil(to_civil(time)) == time);
    }
}

TEST_CASE("a timestamp agrees with the calendar of the standard library") {
    using namespace std::chrono;
    for (int day = -700'000; day < 2'900'000; day += 997) {
        const sys_days date{days{day}};
        const year_month_day expected{date};
        const civil_time civil = to_civil(timestamp{date});
        REQUIRE(civil.year == int{expected.year()});
        REQUIRE(civil.month == static_cast<int>(unsigned{expected.month()}));
        REQUIRE(civil.day == static_cast<int>(unsigned{expected.day()}));
    }
}

TEST_CASE("a timestamp converts from any clock reading, downwards, and to whole seconds") {
    using namespace std::chrono;
    const timestamp later = sys_time<milliseconds>{milliseconds{1'999}};
    const timestamp earlier = sys_time<milliseconds>{milliseconds{-1}};
    const sys_seconds back = timestamp{7};

    CHECK(later == timestamp{1});
    CHECK(earlier == timestamp{-1});
    CHECK(timestamp{sys_days{days{2}}} == timestamp{172'800});
    CHECK(back.time_since_epoch() == seconds{7});
    STATIC_CHECK(std::is_convertible_v<system_clock::time_point, timestamp>);
}

TEST_CASE("a timestamp does not mix with other clocks, nor lose itself in finer units") {
    using namespace std::chrono;
    STATIC_CHECK_FALSE(std::is_convertible_v<steady_clock::time_point, timestamp>);
    STATIC_CHECK_FALSE(std::is_convertible_v<timestamp, system_clock::time_point>);
    STATIC_CHECK_FALSE(std::is_convertible_v<timestamp, sys_days>);
    STATIC_CHECK_FALSE(std::is_convertible_v<std::int64_t, timestamp>);
    STATIC_CHECK_FALSE(onetls::SystemTimePoint<sys_time<duration<double>>>);
}

TEST_CASE("a date or time of day that does not exist is refused") {
    const civil_time impossible[] = {
        {-1, 1, 1},          {10'000, 1, 1},         {2026, 0, 1},           {2026, 13, 1},
        {2026, 1, 0},        {2026, 1, 32},          {2026, 4, 31},          {2025, 2, 29},
        {2100, 2, 29},       {2026, 1, 1, -1},       {2026, 1, 1, 24},       {2026, 1, 1, 0, 60},
        {2026, 1, 1, 0, -1}, {2026, 1, 1, 0, 0, 60}, {2026, 1, 1, 0, 0, -1},
    };
    for (const auto& civil : impossible) {
        const auto made = from_civil(civil);
        REQUIRE_FALSE(made);
        CHECK(made.error() == onetls::error{onetls::errc::bad_input, onetls::cause::out_of_range});
    }
}

TEST_CASE("a timestamp reads as ISO 8601") {
    CHECK(test::described(timestamp{0}) == "1970-01-01T00:00:00Z");
    CHECK(test::described(*from_civil({2026, 11, 22, 2, 37, 0})) == "2026-11-22T02:37:00Z");
    CHECK(test::described(*from_civil({0, 1, 1})) == "0000-01-01T00:00:00Z");
    CHECK(test::described(timestamp{-62'167'219'201}) == "-1-12-31T23:59:59Z");
}

TEST_CASE("the first and the last timestamp there are can be shown") {
    using limits = std::numeric_limits<std::int64_t>;
    CHECK(to_civil(timestamp{limits::max()}).year == 292'277'026'596);
    CHECK(to_civil(timestamp{limits::min()}).year == -292'277'022'657);
    CHECK_FALSE(test::described(timestamp{limits::min()}).empty());
}
