// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace onetls {

/// A TLS version by its code point.
///
/// Source: RFC 8446 §4.2.1.
enum class protocol_version : std::uint16_t { unknown = 0, tls1_2 = 0x0303, tls1_3 = 0x0304 };

/// A cipher suite by its IANA code point. Those without forward secrecy have their names in
/// `insecure.hpp`.
///
/// Source: IANA TLS Cipher Suites.
enum class cipher_suite : std::uint16_t {
    unknown = 0,
    aes_128_gcm_sha256 = 0x1301,
    aes_256_gcm_sha384 = 0x1302,
    chacha20_poly1305_sha256 = 0x1303,
    ecdhe_ecdsa_with_aes_128_cbc_sha = 0xC009,
    ecdhe_ecdsa_with_aes_256_cbc_sha = 0xC00A,
    ecdhe_rsa_with_aes_128_cbc_sha = 0xC013,
    ecdhe_rsa_with_aes_256_cbc_sha = 0xC014,
    ecdhe_ecdsa_with_aes_128_cbc_sha256 = 0xC023,
    ecdhe_ecdsa_with_aes_256_cbc_sha384 = 0xC024,
    ecdhe_rsa_with_aes_128_cbc_sha256 = 0xC027,
    ecdhe_rsa_with_aes_256_cbc_sha384 = 0xC028,
    ecdhe_ecdsa_with_aes_128_gcm_sha256 = 0xC02B,
    ecdhe_ecdsa_with_aes_256_gcm_sha384 = 0xC02C,
    ecdhe_rsa_with_aes_128_gcm_sha256 = 0xC02F,
    ecdhe_rsa_with_aes_256_gcm_sha384 = 0xC030,
    ecdhe_rsa_with_chacha20_poly1305_sha256 = 0xCCA8,
    ecdhe_ecdsa_with_chacha20_poly1305_sha256 = 0xCCA9,
};

/// Says whether `code` encrypts the key under the server's own, without forward secrecy: those
/// whose names stand in `insecure.hpp`.
///
/// Source: RFC 5288 §3.
constexpr bool is_static_rsa(cipher_suite code) noexcept {
    const auto number = static_cast<std::uint16_t>(code);
    return number == 0x009C || number == 0x009D;
}

/// A key-exchange group by its IANA code point.
///
/// Source: IANA TLS Supported Groups.
enum class named_group : std::uint16_t {
    unknown = 0,
    secp256r1 = 0x0017,
    secp384r1 = 0x0018,
    secp521r1 = 0x0019,
    x25519 = 0x001D,
    x448 = 0x001E,
    mlkem512 = 0x0200,
    mlkem768 = 0x0201,
    mlkem1024 = 0x0202,
    secp256r1_mlkem768 = 0x11EB,
    x25519_mlkem768 = 0x11EC,
    secp384r1_mlkem1024 = 0x11ED,
};

/// A signature scheme by its IANA code point.
///
/// Source: IANA TLS SignatureScheme.
enum class signature_scheme : std::uint16_t {
    unknown = 0,
    rsa_pkcs1_sha256 = 0x0401,
    rsa_pkcs1_sha384 = 0x0501,
    rsa_pkcs1_sha512 = 0x0601,
    ecdsa_secp256r1_sha256 = 0x0403,
    ecdsa_secp384r1_sha384 = 0x0503,
    ecdsa_secp521r1_sha512 = 0x0603,
    rsa_pss_rsae_sha256 = 0x0804,
    rsa_pss_rsae_sha384 = 0x0805,
    rsa_pss_rsae_sha512 = 0x0806,
    ed25519 = 0x0807,
    ed448 = 0x0808,
    rsa_pss_pss_sha256 = 0x0809,
    rsa_pss_pss_sha384 = 0x080A,
    rsa_pss_pss_sha512 = 0x080B,
    mldsa44 = 0x0904,
    mldsa65 = 0x0905,
    mldsa87 = 0x0906,
};

/// Says whether `code` is of post-quantum cryptography, alone or in a hybrid: it is for TLS 1.3
/// alone.
///
/// Source: draft-ietf-tls-ecdhe-mlkem, draft-ietf-tls-mlkem, draft-ietf-tls-mldsa.
constexpr bool is_post_quantum(named_group code) noexcept {
    switch (code) {
    case named_group::mlkem512:
    case named_group::mlkem768:
    case named_group::mlkem1024:
    case named_group::secp256r1_mlkem768:
    case named_group::x25519_mlkem768:
    case named_group::secp384r1_mlkem1024: return true;
    default: return false;
    }
}
constexpr bool is_post_quantum(signature_scheme code) noexcept {
    switch (code) {
    case signature_scheme::mldsa44:
    case signature_scheme::mldsa65:
    case signature_scheme::mldsa87: return true;
    default: return false;
    }
}

/// The one version that `code` belongs to; unknown where it has no name here.
///
/// Source: RFC 8446 §B.4.
constexpr protocol_version version_of(cipher_suite code) noexcept {
    switch (code) {
    case cipher_suite::aes_128_gcm_sha256:
    case cipher_suite::aes_256_gcm_sha384:
    case cipher_suite::chacha20_poly1305_sha256: return protocol_version::tls1_3;
    case cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha:
    case cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha:
    case cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha:
    case cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha:
    case cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha256:
    case cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha384:
    case cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha256:
    case cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha384:
    case cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256:
    case cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384:
    case cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256:
    case cipher_suite::ecdhe_rsa_with_aes_256_gcm_sha384:
    case cipher_suite::ecdhe_rsa_with_chacha20_poly1305_sha256:
    case cipher_suite::ecdhe_ecdsa_with_chacha20_poly1305_sha256: return protocol_version::tls1_2;
    case cipher_suite::unknown: break;
    }
    return is_static_rsa(code) ? protocol_version::tls1_2 : protocol_version::unknown;
}

}  // namespace onetls
