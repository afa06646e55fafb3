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
    return compat::has_post_quantum || !is_post_quantum(group);
}
constexpr bool knows(signature_scheme scheme) noexcept {
    return compat::has_post_quantum || !is_post_quantum(scheme);
}

}  // namespace onetls::openssl
