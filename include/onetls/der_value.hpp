// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <onetls/civil_time.hpp>
#include <onetls/der.hpp>
#include <onetls/error.hpp>
#include <onetls/time.hpp>

/// The simple values of DER, each from the contents of its element.
///
/// Errors:   bad_input; cause malformed where nothing else is said.
/// Lifetime: what is returned borrows from the contents.
namespace onetls::der {

/// Source: X.690 §8.2: FALSE is 00, all else is TRUE. DER has FF only, but encoders in use have
///         written 01.
[[nodiscard]] constexpr result<bool> boolean(bytes contents) noexcept {
    if (contents.size() != 1) return refuse();
    return contents[0] != std::byte{0};
}

/// Says whether a BOOLEAN, which has been checked, is there and TRUE.
constexpr bool is_true(bytes contents) noexcept {
    return !contents.empty() && contents[0] != std::byte{0};
}

/// The two's complement, most significant byte first, of an INTEGER of any size.
///
/// Source: X.690 §8.3: at least one byte, and no more than it takes.
[[nodiscard]] constexpr result<bytes> integer(bytes contents) noexcept {
    if (contents.empty()) return refuse();
    if (contents.size() == 1) return contents;
    const bool next_is_negative = (contents[1] & std::byte{0x80}) != std::byte{0};
    const std::byte superfluous = next_is_negative ? std::byte{0xff} : std::byte{0x00};
    if (contents[0] == superfluous) return refuse();
    return contents;
}

/// The value of an INTEGER of at most eight bytes.
///
/// Errors: bad_input; cause malformed, or out_of_range for a longer one.
[[nodiscard]] constexpr result<std::int64_t> small_integer(bytes contents) noexcept {
    const auto digits = integer(contents);
    if (!digits) return std::unexpected(digits.error());
    if (digits->size() > sizeof(std::int64_t)) return refuse(cause::out_of_range);
    const bool negative = (contents[0] & std::byte{0x80}) != std::byte{0};
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    for (const std::byte digit : *digits) value = value << 8 | static_cast<std::uint64_t>(digit);
    return static_cast<std::int64_t>(value);
}

/// The value of an INTEGER (0..MAX) that counts something: at most 2^31 - 1.
///
/// Errors: bad_input; cause malformed, or out_of_range.
[[nodiscard]] constexpr result<std::uint32_t> count(bytes contents) noexcept {
    const auto value = small_integer(contents);
    if (!value) return std::unexpected(value.error());
    if (*value < 0 || *value > 0x7fff'ffff) return refuse(cause::out_of_range);
    return static_cast<std::uint32_t>(*value);
}

/// Number of bits in the INTEGER `digits`, its sign not counted; 0 for a negative one.
constexpr std::size_t bit_length(bytes digits) noexcept {
    const bool negative = !digits.empty() && (digits[0] & std::byte{0x80}) != std::byte{0};
    while (!digits.empty() && digits[0] == std::byte{0}) digits = digits.subspan(1);
    if (negative || digits.empty()) return 0;
    std::size_t length = digits.size() * 8;
    for (auto first = digits[0]; (first & std::byte{0x80}) == std::byte{0}; first <<= 1) --length;
    return length;
}

/// A BIT STRING. Bit 0 is the most significant bit of the first byte.
struct bit_string {
    bytes octets;
    unsigned unused = 0;  ///< Bits at the end of the last byte that do not count: 0 to 7.

    /// Source: X.690 §8.6, §11.2.1: the unused bits are zero.
    [[nodiscard]] static constexpr result<bit_string> from(bytes contents) noexcept {
        if (contents.empty()) return refuse();
        const bit_string found{contents.subspan(1), static_cast<unsigned>(contents[0])};
        if (found.unused > 7 || (found.octets.empty() && found.unused != 0)) return refuse();
        if (found.unused == 0) return found;
        const auto last = static_cast<unsigned>(found.octets.back());
        if ((last & ((1U << found.unused) - 1)) != 0) return refuse();
        return found;
    }

    /// Says whether the bit `number` is there and set.
    constexpr bool test(std::size_t number) const noexcept {
        if (number / 8 >= octets.size()) return false;
        return (octets[number / 8] & (std::byte{0x80} >> (number % 8))) != std::byte{0};
    }
};

namespace detail {

/// Says whether `characters` are decimal digits and then a `Z`.
constexpr bool is_digits_and_z(bytes characters) noexcept {
    for (const std::byte character : characters.first(characters.size() - 1))
        if (character < std::byte{'0'} || character > std::byte{'9'}) return false;
    return characters.back() == std::byte{'Z'};
}

/// The number that the two digits at `at` spell.
constexpr int pair(bytes digits, std::size_t at) noexcept {
    return (static_cast<int>(digits[at]) - '0') * 10 + static_cast<int>(digits[at + 1]) - '0';
}

/// The time in the year `year`, whose rest `digits` spell: MMDDHHMMSS.
constexpr result<timestamp> time_in(int year, bytes digits) noexcept {
    const auto found = from_civil({.year = year,
                                   .month = pair(digits, 0),
                                   .day = pair(digits, 2),
                                   .hour = pair(digits, 4),
                                   .minute = pair(digits, 6),
                                   .second = pair(digits, 8)});
    if (!found) return refuse(found.error().why);
    return *found;
}

}  // namespace detail

/// The time in a UTCTime (`YYMMDDHHMMSSZ`, years 1950 to 2049) or a GeneralizedTime
/// (`YYYYMMDDHHMMSSZ`, years 0 to 9999), which are told apart by their tags.
///
/// Errors: bad_input; cause malformed, or out_of_range when there is no such date.
/// Source: RFC 5280 §4.1.2.5.
[[nodiscard]] constexpr result<timestamp> time(const element& from) noexcept {
    constexpr std::size_t shorter = 13;
    constexpr std::size_t longer = 15;
    const bool is_short = from.tag == tag::utc_time;
    if (!is_short && from.tag != tag::generalized_time) return refuse();
    const bytes written = from.contents;
    if (written.size() != (is_short ? shorter : longer) || !detail::is_digits_and_z(written))
        return refuse();
    const int first = detail::pair(written, 0);
    if (is_short) return detail::time_in(first + (first < 50 ? 2000 : 1900), written.subspan(2));
    return detail::time_in(first * 100 + detail::pair(written, 2), written.subspan(4));
}

}  // namespace onetls::der
