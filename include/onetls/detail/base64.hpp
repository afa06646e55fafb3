// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace onetls::detail {

/// Source: RFC 4648 §4.
inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each character in the alphabet, and -1 for all others. A table, since nothing
/// foretells the next digit: comparisons would be mispredicted every time.
inline constexpr std::array<std::int8_t, 256> base64_values = [] {
    std::array<std::int8_t, 256> values{};
    for (auto& each : values) each = -1;
    for (std::size_t value = 0; value != base64_alphabet.size(); ++value)
        values[static_cast<unsigned char>(base64_alphabet[value])] =
            static_cast<std::int8_t>(value);
    return values;
}();

constexpr int base64_value(char character) noexcept {
    return base64_values[static_cast<unsigned char>(character)];
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
        if (const int value = base64_value(character); value >= 0) {
            if (padding != 0) return std::nullopt;
            last = value;
            ++digits;
        } else if (character == '=') {
            ++padding;
        } else if (!is_space(character)) {
            return std::nullopt;
        }
    }
    if (padding > 2 || (digits + padding) % 4 != 0) return std::nullopt;
    const int surplus = padding == 0 ? 0 : padding == 1 ? 0x03 : 0x0f;
    if ((last & surplus) != 0) return std::nullopt;
    return digits * 6 / 8;
}

/// Decodes `encoded` into `decoded`, whose size is what `base64_size` has said.
constexpr void decode_base64(std::string_view encoded, std::span<std::byte> decoded) noexcept {
    std::uint32_t group = 0;  // Four digits, which are three bytes.
    std::size_t digits = 0;
    std::size_t size = 0;
    for (const char character : encoded) {
        const int value = base64_value(character);
        if (value < 0) continue;
        group = group << 6 | static_cast<std::uint32_t>(value);
        if (++digits % 4 != 0) continue;
        for (const int shift : {16, 8, 0}) decoded[size++] = static_cast<std::byte>(group >> shift);
    }
    group <<= digits % 4 == 3 ? 6 : 12;
    for (int shift = 16; size != decoded.size(); shift -= 8)
        decoded[size++] = static_cast<std::byte>(group >> shift);
}

/// The number of characters that `size` bytes are encoded as, on one line.
constexpr std::size_t base64_length(std::size_t size) noexcept {
    return (size + 2) / 3 * 4;
}

/// Encodes `bytes` into `encoded`, whose size is what `base64_length` has said.
constexpr void encode_base64(std::span<const std::byte> bytes,
                             std::span<std::byte> encoded) noexcept {
    std::size_t size = 0;
    for (std::size_t index = 0; index < bytes.size(); index += 3) {
        const std::size_t count = bytes.size() - index < 3 ? bytes.size() - index : 3;
        std::uint32_t bits = 0;
        for (std::size_t place = 0; place != 3; ++place)
            bits = bits << 8 |
                   (place < count ? std::to_integer<std::uint32_t>(bytes[index + place]) : 0);
        for (std::size_t place = 0; place != 4; ++place) {
            const auto digit = bits >> (18 - 6 * place) & 0x3f;
            encoded[size++] = static_cast<std::byte>(place <= count ? base64_alphabet[digit] : '=');
        }
    }
}

}  // namespace onetls::detail
