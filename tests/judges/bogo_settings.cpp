// SPDX-License-Identifier: BSL-1.0
#include "bogo_settings.hpp"

#include <algorithm>
#include <string_view>

#include <onetls/file.hpp>
#include <onetls/insecure.hpp>

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

/// A policy has one list for the peer's schemes. A server that judges nobody signs by the same.
onetls::policy with_schemes(const onetls::policy& from, const flags& wanted) {
    const bool judges =
        !wanted.server || wanted.asks_for_certificate || wanted.requires_certificate;
    if (!wanted.own_schemes.empty() && judges) throw declined{"own schemes beside the peer's"};
    const auto& chosen = wanted.own_schemes.empty() ? wanted.peer_schemes : wanted.own_schemes;
    if (chosen.empty()) return from;
    return from.with_signature_schemes(codes<onetls::policy::scheme_list>(chosen));
}

bool refuse(void*, const onetls::verification&) noexcept {
    return false;
}

onetls::source file_or_nothing(const std::string& path) {
    return path.empty() ? onetls::source{} : onetls::file(path);
}

onetls::trust trust_for(const flags& wanted) {
    return wanted.trusted_file.empty() ? onetls::trust::none()
                                       : onetls::trust::only(onetls::file(wanted.trusted_file));
}

onetls::trust_terms terms_for(const flags& wanted) {
    onetls::trust_terms terms;
    terms.waived = wanted.trusted_file.empty() ? onetls::insecure::any_certificate()
                                               : onetls::insecure::any_name();
    if (wanted.refuses_certificate) terms.hook = {&refuse, nullptr};
    return terms;
}

onetls::credential credential_for(const flags& wanted) {
    return {.certificate_chain = file_or_nothing(wanted.certificate_file),
            .private_key = file_or_nothing(wanted.key_file)};
}

/// The names in `list`, each behind its length.
onetls::alpn_list protocols_in(std::string_view list) {
    onetls::alpn_list names;
    while (!list.empty()) {
        const std::size_t size = static_cast<unsigned char>(list.front());
        if (size >= list.size()) throw declined{"a malformed list of protocols"};
        names.push_back(list.substr(1, size));
        list.remove_prefix(1 + size);
    }
    return names;
}

std::string on_the_wire(const onetls::offered_protocols& offered) {
    std::string list;
    for (const auto name : offered) {
        list += static_cast<char>(name.size());
        list += name;
    }
    return list;
}

onetls::client_auth client_auth_for(const flags& wanted) {
    if (wanted.requires_certificate) return onetls::client_auth::required;
    return wanted.asks_for_certificate ? onetls::client_auth::optional : onetls::client_auth::none;
}

onetls::client_hello_answer meet(void* context, const onetls::client_hello& offered) noexcept {
    auto& client = *static_cast<met_client*>(context);
    const auto protocols = on_the_wire(offered.application_protocols());
    if (!client.wanted->expected_offer.empty() && protocols != client.wanted->expected_offer)
        client.complaint = "the client offers other protocols";
    if (client.wanted->refusal != onetls::alert_description::none)
        return {.refusal = client.wanted->refusal};
    if (client.wanted->refuses_protocols && !protocols.empty())
        return {.refusal = onetls::alert_description::no_application_protocol};
    return {};
}

}  // namespace

onetls::policy policy_for(const flags& wanted) {
    auto chosen = with_suites(with_versions(preset_for(wanted), wanted), wanted.cipher_suites);
    if (!wanted.groups.empty())
        chosen = chosen.with_groups(codes<onetls::policy::group_list>(wanted.groups));
    return with_schemes(chosen, wanted);
}

onetls::client_config client_settings(const flags& wanted) {
    return {.trust = trust_for(wanted),
            .policy = policy_for(wanted),
            .alpn = protocols_in(wanted.offered_protocols),
            .credential = credential_for(wanted),
            .terms = terms_for(wanted)};
}

onetls::server_config server_settings(const flags& wanted, met_client& client) {
    client.wanted = &wanted;
    onetls::server_config settings{.credential = credential_for(wanted),
                                   .policy = policy_for(wanted),
                                   .client_auth = client_auth_for(wanted),
                                   .client_hello = {&meet, &client}};
    if (!wanted.selected_protocol.empty()) settings.alpn.push_back(wanted.selected_protocol);
    if (settings.client_auth == onetls::client_auth::none) return settings;
    settings.trust = trust_for(wanted);
    settings.terms = terms_for(wanted);
    return settings;
}

onetls::identity peer_of(const flags& wanted) {
    const auto peer = wanted.host_name.empty() ? onetls::identity::ip("127.0.0.1")
                                               : onetls::identity::dns(wanted.host_name);
    if (!peer) throw declined{"a host that no identity can name: " + wanted.host_name};
    return *peer;
}

}  // namespace bogo
