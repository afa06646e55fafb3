// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

/// Writes the presentation language of TLS.
///
/// Source: RFC 8446 §3.
namespace test::tls {

using bytes = std::vector<std::byte>;

inline bytes number(std::uint32_t value, std::size_t size) {
    bytes written;
    for (std::size_t left = size; left != 0; --left)
        written.push_back(static_cast<std::byte>(value >> (8 * (left - 1))));
    return written;
}

inline bytes joined(std::initializer_list<bytes> parts) {
    bytes all;
    for (const auto& each : parts) all.insert(all.end(), each.begin(), each.end());
    return all;
}

/// `content` with its length in front, in `size_of_length` bytes.
inline bytes vector(std::size_t size_of_length, const bytes& content) {
    return joined({number(static_cast<std::uint32_t>(content.size()), size_of_length), content});
}

inline bytes characters(std::string_view text) {
    bytes written;
    for (const char each : text) written.push_back(static_cast<std::byte>(each));
    return written;
}

inline bytes numbers(std::initializer_list<std::uint32_t> values) {
    bytes all;
    for (const auto each : values) all = joined({all, number(each, 2)});
    return all;
}

inline bytes extension(std::uint32_t type, const bytes& data) {
    return joined({number(type, 2), vector(2, data)});
}

/// The extension that asks for `host`.
inline bytes server_name(std::string_view host) {
    return extension(0, vector(2, joined({number(0, 1), vector(2, characters(host))})));
}

/// The extension that offers the application protocols `names`.
inline bytes protocols(std::initializer_list<std::string_view> names) {
    bytes list;
    for (const auto name : names) list = joined({list, vector(1, characters(name))});
    return extension(16, vector(2, list));
}

/// The body of a ClientHello.
inline bytes hello_body(std::initializer_list<bytes> extensions,
                        std::initializer_list<std::uint32_t> suites = {0x1301},
                        std::uint32_t version = 0x0303) {
    return joined({number(version, 2), bytes(32), vector(1, bytes(32)), vector(2, numbers(suites)),
                   vector(1, bytes(1)), vector(2, joined(extensions))});
}

}  // namespace test::tls
