// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <onetls/detail/ip_address.hpp>

namespace onetls::detail {

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size()) return false;
    for (std::size_t index = 0; index != left.size(); ++index)
        if (to_lower(left[index]) != to_lower(right[index])) return false;
    return true;
}

/// What stands behind the character at `place`.
constexpr std::string_view after(std::string_view whole, std::size_t place) noexcept {
    return {whole.data() + place + 1, whole.size() - place - 1};
}

/// What stands behind the first dot of `name`; empty where there is none.
constexpr std::string_view parent(std::string_view name) noexcept {
    const auto dot = name.find('.');
    return dot == name.npos ? std::string_view{} : after(name, dot);
}

/// Says whether `label` is letters, digits and inner hyphens, at most 63 of them.
///
/// Source: RFC 1123 §2.1.
constexpr bool is_host_label(std::string_view label) noexcept {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(), is_name_character);
}

/// Says whether `name` is one or more labels with dots between them, at most 253 characters.
constexpr bool is_host_name(std::string_view name) noexcept {
    if (name.size() > 253) return false;
    while (true) {
        const auto dot = name.find('.');
        if (!is_host_label({name.data(), std::min(dot, name.size())})) return false;
        if (dot == name.npos) return true;
        name = after(name, dot);
    }
}

}  // namespace onetls::detail
