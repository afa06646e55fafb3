// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/identity.hpp>
#include <onetls/judgement/authority.hpp>
#include <onetls/judgement/constraints.hpp>
#include <onetls/judgement/form.hpp>
#include <onetls/judgement/levelling.hpp>
#include <onetls/judgement/profile.hpp>
#include <onetls/judgement/purpose.hpp>
#include <onetls/judgement/revocation.hpp>
#include <onetls/judgement/settlement.hpp>
#include <onetls/judgement/strength.hpp>
#include <onetls/judgement/validity.hpp>
#include <onetls/names.hpp>
#include <onetls/policy.hpp>
#include <onetls/reason.hpp>
#include <onetls/time.hpp>
#include <onetls/trust_terms.hpp>

namespace onetls {

using judgement::path_view;

/// What a path is held against.
struct expectation {
    const identity* peer = nullptr;  ///< Whose certificate it should be; nullptr: anybody's.
    onetls::purpose purpose = purpose::server;
    judgement::chain_rules rules = policies::recommended;
    timestamp now{};
    std::optional<std::uint8_t> most_intermediates = {};  ///< Not counting self-issued ones.
    judgement::revocation_judge revocation = nullptr;     ///< nullptr: no list of `crls` is needed.
    std::span<const crl_view> crls = {};
    const trust_terms* terms = nullptr;  ///< nullptr: authorities alone.
    judgement::sha256_function sha256 = nullptr;

    // Judges that a program may be built without. Where one is missing, whatever it would have to
    // judge is refused.
    judgement::constraint_judge constraints = &judgement::judge_constraints;
    judgement::profile_judge profile = &judgement::judge_profile;
    judgement::settlement settle = &judgement::settle;  ///< With `terms`.
};

namespace judgement {

/// Notes what is wrong with the certificate at `depth` taken by itself, and counts authorities.
inline void judge_certificate(const certificate_view& judged, std::uint8_t depth, bool is_anchor,
                              std::size_t& authorities, const expectation& expected,
                              finding_room& findings) noexcept {
    // A certificate vouches for itself only if it says so, whoever put it among the anchors.
    if (is_anchor && depth == 0 && !judged.self_issued()) note(findings, {reason::unknown_issuer});
    refine_unknown_issuer(judged, depth, findings);
    judge_form(judged, depth, is_anchor, findings);
    judge_validity(judged, expected.now, depth, findings);
    judge_strength(judged, expected.rules, depth, is_anchor, findings);
    if (!is_anchor || depth == 0) judge_purpose(judged, expected.purpose, depth, findings);
    if (expected.revocation != nullptr && !is_anchor)
        expected.revocation(judged, expected.crls, expected.now, depth, findings);
    if (expected.rules.profile == certificate_profile::webpki)
        expected.profile != nullptr ? expected.profile(judged, depth, is_anchor, findings)
                                    : note(findings, {reason::outside_profile, depth});
    if (depth == 0) {
        judge_end_entity(judged, findings);
        if (expected.peer != nullptr) judge_identity(judged, *expected.peer, findings);
        return;
    }
    judge_authority(judged, depth, is_anchor, authorities, findings);
    if (!judged.self_issued()) ++authorities;
}

/// Notes what is wrong with each certificate of `path`, and with their order. The name of an issuer
/// has to be written as its own certificate writes it, byte by byte: where libraries compare more
/// loosely, each does so in a way of its own.
inline void judge_path(path_view path, const expectation& expected,
                       finding_room& findings) noexcept {
    const bool anchored = !has(findings, reason::unknown_issuer);
    std::size_t authorities = 0;
    std::size_t comparisons = 0;
    name_view issuer;
    bool is_linked = false;
    for (std::size_t index = 0; index != path.size(); ++index) {
        const auto depth = static_cast<std::uint8_t>(index);
        const bool is_anchor = anchored && index + 1 == path.size();
        const auto judged = certificate_view::parse(path[index]);
        if (!judged) {
            note(findings, {reason::malformed, depth});
            is_linked = false;
            continue;
        }
        if (is_linked && !(judged->subject() == issuer))
            note(findings, {reason::unknown_issuer, static_cast<std::uint8_t>(index - 1)});
        issuer = judged->issuer();
        is_linked = true;
        judge_certificate(*judged, depth, is_anchor, authorities, expected, findings);
        if (index != 0 && judged->has(oids::name_constraints))
            expected.constraints != nullptr
                ? expected.constraints(path, index, comparisons, findings)
                : note(findings, {reason::unknown_critical_extension, depth});
        const bool too_long =
            expected.most_intermediates && !is_anchor && authorities > *expected.most_intermediates;
        if (too_long) note(findings, {reason::path_too_long, depth});
    }
}

/// As `judge_path`, and levels what the native library has found.
///
/// Never inlined: what it sets aside would lie on the stack where nothing was found.
[[gnu::noinline]] inline void judge_levelling(path_view path, const expectation& expected,
                                              finding_room& findings) noexcept {
    forget_native_dates(findings);
    const auto vague = take_vague(findings, path.size());
    judge_path(path, expected, findings);
    put_back_unexplained(vague, findings);
}

}  // namespace judgement

using judgement::open_verdict;
using judgement::verdict;

/// Holds the path that a backend built, from the peer's certificate to an anchor, against
/// `expected`, on top of what the backend found by itself.
///
/// The same code for every backend, over the same DER. It only ever adds reasons to refuse: what
/// the native library has found stays found, but for names and dates, which are judged here alone,
/// and for what the caller's own terms of trust put up with. `held` comes with just that.
inline void judge(path_view path, const expectation& expected, const open_verdict& held) noexcept {
    if (path.empty()) note(held.findings, {reason::malformed});
    if (held.findings.empty())
        judgement::judge_path(path, expected, held.findings);
    else
        judgement::judge_levelling(path, expected, held.findings);
    if (expected.terms != nullptr)
        expected.settle(path, *expected.terms, expected.peer, expected.now, expected.sha256, held);
}

/// As above, for what was found natively and nothing else.
inline verdict judge(path_view path, const expectation& expected,
                     const finding_list& found_natively) noexcept {
    verdict held{.findings = found_natively, .tolerated = {}};
    judge(path, expected, held);
    return held;
}

}  // namespace onetls
