// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include <onetls/alert.hpp>
#include <onetls/detail/copying.hpp>

namespace onetls {

/// Why a certificate, or the chain that it stands in, was refused.
enum class reason : std::uint8_t {
    not_yet_valid,        ///< notBefore lies in the future.
    expired,              ///< notAfter lies in the past.
    unknown_issuer,       ///< No trusted authority issued it, or a link of the chain is missing.
    self_signed,          ///< The peer vouches for itself, and is not trusted by itself.
    untrusted_root,       ///< The chain ends in a root that is not trusted.
    bad_signature,        ///< The issuer's key did not make its signature.
    name_mismatch,        ///< It is for other names than the one expected.
    no_alternative_name,  ///< It has no subjectAltName of the expected kind.
    wildcard_too_wide,    ///< It matches only by a wildcard over a public suffix, as `*.com`.
    not_a_certificate_authority,  ///< It issued another certificate and is no authority.
    path_too_long,                ///< More authorities follow than its path length allows.
    name_constraint_violated,     ///< An issuer is not allowed to vouch for this name.
    wrong_purpose,                ///< Its extended key usage excludes this role.
    wrong_key_usage,              ///< Its key usage excludes what the key was used for.
    weak_key,                     ///< Its key is smaller than the policy's floor.
    weak_hash,                    ///< It is signed with a hash below the policy's floor.
    revoked,                      ///< Its issuer has withdrawn it.
    revocation_unknown,           ///< No valid revocation list says that it stands.
    malformed,                    ///< It cannot be read, or breaks a rule of RFC 5280.
    old_version,                  ///< It is of version 1 or 2, which says nothing of its use.
    too_complex,                  ///< Checking it would take too long.
    outside_profile,  ///< It breaks a rule for public web certificates that was asked for.
    unknown_critical_extension,  ///< A critical extension is not understood.
    pin_mismatch,                ///< None of the pinned keys is in the path.
    key_changed,                 ///< The peer was first seen with another key.
    store_unreadable,            ///< The store of first-seen keys could not be read.
    refused_by_hook,             ///< The application's own hook refused what was accepted.
    other,                       ///< What only the native code tells.
};

/// One reason against one certificate of the chain.
struct finding {
    reason why;
    std::uint8_t depth = 0;   ///< 0: the peer's own certificate; 1: its issuer; and so on.
    std::int32_t native = 0;  ///< The backend's own code; 0: found by the shared judgement.
};

/// Where findings are noted: as many as there is room for, and whether one more was left out. The
/// room is somebody else's, and may be none, for whoever asks only whether anything was found.
class finding_room {
public:
    constexpr finding_room() noexcept = default;
    constexpr explicit finding_room(std::span<finding> room) noexcept : room_{room} {}
    finding_room(const finding_room&) = delete;
    finding_room& operator=(const finding_room&) = delete;

    /// Appends `found`, and says whether there was room.
    constexpr bool push_back(finding found) noexcept {
        overflowed_ = overflowed_ || size_ == room_.size();
        if (size_ == room_.size()) return false;
        room_[size_++] = found;
        return true;
    }

    /// Keeps the first `size` findings, and forgets that others were left out.
    constexpr void shorten(std::size_t size) noexcept {
        size_ = size;
        overflowed_ = false;
    }

    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr bool overflowed() const noexcept { return overflowed_; }

    /// Says whether nothing was found, with room or without.
    constexpr bool untouched() const noexcept { return empty() && !overflowed_; }

