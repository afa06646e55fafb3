// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/openssl/compat.hpp>
#include <onetls/protocol.hpp>

namespace onetls::openssl {

/// Says whether the OpenSSL that the program is built with may have `code`: providers decide when
/// it runs.
constexpr bool knows(cipher_suite) noexcept {
    return true;
}
constexpr bool knows(named_group group) noexcept {
    switch (group) {
    case named_group::mlkem512:
    case named_group::mlkem768:
    case named_group::mlkem1024:
    case named_group::secp256r1_mlkem768:
    case named_group::x25519_mlkem768:
    case named_group::secp384r1_mlkem1024: return compat::has_post_quantum;
    default: return true;
    }
}
constexpr bool knows(signature_scheme scheme) noexcept {
    switch (scheme) {
    case signature_scheme::mldsa44:
    case signature_scheme::mldsa65:
    case signature_scheme::mldsa87: return compat::has_post_quantum;
    default: return true;
    }
}

}  // namespace onetls::openssl
