// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

/// The little of <algorithm> that a file needs which only includes a backend. Reading that header
/// takes a compiler a third of the time that reading the standard's other ones and OpenSSL's does.
namespace onetls::detail {

constexpr std::size_t smaller(std::size_t left, std::size_t right) noexcept {
    return right < left ? right : left;
}

/// Copies `from` to where `into` begins; they do not overlap.
template <class Element>
constexpr void copy(std::span<const Element> from, Element* into) noexcept {
    if consteval {
        for (const auto& each : from) *into++ = each;
    } else {
        if (!from.empty()) std::memcpy(into, from.data(), from.size_bytes());
    }
}

}  // namespace onetls::detail
