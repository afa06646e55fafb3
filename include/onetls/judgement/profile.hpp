// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/judgement/authority.hpp>
#include <onetls/judgement/form.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>
#include <onetls/text.hpp>

/// What public web authorities have agreed on beyond RFC 5280.
///
/// Source: CA/Browser Forum, Baseline Requirements for TLS Server Certificates, §6.1.5, §7.1.
namespace onetls::judgement {

/// Says whether a serial number is positive and of at most 20 bytes.
constexpr bool is_sane_serial(der::bytes serial) noexcept {
    const bool zero = std::all_of(serial.begin(), serial.end(),
                                  [](std::byte octet) { return octet == std::byte{0}; });
    return !zero && !is_odd_serial(serial);
}

/// Says whether `name` is written as `wanted`, letter by letter. Only hosts are: names of other
/// kinds have no place in a certificate for the web.
inline bool is_written(const general_name& name, std::string_view wanted) noexcept {
    if (name.is_dns()) return name.characters() == wanted;
    if (!name.is_ip()) return false;
    text<64> written;
    detail::append_host_address(written, name.address());
    return written == wanted;
}

/// Says whether `common_name` is one of the alternative names of `leaf`.
template <class Attribute>
bool is_listed(const certificate_view& leaf, const Attribute& common_name) noexcept {
    const auto wanted = detail::as_characters(common_name.value.contents);
    for (const general_name& name : leaf.subject_alternative_names())
        if (is_written(name, wanted)) return true;
    return false;
}

/// Says whether the names of the peer's certificate keep the rules.
inline bool has_listed_names(const certificate_view& leaf) noexcept {
    const auto names = leaf.find(oids::subject_alternative_name);
    if (!names || (names->critical && !leaf.subject().empty())) return false;
    for (const auto& each : leaf.subject().attributes())
        if (each.type == oids::common_name && !is_listed(leaf, each)) return false;
    return true;
}

/// Says whether the peer's certificate keeps the rules for its purpose.
constexpr bool has_plain_purpose(const certificate_view& leaf) noexcept {
    const auto purposes = leaf.find(oids::extended_key_usage);
    return purposes && !purposes->critical && !leaf.is_ca() &&
           !leaf.extended_key_usages().contains(oids::any_extended_key_usage);
}

/// Says whether the identifiers of a self-signed root name its own key and nothing else.
constexpr bool names_its_own_key(const certificate_view& root) noexcept {
    const auto signer = root.authority_key_identifier();
    const auto own = root.subject_key_identifier();
    if (!own) return false;
    if (!signer) return true;
    return signer->key && der::equal(*signer->key, own->value) && signer->issuer.empty() &&
           !signer->serial;
}

/// Says whether a certificate says which key signed it, and an authority which one it has.
constexpr bool has_key_identifiers(const certificate_view& judged, bool is_anchor) noexcept {
    if (is_anchor && judged.self_issued()) return names_its_own_key(judged);
    const auto signer = judged.authority_key_identifier();
    const bool names_own = !judged.is_ca() || judged.subject_key_identifier();
    return names_own && signer && signer->key;
}

constexpr bool has_whole_bytes(const public_key_view& key) noexcept {
    return key.algorithm != key_algorithm::rsa || key.bits % 8 == 0;
}

/// Notes at `depth` what breaks these rules.
inline void judge_profile(const certificate_view& judged, std::uint8_t depth, bool is_anchor,
                          finding_room& findings) noexcept {
    bool kept = has_whole_bytes(judged.public_key()) && has_key_identifiers(judged, is_anchor);
    if (!is_anchor) kept = kept && is_sane_serial(judged.serial());
    if (depth == 0) kept = kept && has_listed_names(judged) && has_plain_purpose(judged);
    if (is_anchor) kept = kept && !judged.has(oids::extended_key_usage);
    if (depth != 0) kept = kept && is_authority(judged, false);
    if (!kept) note(findings, {reason::outside_profile, depth});
}

using profile_judge = decltype(&judge_profile);

}  // namespace onetls::judgement
