// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <onetls/civil_time.hpp>
#include <onetls/der.hpp>
#include <onetls/der_string.hpp>
#include <onetls/der_value.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/oid.hpp>
#include <onetls/time.hpp>

#include "encoder.hpp"
#include "promise.hpp"

/// What holds for every element of DER: whatever was read of it is, written again, what was there.
namespace fuzz {

namespace der = onetls::der;

/// Says whether `part` lies within `whole`. Nothing lies everywhere.
inline bool lies_within(bytes part, bytes whole) {
    // Orders pointers into different objects, too.
    constexpr std::less_equal<> ordered;
    return part.empty() || (ordered(whole.data(), part.data()) &&
                            ordered(part.data() + part.size(), whole.data() + whole.size()));
}

/// The shortest two's complement of `value`.
inline test::encoded integer_of(std::int64_t value) {
    int bits = 8;
    while (bits != 64 && value >> (bits - 1) != 0 && value >> (bits - 1) != -1) bits += 8;
    test::encoded made;
    for (; bits != 0; bits -= 8) made.push_back(static_cast<std::byte>(value >> (bits - 8)));
    return made;
}

inline void check_integer(bytes contents) {
    const auto digits = der::integer(contents);
    const auto value = der::small_integer(contents);
    const auto counted = der::count(contents);
    promise(!value || digits, "a small integer is an integer");
    promise(!counted || (value && *value == std::int64_t{*counted}), "a count is an integer");
    if (!value) return;
    promise(std::ranges::equal(integer_of(*value), contents),
            "an integer is as short as it can be");
    const auto magnitude = *value < 0 ? 0U : static_cast<std::uint64_t>(*value);
    promise(der::bit_length(*digits) == static_cast<std::size_t>(std::bit_width(magnitude)),
            "bits are counted from the first one on");
}

/// `value` in groups of seven bits, as identifiers have it.
inline test::encoded septets_of(std::uint64_t value) {
    test::encoded made{static_cast<std::byte>(value & 0x7f)};
    while ((value >>= 7) != 0) made.insert(made.begin(), static_cast<std::byte>(value | 0x80));
    return made;
}

/// The numbers between the dots; none where one of them is too large to be encoded here.
inline std::optional<std::vector<std::uint64_t>> numbers_of(std::string_view dotted) {
    std::vector<std::uint64_t> numbers;
    for (const auto part : std::views::split(dotted, '.')) {
        std::uint64_t number = 0;
        const char* const end = part.data() + part.size();
        const auto read = std::from_chars(part.data(), end, number);
        if (read.ec != std::errc{} || read.ptr != end || number >> 62 != 0) return std::nullopt;
        numbers.push_back(number);
    }
    return numbers;
}

inline void check_identifier(bytes contents) {
    const auto read = onetls::oid::from_contents(contents);
    if (!read) return;
    const auto numbers = numbers_of(test::described(*read));
    if (!numbers) return;
    promise(numbers->size() >= 2 && numbers->front() <= 2, "an identifier has a root and an arc");
    std::vector<test::encoded> parts{septets_of((*numbers)[0] * 40 + (*numbers)[1])};
    for (const auto each : *numbers | std::views::drop(2)) parts.push_back(septets_of(each));
    promise(std::ranges::equal(test::join(parts), contents), "an identifier is its numbers");
}

/// The time that `read` is, by the calendar of the standard library; none where there is none.
inline std::optional<onetls::timestamp> time_of(const der::element& read) {
    const bool is_short = read.tag == der::tag::utc_time;
    const std::string digits{onetls::detail::as_characters(read.contents)};
    if (digits.size() != (is_short ? 13 : 15) || digits.back() != 'Z' ||
        digits.find_first_not_of("0123456789") != digits.size() - 1)
        return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t size) {
        return std::stoi(digits.substr(from, size));
    };
    const std::size_t at = is_short ? 2 : 4;
    const int century = number(0, 2) < 50 ? 2000 : 1900;
    const int year = is_short ? century + number(0, 2) : number(0, 4);
    const std::chrono::year_month_day date{
        std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(number(at, 2))},
        std::chrono::day{static_cast<unsigned>(number(at + 2, 2))}};
    const std::array hours{number(at + 4, 2), number(at + 6, 2), number(at + 8, 2)};
    if (!date.ok() || hours[0] > 23 || hours[1] > 59 || hours[2] > 59) return std::nullopt;
    return onetls::timestamp{std::chrono::sys_days{date} + std::chrono::hours{hours[0]} +
                             std::chrono::minutes{hours[1]} + std::chrono::seconds{hours[2]}};
}

