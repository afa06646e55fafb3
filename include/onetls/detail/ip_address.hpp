// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace onetls::detail {

// ASCII only: host names and addresses do not depend on the locale.
constexpr bool is_digit(char character) noexcept {
    return '0' <= character && character <= '9';
}

constexpr char to_lower(char character) noexcept {
    const bool upper = 'A' <= character && character <= 'Z';
    return upper ? static_cast<char>(character - 'A' + 'a') : character;
}

constexpr bool is_name_character(char character) noexcept {
    const char lower = to_lower(character);
    return ('a' <= lower && lower <= 'z') || is_digit(character) || character == '-';
}

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char character) noexcept {
    const char lower = to_lower(character);
    if (is_digit(character)) return character - '0';
    return 'a' <= lower && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Says whether `label` is a number to a resolver that accepts the forms of inet_aton(3).
constexpr bool is_numeric(std::string_view label) noexcept {
    if (label.starts_with("0x") || label.starts_with("0X")) {
        label.remove_prefix(2);
        for (const char character : label)
            if (hex_value(character) < 0) return false;
        return true;
    }
    for (const char character : label)
        if (!is_digit(character)) return false;
    return !label.empty();
}

/// Takes one decimal octet without leading zeros off the front of `rest`; -1 if there is none.
constexpr int take_octet(std::string_view& rest) noexcept {
    std::size_t digits = 0;
    int value = 0;
    while (digits != rest.size() && digits != 4 && is_digit(rest[digits]))
        value = value * 10 + (rest[digits++] - '0');
    const bool padded = digits > 1 && rest.front() == '0';
    if (digits == 0 || padded || value > 255) return -1;
    rest.remove_prefix(digits);
    return value;
}

/// Reads a dotted-decimal address: four octets, no other notation.
constexpr bool parse_ipv4(std::string_view written, std::span<std::byte, 4> address) noexcept {
    for (std::size_t index = 0; index != address.size(); ++index) {
        if (index != 0) {
            if (!written.starts_with('.')) return false;
            written.remove_prefix(1);
        }
        const int octet = take_octet(written);
        if (octet < 0) return false;
        address[index] = static_cast<std::byte>(octet);
    }
    return written.empty();
}

constexpr bool is_ipv4(std::string_view written) noexcept {
    std::array<std::byte, 4> ignored{};
    return parse_ipv4(written, ignored);
}

/// Takes one group of one to four hexadecimal digits off the front of `rest`; -1 if there is none.
constexpr int take_group(std::string_view& rest) noexcept {
    std::size_t digits = 0;
    int value = 0;
    while (digits != rest.size() && digits != 5 && hex_value(rest[digits]) >= 0)
        value = value * 16 + hex_value(rest[digits++]);
    if (digits == 0 || digits > 4) return -1;
    rest.remove_prefix(digits);
    return value;
}

/// One side of a "::": groups separated by colons, perhaps ending in dotted decimal.
struct ipv6_groups {
    std::array<std::byte, 16> bytes{};
    std::size_t size = 0;

    constexpr bool read(std::string_view written, bool may_end_in_ipv4) noexcept {
        if (written.empty()) return true;
        while (true) {
            if (may_end_in_ipv4 && size <= 12 && is_ipv4(written)) return append_ipv4(written);
            const int group = take_group(written);
            if (group < 0 || size == bytes.size()) return false;
            bytes[size++] = static_cast<std::byte>(group >> 8);
            bytes[size++] = static_cast<std::byte>(group & 0xFF);
            if (written.empty()) return true;
            if (!written.starts_with(':')) return false;
            written.remove_prefix(1);
        }
    }

private:
    constexpr bool append_ipv4(std::string_view written) noexcept {
        std::array<std::byte, 4> address{};
        if (!parse_ipv4(written, address)) return false;
        for (const auto octet : address) bytes[size++] = octet;
        return true;
    }
};

/// Reads an IPv6 address in any form of RFC 4291 §2.2, without zone and brackets.
constexpr bool parse_ipv6(std::string_view written, std::span<std::byte, 16> address) noexcept {
    const auto gap = written.find("::");
    ipv6_groups head;
    ipv6_groups tail;
    if (gap == written.npos) {
        if (!head.read(written, true) || head.size != 16) return false;
    } else {
        const std::string_view after{written.data() + gap + 2, written.size() - gap - 2};
        if (!head.read({written.data(), gap}, false) || !tail.read(after, true)) return false;
        if (head.size + tail.size > 14) return false;
    }
    for (auto& octet : address) octet = std::byte{0};
    for (std::size_t index = 0; index != head.size; ++index) address[index] = head.bytes[index];
    for (std::size_t index = 0; index != tail.size; ++index)
        address[16 - tail.size + index] = tail.bytes[index];
    return true;
}

}  // namespace onetls::detail
