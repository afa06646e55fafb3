// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include <onetls/client_hello.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

/// The ClientHello that `native` is about to answer; called within Mbed TLS's callback for
/// credentials, while it still holds the message. Nothing where Mbed TLS would refuse it if it
/// looked at the application protocols.
///
/// Source: mbedtls_ssl_conf_cert_cb.
inline std::optional<client_hello> read_client_hello(const mbedtls_ssl_context& native) noexcept {
    constexpr std::size_t header_size = 4;
    constexpr std::byte kind{MBEDTLS_SSL_HS_CLIENT_HELLO};
    const auto message = compat::received_message(native);
    if (message.size() < header_size || message[0] != kind) return std::nullopt;
    const auto offered = client_hello::read(message.subspan(header_size));
    return offered && offered->has_sound_protocols() ? offered : std::nullopt;
}

}  // namespace onetls::mbedtls
