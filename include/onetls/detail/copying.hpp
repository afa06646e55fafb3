// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

/// The little of <algorithm> that a file needs which only includes a backend: reading that header
/// takes a quarter of the time that OpenSSL's and the standard's other ones take together.
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
