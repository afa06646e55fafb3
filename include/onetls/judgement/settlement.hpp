// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/identity.hpp>
#include <onetls/judgement/constraint_match.hpp>
#include <onetls/pins.hpp>
#include <onetls/reason.hpp>
#include <onetls/time.hpp>
#include <onetls/trust_terms.hpp>

/// What the forms of trust besides authorities make of the reasons that were found.
namespace onetls::judgement {

/// Computes a SHA-256; each backend has one. False: it failed, and no key compares equal.
using sha256_function = bool (*)(std::span<const std::byte> bytes,
                                 std::span<std::byte, 32> into) noexcept;

/// The pin of the key in `certificate`; nothing where that cannot be read.
inline std::optional<key_pin> pin_of(std::span<const std::byte> certificate,
                                     sha256_function sha256) noexcept {
    const auto view = certificate_view::parse(certificate);
    key_pin made;
    if (!view || sha256 == nullptr || !sha256(view->public_key().spki, made.sha256))
        return std::nullopt;
    return made;
}

/// What was found against a path, what of it is put up with, how the peer's key has changed, and
/// whether it has to be remembered when the handshake succeeds.
struct verdict {
    finding_list findings;
    finding_list tolerated;
    std::optional<key_change> changed_key = {};
    bool first_seen = false;

    /// Says whether nothing was found at all, so that nothing had to be put up with either.
    constexpr bool spotless() const noexcept { return findings.empty() && tolerated.empty(); }

    constexpr void clear() noexcept {
        findings.shorten(0);
        tolerated.shorten(0);
        changed_key.reset();
        first_seen = false;
    }
};

/// Where a verdict is noted while it is reached: a `verdict`, a report, or no more room than it
/// takes to know whether there is anything to note.
struct open_verdict {
    finding_room& findings;
    finding_room& tolerated;
    std::optional<key_change>* changed_key;  ///< nullptr: nobody wants to know.
    bool& first_seen;

    constexpr open_verdict(finding_room& found, finding_room& put_up_with,
                           std::optional<key_change>* changed, bool& first) noexcept
        : findings{found}, tolerated{put_up_with}, changed_key{changed}, first_seen{first} {}
    constexpr open_verdict(verdict& held) noexcept
        : open_verdict{held.findings, held.tolerated, &held.changed_key, held.first_seen} {}
};

/// Moves the findings whose reason is among `reasons` to those that are put up with.
constexpr void tolerate(const open_verdict& held, reason_set reasons) noexcept {
    sort_out(
        held.findings, [&](const finding& each) { return !reasons.contains(each.why); },
        [&](const finding& each) { held.tolerated.push_back(each); });
}

/// Notes a path that holds none of the pinned keys.
inline void judge_pins(path_view path, const pin_list& pins, sha256_function sha256,
                       finding_room& findings) noexcept {
    if (pins.empty()) return;
    for (const auto& der : path)
        if (const auto key = pin_of(der, sha256); key && pins.contains(*key)) return;
    note(findings, {reason::pin_mismatch});
}

/// Compares the peer's key with the one that it was first seen with.
inline void judge_first_use(const key_pin& key, const identity& peer, pin_store_reference store,
                            const open_verdict& held) noexcept {
    const auto known = store.lookup(peer);
    if (!known) return note(held.findings, {reason::store_unreadable});
    if (*known && **known != key) {
        if (held.changed_key != nullptr)
            *held.changed_key = key_change{.known = **known, .shown = key};
        return note(held.findings, {reason::key_changed});
    }
    tolerate(held, without_authority);
    held.first_seen = !*known;
}

/// Applies `terms` to what was found.
inline void settle(path_view path, const trust_terms& terms, const identity* peer, timestamp now,
                   sha256_function sha256, const open_verdict& held) noexcept {
    judge_pins(path, terms.pins, sha256, held.findings);
    tolerate(held, terms.waived.reasons());
    const bool key_matters =
        !terms.trusted_keys.empty() || terms.first_use || !terms.exceptions.empty();
    const auto key = path.empty() || !key_matters ? std::nullopt : pin_of(path.front(), sha256);
    const bool first_use = terms.first_use && peer != nullptr;
    if (!key && first_use) note(held.findings, {reason::store_unreadable});
    if (!key) return;
    if (terms.trusted_keys.contains(*key)) tolerate(held, without_authority);
    for (const auto& each : terms.exceptions)
        if (peer != nullptr && each.peer == *peer && each.key == *key && now <= each.until)
            tolerate(held, each.reasons);
    if (first_use) judge_first_use(*key, *peer, terms.first_use, held);
}

using settlement = decltype(&settle);

}  // namespace onetls::judgement