inline void check_time(const der::element& read) {
    const auto time = der::time(read);
    const auto expected = time_of(read);
    promise(time.has_value() == expected.has_value(), "a time is one if the calendar has it");
    if (!time) return;
    promise(*time == *expected, "a time is that of the calendar");
    promise(onetls::from_civil(onetls::to_civil(*time)) == *time, "a time is its date");
}

inline void check_bits(bytes contents) {
    const auto bits = der::bit_string::from(contents);
    if (!bits) return;
    const auto size = bits->octets.size() * 8 - bits->unused;
    for (auto number = size; number != size + 9; ++number)
        promise(!bits->test(number), "there is no bit behind the last one");
}

/// The string as UTF-8; none where its bytes encode no characters.
inline std::optional<std::string> utf8_of(der::tag type, bytes contents) {
    std::string made;
    for (der::string_reader from{type, contents}; !from.at_end();) {
        const auto character = from.next();
        if (!character) return std::nullopt;
        promise(*character <= 0x10ffff && *character >> 11 != 0x1b,
                "a character is one of Unicode");
        made += onetls::detail::utf8_character{*character}.view();
    }
    return made;
}

inline void check_string(const der::element& read) {
    const auto written = utf8_of(read.tag, read.contents);
    promise(written.has_value() == der::is_readable(read.tag, read.contents),
            "a readable string is one of characters");
    if (written && read.tag == der::tag::utf8_string)
        promise(std::ranges::equal(test::bytes(*written), read.contents), "UTF-8 is written alike");
}

/// Checks the value of `read`, whatever its type is.
inline void check_value(const der::element& read) {
    switch (read.tag) {
    case der::tag::integer: return check_integer(read.contents);
    case der::tag::object_identifier: return check_identifier(read.contents);
    case der::tag::bit_string: return check_bits(read.contents);
    case der::tag::utc_time:
    case der::tag::generalized_time: return check_time(read);
    default: break;
    }
    if (der::is_string(read.tag)) check_string(read);
}

/// Checks the elements of `input` that lie one behind the other, and appends what they hold to
/// `held`.
inline void check_level(bytes input, std::vector<bytes>& held) {
    der::reader from{input};
    while (true) {
        const auto before = from.rest();
        const auto read = from.next();
        if (!read) {
            const auto after = from.rest();
            return promise(after.data() == before.data() && after.size() == before.size(),
                           "a reader that fails stays where it is");
        }
        promise(read->whole.data() == before.data() && lies_within(read->whole, before),
                "elements lie one behind the other");
        promise(read->whole.size() + from.rest().size() == before.size(), "no byte is passed over");
        const test::encoded contents{read->contents.begin(), read->contents.end()};
        promise(std::ranges::equal(test::element(static_cast<unsigned>(read->tag), contents),
                                   read->whole),
                "an element is as short as it can be");
        check_value(*read);
        held.push_back(read->contents);
    }
}

/// Checks all elements of `input` and all that they hold, however deep they nest.
inline void check_elements(bytes input) {
    std::vector<bytes> waiting{input};
    while (!waiting.empty()) {
        const auto level = waiting.back();
        waiting.pop_back();
        check_level(level, waiting);
    }
}

}  // namespace fuzz
