// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/judgement/directory_match.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>
#include <onetls/time.hpp>

namespace onetls::judgement {

/// Says whether `list` keeps the rules and holds at `now`: it has a number, which is not critical,
/// and no critical extension, which would limit what it covers.
///
/// Source: RFC 5280 §5.1.2.4, §5.1.2.5, §5.2.
constexpr bool is_in_force(const crl_view& list, timestamp now) noexcept {
    for (const extension& each : list.extensions())
        if (each.critical) return false;
    const bool current =
        list.this_update() <= now && list.next_update() && now <= *list.next_update();
    return current && list.find(oids::crl_number).has_value();
}

constexpr bool revokes(const crl_view& list, der::bytes serial) noexcept {
    for (const revoked_certificate& each : list.revoked())
        if (der::equal(each.serial, serial)) return true;
    return false;
}

/// Notes that `judged` was revoked, or that no list in force of its issuer says that it was not.
/// Signatures of lists are checked natively.
///
/// Source: RFC 5280 §6.3.
constexpr void judge_revocation(const certificate_view& judged, std::span<const crl_view> lists,
                                timestamp now, std::uint8_t depth,
                                finding_room& findings) noexcept {
    bool covered = false;
    for (const auto& each : lists) {
        if (!equal_names(each.issuer(), judged.issuer())) continue;
        // The native library has checked the signatures of lists whose issuer is written alike
        // only.
        covered = covered || (each.issuer() == judged.issuer() && is_in_force(each, now));
        if (revokes(each, judged.serial())) note(findings, {reason::revoked, depth});
    }
    if (!covered) note(findings, {reason::revocation_unknown, depth});
}

/// `judge_revocation`, for those who hold a peer against lists: programs that never do leave its
/// code out.
using revocation_judge = decltype(&judge_revocation);

}  // namespace onetls::judgement
