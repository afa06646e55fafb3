// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/connection_info.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

/// What Mbed TLS tells of the completed handshake of `native`. It tells neither group nor signature
/// scheme, and forgets the server name: its connection knows them.
inline connection_info info_of(const mbedtls_ssl_context& native) noexcept {
    const char* const protocol = mbedtls_ssl_get_alpn_protocol(&native);
    const int suite = mbedtls_ssl_get_ciphersuite_id_from_ssl(&native);
    connection_info told;
    told.version = static_cast<protocol_version>(mbedtls_ssl_get_version_number(&native));
    told.suite = static_cast<cipher_suite>(suite);
    told.application_protocol = protocol == nullptr ? std::string_view{} : protocol;
    return told;
}

}  // namespace onetls::mbedtls
