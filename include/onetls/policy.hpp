// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/bounded_list.hpp>
#include <onetls/error.hpp>
#include <onetls/protocol.hpp>

namespace onetls {

/// Which rules a certificate has to keep.
enum class certificate_profile : std::uint8_t {
    rfc5280,  ///< Those of RFC 5280 and RFC 9525: for private authorities and devices too.
    webpki,   ///< Also those that public web authorities have agreed on (CA/Browser Forum).
};

/// Which lists of a policy leave out what a backend lacks (presets), instead of being refused for
/// it (lists of one's own).
struct adaptable_lists {
    bool cipher_suites = false;
    bool groups = false;
    bool signature_schemes = false;

    static constexpr adaptable_lists all() noexcept { return {true, true, true}; }

    friend constexpr bool operator==(adaptable_lists, adaptable_lists) = default;
};

/// What a context may negotiate, by IANA code point, in order of preference.
///
/// A constexpr value: `static_assert(policies::recommended.forward_secret())` compiles. Each
/// backend is set to exactly this, so that no distribution's configuration changes the result.
struct policy {
    using suite_list = bounded_list<cipher_suite, 24>;
    using group_list = bounded_list<named_group, 16>;
    using scheme_list = bounded_list<signature_scheme, 24>;

    protocol_version minimum = protocol_version::tls1_2;
    protocol_version maximum = protocol_version::tls1_3;

    /// Suites of both versions in one list, the most wanted first.
    suite_list cipher_suites = {};

    /// Key-exchange groups, the most wanted first.
    ///
    /// A preset leaves their order to the backend where speed differs by an order of magnitude.
    group_list groups = {};

    /// Schemes that the peer may sign its handshake with, the most wanted first.
    scheme_list signature_schemes = {};

    /// The smallest keys in a chain, in bits; elliptic curves by the size of their field.
    std::uint16_t minimum_rsa_bits = 2048;
    std::uint16_t minimum_ec_bits = 256;

    /// The smallest hashes that a chain is signed with, in bits.
    std::uint16_t minimum_hash_bits = 256;

    /// The rules that a chain has to keep.
    certificate_profile profile = certificate_profile::rfc5280;

    /// The lists that leave out what a backend lacks.
    adaptable_lists adapts = {};

    constexpr bool permits(protocol_version version) const noexcept {
        return minimum <= version && version <= maximum;
    }
    constexpr bool permits(cipher_suite suite) const noexcept {
        return cipher_suites.contains(suite) && has_version_for(suite);
    }
    constexpr bool permits(named_group group) const noexcept {
        return groups.contains(group) && has_version_for(group);
    }
    constexpr bool permits(signature_scheme scheme) const noexcept {
        return signature_schemes.contains(scheme) && has_version_for(scheme);
    }

    /// Says whether a permitted version has `code`, listed or not.
    constexpr bool has_version_for(cipher_suite code) const noexcept {
        return permits(version_of(code));
    }
    constexpr bool has_version_for(auto code) const noexcept {
        return !is_post_quantum(code) || permits(protocol_version::tls1_3);
    }

    /// Says whether every suite that can be negotiated has an ephemeral key exchange.
    constexpr bool forward_secret() const noexcept {
        for (const auto suite : cipher_suites) {
            const auto version = version_of(suite);
            if (version == protocol_version::unknown) return false;
            if (permits(version) && is_static_rsa(suite)) return false;
        }
        return true;
    }

    constexpr policy with_versions(protocol_version lowest,
                                   protocol_version highest) const noexcept {
        auto changed = *this;
        changed.minimum = lowest;
        changed.maximum = highest;
        return changed;
    }

    /// The same with another list. A list of one's own does not adapt: a backend that lacks an
    /// entry refuses the policy.
    constexpr policy with_cipher_suites(const suite_list& suites) const noexcept {
        auto changed = *this;
        changed.cipher_suites = suites;
        changed.adapts.cipher_suites = false;
        return changed;
    }
    constexpr policy with_groups(const group_list& wanted) const noexcept {
        auto changed = *this;
        changed.groups = wanted;
        changed.adapts.groups = false;
        return changed;
    }
    constexpr policy with_signature_schemes(const scheme_list& schemes) const noexcept {
        auto changed = *this;
        changed.signature_schemes = schemes;
        changed.adapts.signature_schemes = false;
        return changed;
    }

    constexpr policy with_minimum_key_bits(std::uint16_t rsa, std::uint16_t ec) const noexcept {
        auto changed = *this;
        changed.minimum_rsa_bits = rsa;
        changed.minimum_ec_bits = ec;
        return changed;
    }
    constexpr policy with_minimum_hash_bits(std::uint16_t bits) const noexcept {
        auto changed = *this;
        changed.minimum_hash_bits = bits;
        return changed;
    }
    constexpr policy with_profile(certificate_profile wanted) const noexcept {
        auto changed = *this;
        changed.profile = wanted;
        return changed;
    }

