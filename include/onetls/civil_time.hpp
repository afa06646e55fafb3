// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/error.hpp>
#include <onetls/text.hpp>
#include <onetls/time.hpp>

namespace onetls {

/// Date and time of day in UTC, in the proleptic Gregorian calendar.
struct civil_time {
    std::int64_t year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;

    friend constexpr bool operator==(const civil_time&, const civil_time&) noexcept = default;
};

namespace detail {

inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr std::int64_t days_per_era = 146'097;  // an era is 400 years

constexpr bool is_leap_year(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in_month(std::int64_t year, int month) noexcept {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 2 && is_leap_year(year)) return 29;
    return days[static_cast<std::size_t>(month - 1)];
}

constexpr bool is_within(int value, int least, int most) noexcept {
    return least <= value && value <= most;
}

constexpr bool exists(const civil_time& time) noexcept {
    return 0 <= time.year && time.year <= 9999 && is_within(time.month, 1, 12) &&
           is_within(time.day, 1, days_in_month(time.year, time.month)) &&
           is_within(time.hour, 0, 23) && is_within(time.minute, 0, 59) &&
           is_within(time.second, 0, 59);
}

constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) noexcept {
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

/// Days from 1970-01-01 to a date that exists, which takes no more than 32 bits. Years begin in
/// March here, so that a leap day comes last.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
constexpr std::int64_t days_from(const civil_time& date) noexcept {
    // The year 0 begins in the year before: an era earlier, all is positive.
    const int year = static_cast<int>(date.year) - (date.month <= 2 ? 1 : 0) + 400;
    const int month = (date.month + 9) % 12;
    const int day_of_year = (153 * month + 2) / 5 + date.day - 1;
    const int days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    return days - int{days_per_era} - 719'468;
}

/// The date that is `days` after 1970-01-01, at midnight.
///
/// Source: as above, civil_from_days.
constexpr civil_time date_after(std::int64_t days) noexcept {
    const std::int64_t era = floor_divide(days + 719'468, days_per_era);
    const std::int64_t day_of_era = days + 719'468 - era * days_per_era;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const int month = static_cast<int>((shifted_month + 2) % 12 + 1);
    return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
            .month = month,
            .day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

/// Writes `value` with leading zeros up to `width` digits; a longer number is written in full.
constexpr void append_padded(TextSink auto& sink, std::int64_t value, int width) {
    std::int64_t bound = 10;
    for (int digits = 1; digits < width; ++digits, bound *= 10)
        if (0 <= value && value < bound) sink.append(std::string_view{"0"});
    append_number(sink, value);
}

}  // namespace detail

/// The timestamp of `time`.
///
/// Errors: bad_input; cause out_of_range when there is no such date or time of day, or the year is
///         not within 0 to 9999.
[[nodiscard]] constexpr result<timestamp> from_civil(const civil_time& time) noexcept {
    if (!detail::exists(time)) return std::unexpected(error{errc::bad_input, cause::out_of_range});
    return timestamp{detail::days_from(time) * detail::seconds_per_day + time.hour * 3600 +
                     time.minute * 60 + time.second};
}

/// Date and time of day of `time`.
constexpr civil_time to_civil(timestamp time) noexcept {
    const std::int64_t days = detail::floor_divide(time.seconds, detail::seconds_per_day);
    const std::int64_t remainder = time.seconds % detail::seconds_per_day;
    const auto second_of_day =
        static_cast<int>(remainder < 0 ? remainder + detail::seconds_per_day : remainder);
    civil_time civil = detail::date_after(days);
    civil.hour = second_of_day / 3600;
    civil.minute = second_of_day / 60 % 60;
    civil.second = second_of_day % 60;
    return civil;
}

/// Writes `time` as ISO 8601 has it: `2026-11-22T02:37:00Z`.
template <TextSink Sink>
constexpr void describe(timestamp time, Sink& sink) {
    const civil_time civil = to_civil(time);
    detail::append_padded(sink, civil.year, 4);
    detail::append_padded(sink.append("-"), civil.month, 2);
    detail::append_padded(sink.append("-"), civil.day, 2);
    detail::append_padded(sink.append("T"), civil.hour, 2);
    detail::append_padded(sink.append(":"), civil.minute, 2);
    detail::append_padded(sink.append(":"), civil.second, 2);
    sink.append("Z");
}

}  // namespace onetls
