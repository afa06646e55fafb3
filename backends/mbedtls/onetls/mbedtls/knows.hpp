// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/protocol.hpp>

namespace onetls::mbedtls {
namespace detail {

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

/// Says whether the Mbed TLS that the program is built with may have `code`.
constexpr bool knows(cipher_suite) noexcept {
    return true;
}
constexpr bool knows(named_group group) noexcept {
    switch (group) {
    case named_group::secp256r1:
    case named_group::secp384r1:
    case named_group::secp521r1:
    case named_group::x25519:
    case named_group::x448: return true;
    default: return false;
    }
}
constexpr bool knows(signature_scheme scheme) noexcept {
    return detail::has(scheme);
}

}  // namespace onetls::mbedtls
