// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/general_name.hpp>
#include <onetls/names.hpp>

/// Which of a server's credentials are for the name that a client asks for (SNI).
namespace onetls {

/// Says whether a client may ask for `name` at all, as OpenSSL has it.
///
/// Source: RFC 6066 §3: a DNS hostname.
constexpr bool is_server_name(std::string_view name) noexcept {
    return name.size() <= 255 && name.find('\0') == name.npos;
}

/// How well a certificate fits a server name.
enum class name_fit : std::uint8_t { none, wildcard, exact };

/// Compares the alternative names of `leaf` with `server_name`.
///
/// Source: RFC 6066 §3; RFC 9525 §6.3 for wildcards.
inline name_fit fit(const certificate_view& leaf, std::string_view server_name) noexcept {
    auto best = name_fit::none;
    if (server_name.empty()) return best;
    for (const general_name& name : leaf.subject_alternative_names()) {
        if (name.what() != general_name_kind::dns) continue;
        if (detail::equal_ignoring_case(name.characters(), server_name)) return name_fit::exact;
        if (match_dns_name(name.characters(), server_name) == name_match::full)
            best = name_fit::wildcard;
    }
    return best;
}

/// Says whether one of `leaves` is for `server_name`; no name asks for nobody in particular.
inline bool serves(std::span<const certificate_view> leaves,
                   std::string_view server_name) noexcept {
    if (server_name.empty()) return true;
    for (const auto& each : leaves)
        if (fit(each, server_name) != name_fit::none) return true;
    return false;
}

namespace detail {

/// The first DNS name of `leaf`; empty where it has none.
inline std::string_view first_dns_name(const certificate_view& leaf) noexcept {
    for (const general_name& name : leaf.subject_alternative_names())
        if (name.what() == general_name_kind::dns) return name.characters();
    return {};
}

/// Calls `take(index)` for the first of `leaves`, and for those that have its first name too.
template <class Take>
void for_each_default(std::span<const certificate_view> leaves, Take take) noexcept {
    take(std::size_t{0});
    const auto name = first_dns_name(leaves.front());
    for (std::size_t index = 1; index != leaves.size(); ++index)
        if (fit(leaves[index], name) == name_fit::exact) take(index);
}

}  // namespace detail

/// Calls `take(index)` for each of `leaves` that a client which asks for `server_name` may be
/// shown, whatever kind of key it can verify: those that name it, else those with a wildcard for
/// it; where there are none, the first one and those that have its first name too.
template <class Take>
void for_each_candidate(std::span<const certificate_view> leaves, std::string_view server_name,
                        Take take) noexcept {
    auto best = name_fit::none;
    for (const auto& each : leaves) best = std::max(best, fit(each, server_name));
    if (best == name_fit::none) return detail::for_each_default(leaves, take);
    for (std::size_t index = 0; index != leaves.size(); ++index)
        if (fit(leaves[index], server_name) == best) take(index);
}

}  // namespace onetls