    /// The same without one entry; nothing changes where it is not listed.
    constexpr policy without(cipher_suite suite) const noexcept {
        auto changed = *this;
        changed.cipher_suites.erase_if([suite](auto each) { return each == suite; });
        return changed;
    }
    constexpr policy without(named_group group) const noexcept {
        auto changed = *this;
        changed.groups.erase_if([group](auto each) { return each == group; });
        return changed;
    }
    constexpr policy without(signature_scheme scheme) const noexcept {
        auto changed = *this;
        changed.signature_schemes.erase_if([scheme](auto each) { return each == scheme; });
        return changed;
    }

    friend constexpr bool operator==(const policy&, const policy&) = default;
};

namespace detail {

/// Drops what no permitted version has.
constexpr void keep_permitted(policy& wanted) noexcept {
    const auto is_forbidden = [&wanted](auto code) { return !wanted.has_version_for(code); };
    wanted.cipher_suites.erase_if(is_forbidden);
    wanted.groups.erase_if(is_forbidden);
    wanted.signature_schemes.erase_if(is_forbidden);
}

}  // namespace detail

/// Ready policies. What they hold is reviewed once a year; a change stands in the changelog.
namespace policies {

/// TLS 1.2 and 1.3 with forward-secret AEAD suites only, post-quantum key exchange first where the
/// backend has it. The default. As of November 2026.
///
/// Source: RFC 9325; Mozilla's "intermediate" without finite-field Diffie-Hellman.
inline constexpr policy recommended{
    .cipher_suites = {cipher_suite::aes_128_gcm_sha256, cipher_suite::aes_256_gcm_sha384,
                      cipher_suite::chacha20_poly1305_sha256,
                      cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256,
                      cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256,
                      cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384,
                      cipher_suite::ecdhe_rsa_with_aes_256_gcm_sha384,
                      cipher_suite::ecdhe_ecdsa_with_chacha20_poly1305_sha256,
                      cipher_suite::ecdhe_rsa_with_chacha20_poly1305_sha256},
    .groups = {named_group::x25519_mlkem768, named_group::x25519, named_group::secp256r1,
               named_group::secp384r1, named_group::secp521r1},
    .signature_schemes = {signature_scheme::ecdsa_secp256r1_sha256, signature_scheme::ed25519,
                          signature_scheme::rsa_pss_rsae_sha256,
                          signature_scheme::rsa_pss_pss_sha256,
                          signature_scheme::ecdsa_secp384r1_sha384,
                          signature_scheme::rsa_pss_rsae_sha384,
                          signature_scheme::rsa_pss_pss_sha384,
                          signature_scheme::ecdsa_secp521r1_sha512,
                          signature_scheme::rsa_pss_rsae_sha512,
                          signature_scheme::rsa_pss_pss_sha512, signature_scheme::rsa_pkcs1_sha256,
                          signature_scheme::rsa_pkcs1_sha384, signature_scheme::rsa_pkcs1_sha512},
    .adapts = adaptable_lists::all(),
};

/// `recommended`, TLS 1.3 only. As of November 2026.
///
/// Source: Mozilla's "modern".
inline constexpr policy modern =
    recommended.with_versions(protocol_version::tls1_3, protocol_version::tls1_3);

/// `recommended`, and suites of TLS 1.2 with CBC for peers that were built before AEAD was common.
/// Forward-secret all the same; TLS 1.1 and static RSA stay out. As of November 2026.
inline constexpr policy compatible = [] {
    auto wider = recommended;
    for (const auto suite : {cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha256,
                             cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha256,
                             cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha384,
                             cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha384,
                             cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha,
                             cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha,
                             cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha,
                             cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha})
        wider.cipher_suites.push_back(suite);
    return wider;
}();

/// The Commercial National Security Algorithm Suite 2.0, with the elliptic curves and RSA keys that
/// it puts up with until the quantum-resistant algorithms are everywhere. TLS 1.3 only. As of
/// November 2026.
///
/// Source: NSA CNSA 2.0; draft-becker-cnsa2-tls-profile; RFC 9151 for the transition.
inline constexpr policy cnsa2{
    .minimum = protocol_version::tls1_3,
    .cipher_suites = {cipher_suite::aes_256_gcm_sha384},
    .groups = {named_group::mlkem1024, named_group::secp384r1_mlkem1024, named_group::secp384r1},
    .signature_schemes = {signature_scheme::mldsa87, signature_scheme::ecdsa_secp384r1_sha384,
                          signature_scheme::rsa_pss_rsae_sha384,
                          signature_scheme::rsa_pss_pss_sha384},
    .minimum_rsa_bits = 3072,
    .minimum_ec_bits = 384,
    .minimum_hash_bits = 384,
    .adapts = adaptable_lists::all(),
};

}  // namespace policies
}  // namespace onetls
