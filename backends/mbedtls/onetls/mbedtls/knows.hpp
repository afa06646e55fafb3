// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/compat.hpp>
#include <onetls/protocol.hpp>

namespace onetls::mbedtls {
namespace detail {

// The key exchanges of TLS 1.2, with what they are used with.
inline constexpr bool has_ecdhe_ecdsa = compat::has.tls1_2 && compat::has.ecdhe_ecdsa;
inline constexpr bool has_ecdhe_rsa = compat::has.tls1_2 && compat::has.ecdhe_rsa;
inline constexpr bool has_static_rsa = compat::has.tls1_2 && compat::has.static_rsa;
inline constexpr bool has_gcm = compat::has.aes && compat::has.gcm;
inline constexpr bool has_cbc = compat::has.aes && compat::has.cbc;

/// SHA-256 is always there.
///
/// Source: ciphersuite_definitions in ssl_ciphersuites.c.
constexpr bool has(cipher_suite suite) noexcept {
    using enum cipher_suite;
    switch (suite) {
    case aes_128_gcm_sha256: return compat::has.tls1_3 && has_gcm;
    case aes_256_gcm_sha384: return compat::has.tls1_3 && has_gcm && compat::has.sha384;
    case chacha20_poly1305_sha256: return compat::has.tls1_3 && compat::has.chacha20;
    case ecdhe_ecdsa_with_aes_128_gcm_sha256: return has_ecdhe_ecdsa && has_gcm;
    case ecdhe_ecdsa_with_aes_256_gcm_sha384:
        return has_ecdhe_ecdsa && has_gcm && compat::has.sha384;
    case ecdhe_ecdsa_with_chacha20_poly1305_sha256: return has_ecdhe_ecdsa && compat::has.chacha20;
    case ecdhe_ecdsa_with_aes_128_cbc_sha256: return has_ecdhe_ecdsa && has_cbc;
    case ecdhe_ecdsa_with_aes_256_cbc_sha384:
        return has_ecdhe_ecdsa && has_cbc && compat::has.sha384;
    case ecdhe_ecdsa_with_aes_128_cbc_sha:
    case ecdhe_ecdsa_with_aes_256_cbc_sha: return has_ecdhe_ecdsa && has_cbc && compat::has.sha1;
    case ecdhe_rsa_with_aes_128_gcm_sha256: return has_ecdhe_rsa && has_gcm;
    case ecdhe_rsa_with_aes_256_gcm_sha384: return has_ecdhe_rsa && has_gcm && compat::has.sha384;
    case ecdhe_rsa_with_chacha20_poly1305_sha256: return has_ecdhe_rsa && compat::has.chacha20;
    case ecdhe_rsa_with_aes_128_cbc_sha256: return has_ecdhe_rsa && has_cbc;
    case ecdhe_rsa_with_aes_256_cbc_sha384: return has_ecdhe_rsa && has_cbc && compat::has.sha384;
    case ecdhe_rsa_with_aes_128_cbc_sha:
    case ecdhe_rsa_with_aes_256_cbc_sha: return has_ecdhe_rsa && has_cbc && compat::has.sha1;
    case unknown: break;
    }
    return is_static_rsa(suite) && has_static_rsa && has_gcm &&
           compat::has.sha384;  // both, or neither
}

/// Source: ecp_supported_curves in ecp.c.
constexpr bool has(named_group group) noexcept {
    switch (group) {
    case named_group::secp256r1: return compat::has.secp256r1;
    case named_group::secp384r1: return compat::has.secp384r1;
    case named_group::secp521r1: return compat::has.secp521r1;
    case named_group::x25519: return compat::has.x25519;
    case named_group::x448: return compat::has.x448;
    default: return false;
    }
}

/// Mbed TLS verifies neither Edwards curves nor keys restricted to RSA-PSS.
constexpr bool has(signature_scheme scheme) noexcept {
    switch (scheme) {
    case signature_scheme::ecdsa_secp256r1_sha256:
    case signature_scheme::ecdsa_secp384r1_sha384:
    case signature_scheme::ecdsa_secp521r1_sha512:
    case signature_scheme::rsa_pss_rsae_sha256:
    case signature_scheme::rsa_pss_rsae_sha384:
    case signature_scheme::rsa_pss_rsae_sha512:
    case signature_scheme::rsa_pkcs1_sha256:
    case signature_scheme::rsa_pkcs1_sha384:
    case signature_scheme::rsa_pkcs1_sha512: return true;
    default: return false;
    }
}

}  // namespace detail

/// Says whether the Mbed TLS that the program is built with has `code`.
constexpr bool knows(auto code) noexcept {
    return detail::has(code);
}

}  // namespace onetls::mbedtls
