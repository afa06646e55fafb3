// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "promise.hpp"

/// Writes PEM, on one long line.
namespace fuzz {

/// Source: RFC 4648 §4.
inline std::string base64_of(bytes from) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto octet = [&](std::size_t index) {
        return index < from.size() ? static_cast<unsigned>(from[index]) : 0U;
    };
    std::string made;
    for (std::size_t at = 0; at < from.size(); at += 3) {
        const unsigned bits = octet(at) << 16 | octet(at + 1) << 8 | octet(at + 2);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) made += alphabet[bits >> shift & 0x3fU];
    }
    for (std::size_t missing = (3 - from.size() % 3) % 3; missing != 0; --missing)
        made[made.size() - missing] = '=';
    return made;
}

inline std::string pem_of(std::string_view label, bytes from) {
    const std::string name{label};
    return "-----BEGIN " + name + "-----\n" + base64_of(from) + "\n-----END " + name + "-----\n";
}

}  // namespace fuzz
