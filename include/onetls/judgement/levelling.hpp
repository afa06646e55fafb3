// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/reason.hpp>

/// Brings what the native libraries found to the words that the shared judgement uses. Nothing that
/// was refused natively is accepted for it.
namespace onetls::judgement {

/// The dates are judged by the shared judgement alone, so that every backend draws the line at the
/// same second.
constexpr void forget_native_dates(finding_list& findings) noexcept {
    keep_only(findings, [](const finding& each) {
        return each.why != reason::expired && each.why != reason::not_yet_valid;
    });
}

/// Tells apart the ways in which an issuer can be missing: natively they are one.
constexpr void refine_unknown_issuer(const certificate_view& judged, std::uint8_t depth,
                                     finding_list& findings) noexcept {
    if (!judged.self_issued()) return;
    for (auto& known : findings)
        if (known.why == reason::unknown_issuer && known.depth == depth)
            known.why = depth == 0 ? reason::self_signed : reason::untrusted_root;
}

/// Takes out of `findings` the issuers that were missed natively although they stand in the path of
/// `size` certificates: libraries pass over one that may not have issued, or did not.
constexpr finding_list take_broken_links(finding_list& findings, std::size_t size) noexcept {
    return keep_only(findings, [&](const finding& each) {
        return each.why != reason::unknown_issuer || each.depth + std::size_t{1} >= size;
    });
}

/// Says whether `findings` tell why the issuer of the certificate at `depth` was passed over.
constexpr bool explain_broken_link(const finding_list& findings, unsigned depth) noexcept {
    for (const auto& each : findings) {
        if (each.depth == depth && each.why == reason::bad_signature) return true;
        const bool of_issuer = each.depth == depth + 1;
        if (of_issuer && (each.why == reason::not_a_certificate_authority ||
                          each.why == reason::wrong_key_usage || each.why == reason::path_too_long))
            return true;
    }
    return false;
}

/// Puts the `broken` links back that nothing explains.
constexpr void put_back_unexplained(const finding_list& broken, finding_list& findings) noexcept {
    for (const auto& each : broken)
        if (!explain_broken_link(findings, each.depth)) note(findings, each);
}

/// Leaves out the native word for an issuer that may not be one where the shared word stands beside
/// it.
constexpr void forget_doubled_purpose(finding_list& findings) noexcept {
    const auto all = findings;
    const auto stands = [&](reason why, std::uint8_t depth) {
        for (const auto& each : all)
            if (each.why == why && each.depth == depth) return true;
        return false;
    };
    keep_only(findings, [&](const finding& each) {
        const bool native = each.why == reason::wrong_purpose && each.native != 0;
        return !native || each.depth == 0 ||
               (!stands(reason::not_a_certificate_authority, each.depth) &&
                !stands(reason::wrong_key_usage, each.depth));
    });
}

}  // namespace onetls::judgement
