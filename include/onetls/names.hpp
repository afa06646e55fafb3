// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/der.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/general_name.hpp>
#include <onetls/identity.hpp>
#include <onetls/reason.hpp>

namespace onetls {

/// How well a presented name fits the expected one.
enum class name_match : std::uint8_t { none, too_wide, full };

/// Compares `presented`, a dNSName, with the DNS name `expected`.
///
/// A wildcard is the whole left-most label and stands for exactly one label. A wildcard over a
/// single label, as `*.com`, never counts: `too_wide` says that it was all there is.
///
/// Source: RFC 9525 §6.3.
constexpr name_match match_dns_name(std::string_view presented,
                                    std::string_view expected) noexcept {
    if (detail::equal_ignoring_case(presented, expected))
        return expected.empty() ? name_match::none : name_match::full;
    if (!presented.starts_with("*.")) return name_match::none;
    const auto covered = detail::parent(presented);
    if (covered.empty() || expected.starts_with('.') ||
        !detail::equal_ignoring_case(covered, detail::parent(expected)))
        return name_match::none;
    return detail::parent(covered).empty() ? name_match::too_wide : name_match::full;
}

/// Compares `presented` with `expected`: a DNS name matches a dNSName only, an address an
/// iPAddress.
inline name_match match_name(const general_name& presented, const identity& expected) noexcept {
    if (expected.is_dns()) return match_dns_name(presented.characters(), expected.dns_name());
    return der::equal(presented.value(), expected.address()) ? name_match::full : name_match::none;
}

/// Looks for `expected` among the subjectAltNames of `leaf`, and notes what is wrong at depth 0.
/// The common name is never looked at.
///
/// Source: RFC 9525 §6.
inline void judge_identity(const certificate_view& leaf, const identity& expected,
                           finding_room& findings) noexcept {
    const auto kind = expected.is_dns() ? general_name_kind::dns : general_name_kind::ip;
    auto best = name_match::none;
    bool presents_any = false;
    for (const general_name& name : leaf.subject_alternative_names()) {
        if (name.what() != kind) continue;
        presents_any = true;
        best = std::max(best, match_name(name, expected));
    }
    if (best == name_match::full) return;
    if (best == name_match::too_wide) return note(findings, {reason::wildcard_too_wide});
    note(findings, {presents_any ? reason::name_mismatch : reason::no_alternative_name});
}

}  // namespace onetls
