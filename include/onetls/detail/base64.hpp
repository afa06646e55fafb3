// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace onetls::detail {

/// The value of a character of the base64 alphabet, or -1.
///
/// Source: RFC 4648 §4.
constexpr int base64_value(char character) noexcept {
    if ('A' <= character && character <= 'Z') return character - 'A';
    if ('a' <= character && character <= 'z') return character - 'a' + 26;
    if ('0' <= character && character <= '9') return character - '0' + 52;
    if (character == '+') return 62;
    return character == '/' ? 63 : -1;
}

constexpr bool is_space(char character) noexcept {
    return character == ' ' || ('\t' <= character && character <= '\r');
}

/// The number of bytes that `encoded` stands for; nothing where it is not base64.
///
/// Strict but for white space, which may stand anywhere: padded to groups of four, nothing after
/// the padding, and no bits set that belong to no byte.
constexpr std::optional<std::size_t> base64_size(std::string_view encoded) noexcept {
    std::size_t digits = 0;
    std::size_t padding = 0;
    int last = 0;
    for (const char character : encoded) {
        if (is_space(character)) continue;
        if (character == '=') {
            ++padding;
            continue;
        }
        last = base64_value(character);
        if (last < 0 || padding != 0) return std::nullopt;
        ++digits;
    }
    if (padding > 2 || (digits + padding) % 4 != 0) return std::nullopt;
    const int surplus = padding == 0 ? 0 : padding == 1 ? 0x03 : 0x0f;
    if ((last & surplus) != 0) return std::nullopt;
    return digits * 6 / 8;
}

/// Decodes `encoded` into `decoded`, whose size is what `base64_size` has said.
constexpr void decode_base64(std::string_view encoded, std::span<std::byte> decoded) noexcept {
    std::uint32_t bits = 0;
    int pending = 0;
    std::size_t size = 0;
    for (const char character : encoded) {
        const int value = base64_value(character);
        if (value < 0) continue;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        pending += 6;
        if (pending < 8) continue;
        pending -= 8;
        decoded[size++] = static_cast<std::byte>(bits >> pending & 0xff);
    }
}

/// The number of characters that `size` bytes are encoded as, on one line.
constexpr std::size_t base64_length(std::size_t size) noexcept {
    return (size + 2) / 3 * 4;
}

/// Encodes `bytes` into `encoded`, whose size is what `base64_length` has said.
constexpr void encode_base64(std::span<const std::byte> bytes,
                             std::span<std::byte> encoded) noexcept {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::size_t size = 0;
    for (std::size_t index = 0; index < bytes.size(); index += 3) {
        const std::size_t count = bytes.size() - index < 3 ? bytes.size() - index : 3;
        std::uint32_t bits = 0;
        for (std::size_t place = 0; place != 3; ++place)
            bits = bits << 8 |
                   (place < count ? std::to_integer<std::uint32_t>(bytes[index + place]) : 0);
        for (std::size_t place = 0; place != 4; ++place) {
            const auto digit = bits >> (18 - 6 * place) & 0x3f;
            encoded[size++] = static_cast<std::byte>(place <= count ? alphabet[digit] : '=');
        }
    }
}

}  // namespace onetls::detail
