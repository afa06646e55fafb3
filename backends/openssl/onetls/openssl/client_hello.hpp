// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/client_hello.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {
namespace detail {

inline std::span<const std::byte> extension_of(SSL* native, hello_extension kind) noexcept {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    SSL_client_hello_get0_ext(native, static_cast<unsigned int>(kind), &data, &size);
    return std::as_bytes(std::span{data, size});
}

}  // namespace detail

/// The ClientHello that `native` is about to answer; called within OpenSSL's callback for it.
///
/// Source: SSL_CTX_set_client_hello_cb(3).
inline client_hello read_client_hello(SSL* native) noexcept {
    const auto extension = [native](hello_extension kind) {
        return detail::extension_of(native, kind);
    };
    const unsigned char* suites = nullptr;
    const auto suites_size = SSL_client_hello_get0_ciphers(native, &suites);
    return client_hello{{
        .legacy_version = static_cast<std::uint16_t>(SSL_client_hello_get0_legacy_version(native)),
        .cipher_suites = std::as_bytes(std::span{suites, suites_size}),
        .server_name = extension(hello_extension::server_name),
        .supported_groups = extension(hello_extension::supported_groups),
        .signature_algorithms = extension(hello_extension::signature_algorithms),
        .application_protocols = extension(hello_extension::application_layer_protocol_negotiation),
        .supported_versions = extension(hello_extension::supported_versions),
    }};
}

}  // namespace onetls::openssl
