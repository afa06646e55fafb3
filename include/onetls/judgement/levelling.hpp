// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <onetls/bounded_list.hpp>
#include <onetls/certificate_view.hpp>
#include <onetls/reason.hpp>

/// Brings what the native libraries found to the words that the shared judgement uses. Nothing that
/// was refused natively is accepted for it.
namespace onetls::judgement {

/// The dates are judged by the shared judgement alone, so that every backend draws the line at the
/// same second.
constexpr void forget_native_dates(finding_room& findings) noexcept {
    constexpr auto is_no_date = [](const finding& each) {
        return each.why != reason::expired && each.why != reason::not_yet_valid;
    };
    sort_out(findings, is_no_date, [](const finding&) {});
}

/// Tells apart the ways in which an issuer can be missing: natively they are one.
constexpr void refine_unknown_issuer(const certificate_view& judged, std::uint8_t depth,
                                     finding_room& findings) noexcept {
    if (!judged.self_issued()) return;
    for (auto& known : findings)
        if (known.why == reason::unknown_issuer && known.depth == depth)
            known.why = depth == 0 ? reason::self_signed : reason::untrusted_root;
}

/// Says whether the libraries differ in how they word `found`, or at which depth, against a path of
/// `size` certificates: an issuer that may not have issued is passed over by one, and of the wrong
/// purpose to another.
constexpr bool is_vague(const finding& found, std::size_t size) noexcept {
    switch (found.why) {
    case reason::unknown_issuer: return found.depth + std::size_t{1} < size;
    case reason::not_a_certificate_authority:
    case reason::wrong_purpose:
    case reason::weak_key: return found.native != 0;
    default: return false;
    }
}

/// Says whether `exact` is what the `vague` finding is about.
constexpr bool explains(const finding& exact, const finding& vague) noexcept {
    const bool here = exact.depth == vague.depth;
    const bool above = exact.depth == vague.depth + 1;
    const bool no_issuer =
        exact.why == reason::not_a_certificate_authority || exact.why == reason::wrong_key_usage;
    switch (vague.why) {
    case reason::unknown_issuer:
        return (here && exact.why == reason::bad_signature) ||
               (above && (no_issuer || exact.why == reason::path_too_long));
    case reason::weak_key: return (here || above) && exact.why == reason::weak_key;
    default: return here && (no_issuer || exact.why == reason::wrong_purpose);
    }
}

/// Findings that are vague: mostly none, and more than fit stay as they are.
using vague_list = bounded_list<finding, 12>;

/// Takes the vague findings out of `findings`.
constexpr vague_list take_vague(finding_room& findings, std::size_t size) noexcept {
    vague_list vague;
    const auto stays = [&](const finding& each) {
        return !is_vague(each, size) || !vague.push_back(each);
    };
    sort_out(findings, stays, [](const finding&) {});
    return vague;
}

/// Puts those of `vague` back that nothing in `findings` explains.
constexpr void put_back_unexplained(const vague_list& vague, finding_room& findings) noexcept {
    for (const auto& each : vague) {
        bool explained = false;
        for (const auto& exact : findings) explained = explained || explains(exact, each);
        if (!explained) note(findings, each);
    }
}

}  // namespace onetls::judgement
