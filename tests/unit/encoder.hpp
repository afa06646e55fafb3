// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/der.hpp>
#include <onetls/detail/ip_address.hpp>

/// Makes DER by hand, well-formed or not.
namespace test {

using encoded = std::vector<std::byte>;

/// The bytes that hexadecimal digits spell; spaces between them do not count.
inline encoded hex(std::string_view digits) {
    encoded made;
    int high = -1;
    for (const char digit : digits) {
        const int value = onetls::detail::hex_value(digit);
        if (value < 0) continue;
        if (high >= 0) made.push_back(static_cast<std::byte>(high * 16 + value));
        high = high < 0 ? value : -1;
    }
    return made;
}

/// The bytes of `text`.
inline encoded bytes(std::string_view text) {
    const auto view = std::as_bytes(std::span{text});
    return {view.begin(), view.end()};
}

inline encoded join(const std::vector<encoded>& parts) {
    encoded made;
    for (const auto& part : parts) made.insert(made.end(), part.begin(), part.end());
    return made;
}

/// An element with a minimal length.
inline encoded element(unsigned tag, const encoded& contents) {
    encoded made{static_cast<std::byte>(tag)};
    const std::size_t size = contents.size();
    std::size_t length_bytes = 0;
    while (size >= 0x80 && size >> (8 * length_bytes) != 0) ++length_bytes;
    if (length_bytes == 0) made.push_back(static_cast<std::byte>(size));
    if (length_bytes != 0) made.push_back(static_cast<std::byte>(0x80 + length_bytes));
    for (; length_bytes != 0; --length_bytes)
        made.push_back(static_cast<std::byte>(size >> (8 * (length_bytes - 1))));
    return join({made, contents});
}

inline encoded element(unsigned tag, std::string_view contents) {
    return element(tag, bytes(contents));
}
inline encoded sequence(const std::vector<encoded>& parts) {
    return element(0x30, join(parts));
}
inline encoded set(const std::vector<encoded>& parts) {
    return element(0x31, join(parts));
}

/// A name of one attribute: the common name.
inline encoded name(std::string_view common_name) {
    return sequence({set({sequence({hex("06 03 55 04 03"), element(0x0c, common_name)})})});
}

/// An extension by the last number of its identifier below 2.5.29.
inline encoded extension(std::uint8_t number, const encoded& value, const encoded& critical = {}) {
    auto identifier = hex("06 03 55 1d 00");
    identifier.back() = static_cast<std::byte>(number);
    return sequence({identifier, critical, element(0x04, value)});
}

/// The parts of a certificate, each as it is encoded.
struct certificate_parts {
    encoded version = hex("a0 03 02 01 02");
    encoded serial = hex("02 01 01");
    encoded algorithm = hex("30 0a 06 08 2a8648ce3d040302");
    encoded issuer = name("issuer");
    encoded not_before = element(0x17, "260101000000Z");
    encoded not_after = element(0x17, "360101000000Z");
    encoded subject = name("subject");
    encoded key = sequence({hex("30 05 06 03 2b6570"), element(0x03, encoded(33))});
    encoded unique_identifiers{};
    std::vector<encoded> extensions{};
    encoded after_extensions{};
    encoded outer_algorithm = hex("30 0a 06 08 2a8648ce3d040302");
    encoded signature = hex("03 03 00 0102");
    encoded after_signature{};
};

inline encoded encode(const certificate_parts& parts) {
    const auto extensions =
        parts.extensions.empty() ? encoded{} : element(0xa3, sequence(parts.extensions));
    const auto to_be_signed =
        sequence({parts.version, parts.serial, parts.algorithm, parts.issuer,
                  sequence({parts.not_before, parts.not_after}), parts.subject, parts.key,
                  parts.unique_identifiers, extensions, parts.after_extensions});
    return sequence({to_be_signed, parts.outer_algorithm, parts.signature, parts.after_signature});
}

/// What `describe` writes of `value`.
std::string described(const auto& value) {
    std::string written;
    describe(value, written);
    return written;
}

/// Says whether `made` is an error of malformed bytes, and of those alone.
bool is_malformed(const auto& made) {
    using onetls::error;
    return !made && made.error() == error{onetls::errc::bad_input, onetls::cause::malformed,
                                          onetls::field::certificate};
}

/// Says whether `made` is an error of bytes that stand for something out of range.
bool is_out_of_range(const auto& made) {
    using onetls::error;
    return !made && made.error() == error{onetls::errc::bad_input, onetls::cause::out_of_range,
                                          onetls::field::certificate};
}

}  // namespace test
