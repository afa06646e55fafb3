// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/key_usage.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>

namespace onetls::judgement {

/// Says whether the key usage of `judged` allows `usage`; one that has none allows all.
constexpr bool allows(const certificate_view& judged, key_usage usage) noexcept {
    const auto usages = judged.key_usage();
    return !usages || usages->contains(usage);
}

/// Says whether `judged` is marked as an authority. The mark has to be critical, but for anchors:
/// there are old roots in wide use where it is not.
constexpr bool is_authority(const certificate_view& judged, bool is_anchor) noexcept {
    const auto mark = judged.find(oids::basic_constraints);
    return mark && judged.is_ca() && (mark->critical || is_anchor);
}

/// Notes why `judged`, which issued another certificate, may not do so. `authorities_below` counts
/// those between it and the peer that are not self-issued.
///
/// Source: RFC 5280 §4.2.1.3, §4.2.1.9, §6.1.4 (k) to (n).
constexpr void judge_authority(const certificate_view& judged, std::uint8_t depth, bool is_anchor,
                               std::size_t authorities_below, finding_room& findings) noexcept {
    const bool old_anchor = is_anchor && judged.version() == 1;
    if (!old_anchor && !is_authority(judged, is_anchor))
        note(findings, {reason::not_a_certificate_authority, depth});
    if (!allows(judged, key_usage::certificate_sign))
        note(findings, {reason::wrong_key_usage, depth});
    const auto longest = judged.path_length();
    if (longest && authorities_below > *longest) note(findings, {reason::path_too_long, depth});
}

/// Notes what contradicts the role of the peer's own certificate: that of an authority whose key
/// may not sign certificates, or the other way round; a key that may not sign handshakes.
///
/// Source: RFC 5280 §4.2.1.3, §4.2.1.9; RFC 8446 §4.4.2.2.
constexpr void judge_end_entity(const certificate_view& judged, finding_room& findings) noexcept {
    const auto usages = judged.key_usage();
    if (!usages) return;
    const bool signs_certificates = usages->contains(key_usage::certificate_sign);
    if (signs_certificates != judged.is_ca() || !usages->contains(key_usage::digital_signature))
        note(findings, {reason::wrong_key_usage});
}

}  // namespace onetls::judgement
