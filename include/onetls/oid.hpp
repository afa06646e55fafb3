// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/error.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// An object identifier: the name of an algorithm, an attribute or an extension.
///
/// Lifetime: borrows its encoding; those of `oids` are static.
class oid {
public:
    /// The identifier that is neither equal to any that can be read nor has a text.
    constexpr oid() noexcept = default;

    /// The identifier with this encoding, tag and length not included. Not checked.
    constexpr explicit oid(der::bytes encoded) noexcept : encoded_(encoded) {}

    /// Reads an OBJECT IDENTIFIER.
    ///
    /// Errors: bad_input.
    /// Source: X.690 §8.19: each number is complete and minimal.
    [[nodiscard]] static constexpr result<oid> decode(der::reader& from) noexcept {
        const auto element = from.expect(der::tag::object_identifier);
        if (!element) return std::unexpected(element.error());
        return from_contents(element->contents);
    }

    /// As `decode`, from the contents of the element: for identifiers under another tag.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<oid> from_contents(der::bytes contents) noexcept {
        bool at_start = true;
        for (const std::byte septet : contents) {
            if (at_start && septet == std::byte{0x80}) return der::refuse();
            at_start = (septet & std::byte{0x80}) == std::byte{0};
        }
        if (contents.empty() || !at_start) return der::refuse();
        return oid{contents};
    }

    constexpr der::bytes encoded() const noexcept { return encoded_; }

    friend constexpr bool operator==(oid left, oid right) noexcept {
        return der::equal(left.encoded_, right.encoded_);
    }

private:
    der::bytes encoded_;
};

namespace detail {

/// A non-negative number as decimal digits, the last one first. Its size is bounded, its value not:
/// UUIDs are used as numbers of identifiers.
class decimal_number {
public:
    /// Makes the value its 128-fold plus `addend`, which may be negative if the sum is not.
    constexpr void append_septet(int addend) noexcept {
        if (overflowed_) return;
        int carry = addend;
        for (std::size_t index = 0; index != used_ || carry != 0; ++index) {
            if (index == digits_.size()) {
                overflowed_ = true;
                return;
            }
            const int sum = digits_[index] * 128 + carry;
            digits_[index] = static_cast<std::int8_t>((sum % 10 + 10) % 10);
            carry = (sum - digits_[index]) / 10;
            used_ = std::max(used_, index + 1);
        }
    }

    template <TextSink Sink>
    constexpr void write(Sink& sink) const {
        if (overflowed_) return static_cast<void>(sink.append("?"));
        std::size_t index = digits_.size();
        while (index > 1 && digits_[index - 1] == 0) --index;
        while (index-- != 0) append_number(sink, digits_[index]);
    }

private:
    std::array<std::int8_t, 64> digits_{};
    std::size_t used_ = 0;
    bool overflowed_ = false;
};

/// Takes one septet-encoded number off `rest` and writes it, `less` subtracted.
template <TextSink Sink>
constexpr void append_arc(Sink& sink, der::bytes& rest, int less) {
    decimal_number value;
    bool more = true;
    while (more && !rest.empty()) {
        const auto septet = static_cast<int>(rest[0]);
        more = septet >= 0x80;
        value.append_septet((septet & 0x7f) - (more ? 0 : less));
        rest = rest.subspan(1);
    }
    value.write(sink);
}

}  // namespace detail

/// Writes `identifier` as dotted numbers: `2.5.4.3`. A number beyond 10^64 is written as `?`.
template <TextSink Sink>
constexpr void describe(oid identifier, Sink& sink) {
    der::bytes rest = identifier.encoded();
    if (rest.empty()) return;
    // The first two numbers share one: 40 times the first, which is 0, 1 or 2, plus the second.
    const auto both = static_cast<unsigned>(rest[0]);
    const int first = both < 40 ? 0 : both < 80 ? 1 : 2;
    detail::append_number(sink, first);
    detail::append_arc(sink.append("."), rest, first * 40);
    while (!rest.empty()) detail::append_arc(sink.append("."), rest, 0);
}

namespace detail {

/// Text as a template argument.
template <std::size_t Size>
struct literal {
    consteval literal(const char (&text)[Size]) { std::copy_n(text, Size, characters); }
    constexpr std::string_view view() const { return {characters, Size - 1}; }

    char characters[Size]{};
};

/// The encoding of an identifier as it is made, at compile time.
struct oid_encoding {
    std::array<std::byte, 32> octets{};
    std::size_t size = 0;

    consteval explicit oid_encoding(std::string_view dotted) {
        const std::uint64_t first = take_number(dotted);
        append(first * 40 + take_number(dotted));
        while (!dotted.empty()) append(take_number(dotted));
    }

private:
    static consteval std::uint64_t take_number(std::string_view& dotted) {
        std::uint64_t value = 0;
        for (; !dotted.empty() && dotted[0] != '.'; dotted.remove_prefix(1))
            value = value * 10 + static_cast<std::uint64_t>(dotted[0] - '0');
        if (!dotted.empty()) dotted.remove_prefix(1);
        return value;
    }

    consteval void append(std::uint64_t value) {
        int shift = 63;
        while (shift != 0 && value >> shift == 0) shift -= 7;
        for (; shift != 0; shift -= 7)
            octets[size++] = static_cast<std::byte>((value >> shift & 0x7f) | 0x80);
        octets[size++] = static_cast<std::byte>(value & 0x7f);
    }
};

template <literal Dotted>
inline constexpr auto encoded_oid = [] {
    constexpr oid_encoding made{Dotted.view()};
    std::array<std::byte, made.size> exact{};
    std::copy_n(made.octets.begin(), made.size, exact.begin());
    return exact;
}();

}  // namespace detail

/// The identifier that `Dotted` spells, encoded at compile time: `oid_of<"2.5.4.3">`.
template <detail::literal Dotted>
inline constexpr oid oid_of{detail::encoded_oid<Dotted>};

}  // namespace onetls