    constexpr finding* data() noexcept { return room_.data(); }
    constexpr const finding* data() const noexcept { return room_.data(); }
    constexpr finding* begin() noexcept { return room_.data(); }
    constexpr finding* end() noexcept { return room_.data() + size_; }
    constexpr const finding* begin() const noexcept { return room_.data(); }
    constexpr const finding* end() const noexcept { return room_.data() + size_; }
    constexpr finding& operator[](std::size_t index) noexcept { return room_[index]; }
    constexpr const finding& operator[](std::size_t index) const noexcept { return room_[index]; }

protected:
    constexpr void give(std::span<finding> room) noexcept { room_ = room; }
    constexpr void take(const finding_room& other) noexcept {
        detail::copy(std::span{other.begin(), other.end()}, begin());
        size_ = other.size_;
        overflowed_ = other.overflowed_;
    }

private:
    std::span<finding> room_;
    std::size_t size_ = 0;
    bool overflowed_ = false;
};

/// All that was found. 32 are kept; one more is remembered as having been left out.
class finding_list : public finding_room {
public:
    constexpr finding_list() noexcept { give(kept_); }
    constexpr finding_list(const finding_list& other) noexcept : finding_list{} { take(other); }
    constexpr finding_list& operator=(const finding_list& other) noexcept {
        take(other);
        return *this;
    }

private:
    std::array<finding, 32> kept_{};
};

/// A short name, the same on every backend.
constexpr std::string_view name_of(reason why) noexcept {
    switch (why) {
    case reason::not_yet_valid: return "not yet valid";
    case reason::expired: return "expired";
    case reason::unknown_issuer: return "unknown issuer";
    case reason::self_signed: return "self-signed";
    case reason::untrusted_root: return "untrusted root";
    case reason::bad_signature: return "bad signature";
    case reason::name_mismatch: return "name mismatch";
    case reason::no_alternative_name: return "no alternative name";
    case reason::wildcard_too_wide: return "wildcard too wide";
    case reason::not_a_certificate_authority: return "not a certificate authority";
    case reason::path_too_long: return "path too long";
    case reason::name_constraint_violated: return "name constraint violated";
    case reason::wrong_purpose: return "wrong purpose";
    case reason::wrong_key_usage: return "wrong key usage";
    case reason::weak_key: return "weak key";
    case reason::weak_hash: return "weak hash";
    case reason::revoked: return "revoked";
    case reason::revocation_unknown: return "revocation unknown";
    case reason::malformed: return "malformed";
    case reason::old_version: return "old version";
    case reason::too_complex: return "too complex";
    case reason::outside_profile: return "outside of the profile";
    case reason::unknown_critical_extension: return "unknown critical extension";
    case reason::pin_mismatch: return "pin mismatch";
    case reason::key_changed: return "key changed";
    case reason::store_unreadable: return "store unreadable";
    case reason::refused_by_hook: return "refused by hook";
    case reason::other: return "other";
    }
    return "unknown reason";
}

/// The alert that tells the peer of `why`.
///
/// Source: RFC 8446 §6.2.
constexpr alert_description alert_for(reason why) noexcept {
    switch (why) {
    case reason::not_yet_valid:
    case reason::expired: return alert_description::certificate_expired;
    case reason::unknown_issuer:
    case reason::self_signed:
    case reason::untrusted_root: return alert_description::unknown_ca;
    case reason::wrong_purpose:
    case reason::wrong_key_usage:
    case reason::weak_key:
    case reason::weak_hash: return alert_description::unsupported_certificate;
    case reason::revoked: return alert_description::certificate_revoked;
    default: return alert_description::bad_certificate;
    }
}

/// The alert for all of `findings`: that of the reason which the backends' own order puts first.
///
/// Source: the order of Mbed TLS, which cannot be changed from outside, kept on every backend.
constexpr alert_description alert_for(std::span<const finding> findings) noexcept {
    using enum alert_description;
    for (const auto wanted : {bad_certificate, unsupported_certificate, certificate_expired,
                              certificate_revoked, unknown_ca})
        for (const auto& known : findings)
            if (alert_for(known.why) == wanted) return wanted;
    return none;
}

/// Adds `found` unless its reason is known at its depth already.
constexpr void note(finding_room& findings, finding found) noexcept {
    for (const auto& known : findings)
        if (known.why == found.why && known.depth == found.depth) return;
    findings.push_back(found);
}

/// Keeps the findings that `wanted` holds for, in place, and hands the others to `drop`. What found
/// no room may be worse than any of them: it stays, as too_complex.
template <class Wanted, class Drop>
constexpr void sort_out(finding_room& findings, Wanted wanted, Drop drop) noexcept {
    const bool left_out = findings.overflowed();
    std::size_t kept = 0;
    for (const auto& each : findings) {
        if (wanted(each))
            findings[kept++] = each;
        else
            drop(each);
    }
    findings.shorten(kept);
    if (left_out) note(findings, {reason::too_complex});
}

/// As above, and returns the others.
template <class Wanted>
constexpr finding_list keep_only(finding_room& findings, Wanted wanted) noexcept {
    finding_list others;
    sort_out(findings, wanted, [&](const finding& each) { others.push_back(each); });
    return others;
}

/// Says whether `findings` hold `why`, at whatever depth.
constexpr bool has(const finding_room& findings, reason why) noexcept {
    for (const auto& known : findings)
        if (known.why == why) return true;
    return false;
}

}  // namespace onetls
