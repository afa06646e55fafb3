// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/text.hpp>

namespace onetls::der {

/// Says whether `tagged` is a string type that `string_reader` can read.
constexpr bool is_string(tag tagged) noexcept {
    switch (tagged) {
    case tag::utf8_string:
    case tag::numeric_string:
    case tag::printable_string:
    case tag::teletex_string:
    case tag::ia5_string:
    case tag::visible_string:
    case tag::universal_string:
    case tag::bmp_string: return true;
    default: return false;
    }
}

/// Reads the characters of a string of any type, one after the other.
///
/// Lenient where certificates in use are: TeletexString is read as Latin-1, and a PrintableString
/// may hold any ASCII character.
///
/// Source: X.690 §8.23; RFC 3629 for UTF-8; ISO 10646 for UniversalString and BMPString, in which
/// surrogate pairs are accepted.
class string_reader {
public:
    constexpr string_reader(tag type, bytes contents) noexcept : type_(type), rest_(contents) {}

    constexpr bool at_end() const noexcept { return rest_.empty(); }

    /// The next character; none at the end, and none where the bytes encode no character.
    constexpr std::optional<char32_t> next() noexcept {
        switch (type_) {
        case tag::utf8_string: return utf8();
        case tag::teletex_string: return unit(1);
        case tag::universal_string: return valid(unit(4));
        case tag::bmp_string: return utf16();
        default: return is_string(type_) ? ascii() : std::nullopt;
        }
    }

private:
    // The big-endian number in the next `size` bytes.
    constexpr std::optional<char32_t> unit(std::size_t size) noexcept {
        if (rest_.size() < size) return std::nullopt;
        char32_t value = 0;
        for (const std::byte octet : rest_.first(size))
            value = value << 8 | static_cast<char32_t>(octet);
        rest_ = rest_.subspan(size);
        return value;
    }

    static constexpr bool is_surrogate(char32_t value) noexcept { return value >> 11 == 0x1b; }

    static constexpr std::optional<char32_t> valid(std::optional<char32_t> value) noexcept {
        if (!value || *value > 0x10ffff || is_surrogate(*value)) return std::nullopt;
        return value;
    }

    constexpr std::optional<char32_t> ascii() noexcept {
        const auto value = unit(1);
        return value && *value < 0x80 ? value : std::nullopt;
    }

    constexpr std::optional<char32_t> utf16() noexcept {
        const auto high = unit(2);
        if (!high || !is_surrogate(*high)) return high;
        const auto low = unit(2);
        if (*high >= 0xdc00 || !low || *low >> 10 != 0x37) return std::nullopt;
        return 0x10000 + ((*high & 0x3ff) << 10 | (*low & 0x3ff));
    }

    constexpr std::optional<char32_t> utf8() noexcept {
        const auto lead = unit(1);
        if (!lead || *lead < 0x80) return lead;
        const std::size_t more = *lead < 0xc2 ? 0 : *lead < 0xe0 ? 1 : *lead < 0xf0 ? 2 : 3;
        if (more == 0 || *lead > 0xf4) return std::nullopt;
        char32_t value = *lead & (0x3fU >> more);
        for (std::size_t index = 0; index != more; ++index) {
            const auto continuation = unit(1);
            if (!continuation || *continuation >> 6 != 2) return std::nullopt;
            value = value << 6 | (*continuation & 0x3f);
        }
        constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
        return value < least[more] ? std::nullopt : valid(value);
    }

    tag type_;
    bytes rest_;
};

/// Says whether `contents` is a string of type `type` from its first to its last byte.
constexpr bool is_readable(tag type, bytes contents) noexcept {
    if (!is_string(type)) return false;
    for (string_reader from{type, contents}; !from.at_end();)
        if (!from.next()) return false;
    return true;
}

}  // namespace onetls::der

namespace onetls::detail {

/// A character in UTF-8.
class utf8_character {
public:
    constexpr explicit utf8_character(char32_t character) noexcept {
        const int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
        const char32_t mark = more == 0 ? 0 : 0xff00U >> (more + 1) & 0xffU;
        add(mark | character >> (6 * more));
        for (int left = more; left-- != 0;) add(0x80U | (character >> (6 * left) & 0x3fU));
    }

    constexpr std::string_view view() const noexcept { return {octets_.data(), size_}; }

private:
    constexpr void add(char32_t octet) noexcept { octets_[size_++] = static_cast<char>(octet); }

    std::array<char, 4> octets_{};
    std::size_t size_ = 0;
};

/// Says whether a terminal or a log could take `character` for a command.
constexpr bool is_control(char32_t character) noexcept {
    return character < 0x20 || (0x7f <= character && character < 0xa0);
}

/// Writes `octets` as text: what is printable ASCII as it is, everything else as `\xx`, so that
/// whatever a peer sends can be shown.
constexpr void append_printable(TextSink auto& sink, der::bytes octets) {
    for (const std::byte octet : octets) {
        const char character = static_cast<char>(octet);
        const bool plain = ' ' <= character && character <= '~' && character != '\\';
        if (plain)
            sink.append(std::string_view{&character, 1});
        else
            append_hex(sink.append("\\"), std::span{&octet, 1});
    }
}

}  // namespace onetls::detail
