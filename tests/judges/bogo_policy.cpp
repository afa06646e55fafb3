// SPDX-License-Identifier: BSL-1.0
#include "bogo_policy.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <onetls/backend.hpp>
#include <onetls/insecure.hpp>
#include <onetls/registry.hpp>

namespace bogo {
namespace {

using onetls::cipher_suite;
using onetls::named_group;
using onetls::protocol_version;
using onetls::signature_scheme;

/// All suites that the library knows. Without forward secrecy or AEAD too: the runner tests them.
onetls::policy everything() {
    auto wide = onetls::policies::compatible;
    wide.cipher_suites.push_back(onetls::insecure::rsa_with_aes_128_gcm_sha256);
    wide.cipher_suites.push_back(onetls::insecure::rsa_with_aes_256_gcm_sha384);
    return wide;
}

onetls::policy cnsa() {
    auto ordered = everything();
    const auto others = ordered.without(cipher_suite::aes_256_gcm_sha384)
                            .without(cipher_suite::aes_128_gcm_sha256)
                            .cipher_suites;
    ordered.cipher_suites = {cipher_suite::aes_256_gcm_sha384, cipher_suite::aes_128_gcm_sha256};
    for (const auto each : others) ordered.cipher_suites.push_back(each);
    return ordered;
}

onetls::policy fips() {
    auto narrowed = everything().without(cipher_suite::chacha20_poly1305_sha256);
    narrowed.cipher_suites = {cipher_suite::aes_128_gcm_sha256,
                              cipher_suite::aes_256_gcm_sha384,
                              cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256,
                              cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256,
                              cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384,
                              cipher_suite::ecdhe_rsa_with_aes_256_gcm_sha384};
    narrowed.groups = {named_group::secp256r1, named_group::secp384r1};
    narrowed.signature_schemes = {
        signature_scheme::rsa_pss_rsae_sha256,    signature_scheme::rsa_pss_rsae_sha384,
        signature_scheme::rsa_pss_rsae_sha512,    signature_scheme::rsa_pkcs1_sha256,
        signature_scheme::rsa_pkcs1_sha384,       signature_scheme::rsa_pkcs1_sha512,
        signature_scheme::ecdsa_secp256r1_sha256, signature_scheme::ecdsa_secp384r1_sha384};
    return narrowed;
}

onetls::policy wpa() {
    auto narrowed = everything();
    narrowed.cipher_suites = {cipher_suite::aes_256_gcm_sha384,
                              cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384,
                              cipher_suite::ecdhe_rsa_with_aes_256_gcm_sha384};
    narrowed.groups = {named_group::secp384r1};
    narrowed.signature_schemes = {
        signature_scheme::ecdsa_secp384r1_sha384, signature_scheme::rsa_pss_rsae_sha384,
        signature_scheme::rsa_pss_rsae_sha512, signature_scheme::rsa_pkcs1_sha384,
        signature_scheme::rsa_pkcs1_sha512};
    return narrowed;
}

/// The groups adapt, as those of the library's own `cnsa2` do: ML-KEM is left out where it is not.
onetls::policy cnsa1() {
    auto narrowed = wpa();
    narrowed.cipher_suites.push_back(onetls::insecure::rsa_with_aes_256_gcm_sha384);
    narrowed.groups = {named_group::mlkem1024, named_group::secp384r1};
    narrowed.signature_schemes = {signature_scheme::ecdsa_secp384r1_sha384,
                                  signature_scheme::rsa_pss_rsae_sha384,
                                  signature_scheme::rsa_pkcs1_sha384};
    return narrowed;
}

onetls::policy cnsa2() {
    return cnsa1()
        .with_versions(protocol_version::tls1_3, protocol_version::tls1_3)
        .with_groups({named_group::mlkem1024});
}

onetls::policy preset_for(const flags& wanted) {
    if (wanted.compliance.empty()) return everything();
    if (wanted.compliance == "cnsa-202407") return cnsa();
    if (wanted.compliance == "fips-202205") return fips();
    if (wanted.compliance == "wpa-202304") return wpa();
    if (wanted.compliance == "cnsa1-202603") return cnsa1();
    return cnsa2();
}

onetls::policy with_versions(const onetls::policy& from, const flags& wanted) {
    constexpr auto oldest = static_cast<std::uint16_t>(protocol_version::tls1_2);
    auto minimum = wanted.minimum_version == 0
                       ? from.minimum
                       : static_cast<protocol_version>(wanted.minimum_version);
    auto maximum = wanted.maximum_version == 0
                       ? from.maximum
                       : static_cast<protocol_version>(wanted.maximum_version);
    if (wanted.minimum_version != 0 && wanted.minimum_version < oldest)
        throw declined{"versions before TLS 1.2"};
    if (wanted.without_tls1_3) maximum = std::min(maximum, protocol_version::tls1_2);
    if (wanted.without_tls1_2) minimum = std::max(minimum, protocol_version::tls1_3);
    if (maximum < minimum) throw declined{"no version of ours is left"};
    return from.with_versions(minimum, maximum);
}

cipher_suite suite_named(std::string_view name) {
    for (const auto& each : onetls::registry::suites)
        if (each.name == name) return each.code;
    throw declined{"a suite that the library does not know: " + std::string{name}};
}

/// The suites of TLS 1.2 in `list`, IANA names between colons; BoringSSL lets nobody choose the
/// others.
onetls::policy with_suites(const onetls::policy& from, std::string_view list) {
    if (list.empty()) return from;
    onetls::policy::suite_list chosen{cipher_suite::aes_128_gcm_sha256,
                                      cipher_suite::aes_256_gcm_sha384,
                                      cipher_suite::chacha20_poly1305_sha256};
    while (!list.empty()) {
        const auto size = std::min(list.find(':'), list.size());
        chosen.push_back(suite_named(list.substr(0, size)));
        list.remove_prefix(std::min(size + 1, list.size()));
    }
    return from.with_cipher_suites(chosen);
}

template <class List>
List codes(const std::vector<std::uint16_t>& numbers) {
    List made;
    for (const auto each : numbers)
        made.push_back(static_cast<std::remove_cvref_t<decltype(made[0])>>(each));
    return made;
}

enum class key_kind : std::uint8_t { rsa, ecdsa, other };

key_kind kind_of(signature_scheme scheme) {
    switch (scheme) {
    case signature_scheme::ecdsa_secp256r1_sha256:
    case signature_scheme::ecdsa_secp384r1_sha384:
    case signature_scheme::ecdsa_secp521r1_sha512: return key_kind::ecdsa;
    case signature_scheme::ed25519: return key_kind::other;
    default: return key_kind::rsa;
    }
}

/// Says whether the runner's RSA key can sign something of TLS 1.3 for who takes `schemes`.
bool leave_enough(const onetls::policy::scheme_list& schemes) {
    return std::ranges::any_of(schemes, [](signature_scheme each) {
        return kind_of(each) != key_kind::rsa || each == signature_scheme::rsa_pss_rsae_sha256 ||
               each == signature_scheme::rsa_pss_rsae_sha384;
    });
}

/// What our certificates may sign with; empty: whatever they can.
std::vector<std::uint16_t> own_schemes(const flags& wanted) {
    const auto shown = all_shown(wanted);
    if (shown.empty()) return {};
    for (const auto* const each : shown)
        if (each->schemes != shown.front()->schemes)
            throw declined{"a list of schemes for each certificate"};
    return shown.front()->schemes;
}

/// A policy has one list: what the peer may sign with, and we do. Who is to sign with few schemes,
/// and judges as well, takes those few, and all that are for other kinds of keys.
onetls::policy::scheme_list with_other_kinds(onetls::policy::scheme_list own) {
    const auto same_kind = [&](signature_scheme scheme) {
        return std::ranges::find(own, kind_of(scheme), &kind_of) != own.end();
    };
    auto both = own;
    for (const auto each : onetls::policies::compatible.signature_schemes)
        if (!same_kind(each) && onetls::backend::knows(each)) both.push_back(each);
    return both;
}

onetls::policy with_schemes(const onetls::policy& from, const flags& wanted) {
    const auto own = own_schemes(wanted);
    if (own.empty() && wanted.peer_schemes.empty()) return from;
    if (own.empty())
        return from.with_signature_schemes(codes<onetls::policy::scheme_list>(wanted.peer_schemes));
    const auto chosen = codes<onetls::policy::scheme_list>(own);
    const bool judges =
        !wanted.server || wanted.asks_for_certificate || wanted.requires_certificate;
    if (!judges) return from.with_signature_schemes(chosen);
    if (!leave_enough(chosen) || !wanted.peer_schemes.empty())
        throw declined{"own schemes beside the peer's"};
    return from.with_signature_schemes(with_other_kinds(chosen));
}

}  // namespace

onetls::policy policy_for(const flags& wanted) {
    auto chosen = with_suites(with_versions(preset_for(wanted), wanted), wanted.cipher_suites);
    if (!wanted.groups.empty())
        chosen = chosen.with_groups(codes<onetls::policy::group_list>(wanted.groups));
    return with_schemes(chosen, wanted);
}

}  // namespace bogo
