// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
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

/// What a context may negotiate, by IANA code point, in order of preference.
///
/// A constexpr value: `static_assert(policies::recommended.forward_secret())` compiles. Each
/// backend is set to exactly this, so that no distribution's configuration changes the result.
struct policy {
    protocol_version minimum = protocol_version::tls1_2;
    protocol_version maximum = protocol_version::tls1_3;

    /// Suites of both versions in one list, the most wanted first.
    bounded_list<cipher_suite, 16> cipher_suites = {};

    /// Key-exchange groups, the most wanted first.
    ///
    /// A preset leaves their order to the backend where speed differs by an order of magnitude.
    bounded_list<named_group, 12> groups = {};

    /// Schemes that the peer may sign its handshake with, the most wanted first.
    bounded_list<signature_scheme, 20> signature_schemes = {};

    /// The smallest keys in a chain, in bits; elliptic curves by the size of their field.
    std::uint16_t minimum_rsa_bits = 2048;
    std::uint16_t minimum_ec_bits = 256;

    /// The rules that a chain has to keep.
    certificate_profile profile = certificate_profile::rfc5280;

    /// Whether entries that a backend lacks are left out (presets) or refused (custom policies).
    bool adapts = false;

    constexpr bool permits(protocol_version version) const noexcept {
        return minimum <= version && version <= maximum;
    }
    constexpr bool permits(cipher_suite suite) const noexcept {
        const auto entry = registry::find(registry::suites, suite);
        return entry && cipher_suites.contains(suite) && permits(entry->version);
    }

    /// Says whether every suite that can be negotiated has an ephemeral key exchange.
    constexpr bool forward_secret() const noexcept {
        for (const auto suite : cipher_suites) {
            const auto entry = registry::find(registry::suites, suite);
            if (!entry || !entry->forward_secret) return false;
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

    friend constexpr bool operator==(const policy&, const policy&) = default;
};

namespace detail {

template <class List, class Table>
constexpr result<void> check_codes(const List& codes, const Table& table, field where) noexcept {
    if (codes.empty()) return std::unexpected(error{errc::bad_input, cause::empty, where});
    if (codes.overflowed()) return std::unexpected(error{errc::bad_input, cause::too_many, where});
    for (const auto code : codes) {
        if (!registry::find(table, code))
            return std::unexpected(error{errc::bad_input, cause::unknown_value, where});
        if (std::count(codes.begin(), codes.end(), code) != 1)
            return std::unexpected(error{errc::bad_input, cause::contradiction, where});
    }
    return {};
}

/// Says whether `checked` has a suite for each version that it permits.
constexpr bool covers_versions(const policy& checked) noexcept {
    bool tls1_2 = !checked.permits(protocol_version::tls1_2);
    bool tls1_3 = !checked.permits(protocol_version::tls1_3);
    for (const auto suite : checked.cipher_suites) {
        const auto entry = registry::find(registry::suites, suite);
        tls1_2 = tls1_2 || entry->version == protocol_version::tls1_2;
        tls1_3 = tls1_3 || entry->version == protocol_version::tls1_3;
    }
    return tls1_2 && tls1_3;
}

}  // namespace detail

/// Checks that `checked` does not contradict itself.
///
/// Errors: bad_input, with the field: versions out of order or unknown, an empty or overfull list,
/// an unknown code point, a permitted version without a suite.
[[nodiscard]] constexpr result<void> validate(const policy& checked) noexcept {
    constexpr auto known = [](protocol_version version) {
        return registry::find(registry::versions, version).has_value();
    };
    if (!known(checked.minimum) || !known(checked.maximum))
        return std::unexpected(error{errc::bad_input, cause::unknown_value, field::versions});
    if (checked.maximum < checked.minimum)
        return std::unexpected(error{errc::bad_input, cause::contradiction, field::versions});
    if (auto suites =
            detail::check_codes(checked.cipher_suites, registry::suites, field::cipher_suites);
        !suites)
        return suites;
    if (!detail::covers_versions(checked))
        return std::unexpected(error{errc::bad_input, cause::contradiction, field::cipher_suites});
    if (auto groups = detail::check_codes(checked.groups, registry::groups, field::groups); !groups)
        return groups;
    return detail::check_codes(checked.signature_schemes, registry::schemes,
                               field::signature_schemes);
}

namespace policies {

/// TLS 1.2 and 1.3 with forward-secret AEAD suites only. The default.
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
    .adapts = true,
};

/// `recommended`, TLS 1.3 only.
inline constexpr policy modern =
    recommended.with_versions(protocol_version::tls1_3, protocol_version::tls1_3);

static_assert(recommended.forward_secret() && validate(recommended) && validate(modern));

}  // namespace policies
}  // namespace onetls
