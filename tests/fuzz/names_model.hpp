// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>

#include <onetls/certificate_view.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/detail/ip_address.hpp>
#include <onetls/general_name.hpp>
#include <onetls/identity.hpp>
#include <onetls/names.hpp>

#include "encoder.hpp"

/// How names are compared, said in the simplest way.
namespace fuzz {

using labels = std::vector<std::string>;

inline std::string lower(std::string_view text) {
    std::string made{text};
    std::ranges::transform(made, made.begin(), onetls::detail::to_lower);
    return made;
}

/// What stands between the dots of `name`, in lower case.
inline labels labels_of(std::string_view name) {
    labels all{""};
    for (const char each : lower(name)) {
        if (each == '.')
            all.emplace_back();
        else
            all.back() += each;
    }
    return all;
}

/// Says whether `whole` ends with all of `tail`.
inline bool ends_with(const labels& whole, const labels& tail) {
    return whole.size() >= tail.size() && std::equal(tail.rbegin(), tail.rend(), whole.rbegin());
}

/// Compares a dNSName with a normalised DNS name.
///
/// Source: RFC 9525 §6.3.
inline onetls::name_match match_of(std::string_view presented, std::string_view expected) {
    auto shown = labels_of(presented);
    const auto wanted = labels_of(expected);
    if (shown == wanted) return onetls::name_match::full;
    if (shown.size() != wanted.size() || shown[0] != "*") return onetls::name_match::none;
    shown[0] = wanted[0];
    if (shown != wanted || shown.size() < 2) return onetls::name_match::none;
    return shown.size() == 2 ? onetls::name_match::too_wide : onetls::name_match::full;
}

/// Says whether a name of `certificate` is `host`.
inline bool is_for(const onetls::certificate_view& certificate, const onetls::identity& host) {
    const auto fits = [&](const onetls::general_name& name) {
        if (host.is_ip()) return std::ranges::equal(name.address(), host.address());
        return name.is_dns() &&
               match_of(name.characters(), host.dns_name()) == onetls::name_match::full;
    };
    bool any = false;
    for (const auto& name : certificate.subject_alternative_names()) any = any || fits(name);
    return any;
}

/// The address that the system reads in `written`; an IPv6 address may stand in brackets.
inline std::optional<test::encoded> address_of(std::string written) {
    // The system's function reads up to the first NUL.
    if (written.find('\0') != written.npos) return std::nullopt;
    test::encoded read(4);
    if (inet_pton(AF_INET, written.c_str(), read.data()) == 1) return read;
    if (written.starts_with('[') && written.ends_with(']'))
        written = written.substr(1, written.size() - 2);
    read.resize(16);
    if (inet_pton(AF_INET6, written.c_str(), read.data()) == 1) return read;
    return std::nullopt;
}

/// Says whether `address` is `base`, address and mask, wherever the mask has ones.
inline bool is_masked(std::span<const std::byte> address, std::span<const std::byte> base) {
    if (base.size() != 2 * address.size()) return false;
    for (std::size_t bit = 0; bit != 8 * address.size(); ++bit) {
        const auto at = [&](std::span<const std::byte> octets, std::size_t offset) {
            return (octets[offset + bit / 8] >> (7 - bit % 8) & std::byte{1}) == std::byte{1};
        };
        if (at(base, address.size()) && at(base, 0) != at(address, 0)) return false;
    }
    return true;
}

/// Says whether all hosts that a dNSName stands for are `base` or below it.
///
/// Source: RFC 5280 §4.2.1.10.
inline bool is_below(std::string_view name, std::string_view base) {
    const auto covered = name.starts_with("*.") ? name.substr(2) : name;
    if (!onetls::detail::is_host_name(covered)) return false;
    return base.empty() || ends_with(labels_of(covered), labels_of(base));
}

}  // namespace fuzz
