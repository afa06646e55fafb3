// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>

namespace onetls::judgement {

/// Says whether the authority key identifier of `judged` names a key: by its identifier, or by
/// issuer and serial number of its certificate, which come together.
///
/// Source: RFC 5280 §4.2.1.1.
constexpr bool has_half_an_identifier(const certificate_view& judged) noexcept {
    const auto signer = judged.authority_key_identifier();
    if (!signer) return false;
    const bool half = signer->issuer.empty() == signer->serial.has_value();
    return half || (!signer->key && !signer->serial);
}

/// Says whether a certificate that names itself as its issuer names another key as its issuer's.
constexpr bool contradicts_itself(const certificate_view& anchor) noexcept {
    const auto signer = anchor.authority_key_identifier();
    const auto own = anchor.subject_key_identifier();
    return anchor.self_issued() && signer && signer->key && own &&
           !der::equal(*signer->key, own->value);
}

/// Says whether a serial number is negative, or longer than 20 bytes and the sign. Zero is in use.
///
/// Source: RFC 5280 §4.1.2.2.
constexpr bool is_odd_serial(der::bytes serial) noexcept {
    const bool negative = !serial.empty() && (serial[0] & std::byte{0x80}) != std::byte{0};
    const bool padded = serial.size() == 21 && serial[0] == std::byte{0};
    return negative || (serial.size() > 20 && !padded);
}

/// Says whether `judged` breaks a rule of RFC 5280 about how a certificate is made up.
///
/// Source: RFC 5280 §4.1.1.2, §4.1.2.4, §4.1.2.6, §4.2, §4.2.1.6.
constexpr bool is_malformed(const certificate_view& judged) noexcept {
    if (judged.malformed_extension() || judged.duplicate_extension()) return true;
    if (!judged.signature_algorithms_agree() || !judged.version_fits_contents()) return true;
    if (judged.issuer().empty() || has_half_an_identifier(judged)) return true;
    const auto names = judged.find(oids::subject_alternative_name);
    if (judged.subject().empty() && (judged.is_ca() || !names || !names->critical)) return true;
    return judged.has(oids::name_constraints) && !judged.is_ca();
}

/// Says whether an extension of `judged` is critical that must not be, or the other way round.
///
/// Source: RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.1.11, §4.2.2.1.
constexpr bool has_wrong_criticality(const certificate_view& judged) noexcept {
    for (const auto identifier :
         std::array{oids::authority_key_identifier, oids::subject_key_identifier,
                    oids::authority_information_access}) {
        const auto found = judged.find(identifier);
        if (found && found->critical) return true;
    }
    const auto limits = judged.find(oids::policy_constraints);
    return limits && !limits->critical;
}

/// Notes what is wrong with the form of `judged`. An anchor may be of version 1.
constexpr void judge_form(const certificate_view& judged, std::uint8_t depth, bool is_anchor,
                          finding_room& findings) noexcept {
    if (is_malformed(judged) || has_wrong_criticality(judged))
        note(findings, {reason::malformed, depth});
    if (judged.unknown_critical_extension())
        note(findings, {reason::unknown_critical_extension, depth});
    const bool odd = is_anchor ? contradicts_itself(judged) : is_odd_serial(judged.serial());
    if (odd) note(findings, {reason::malformed, depth});
    if (judged.version() != 3 && !is_anchor) note(findings, {reason::old_version, depth});
}

}  // namespace onetls::judgement
