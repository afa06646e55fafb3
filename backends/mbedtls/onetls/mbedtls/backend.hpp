// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/concepts.hpp>
#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/compat.hpp>
#include <onetls/mbedtls/context.hpp>
#include <onetls/mbedtls/path_validator.hpp>
#include <onetls/mbedtls/stream.hpp>

namespace onetls::mbedtls {

/// Mbed TLS 3.6.
struct backend {
    static constexpr std::string_view name = "mbedtls";

    using certificate = mbedtls::certificate;
    using client_context = mbedtls::client_context;
    using server_context = mbedtls::server_context;
    template <Transport T>
    using stream = mbedtls::stream<T>;

    /// Verifies a chain without a connection; see `mbedtls::verify`.
    [[nodiscard]] static result<verification> verify(source chain,
                                                     const verify_settings& settings) noexcept {
        return mbedtls::verify(chain, settings);
    }

    /// The native library and its version, as it names itself.
    static std::string_view library() noexcept { return MBEDTLS_VERSION_STRING_FULL; }

    /// None of the optional features so far.
    static constexpr bool supports(feature) noexcept { return false; }
};

static_assert(Backend<backend>);

}  // namespace onetls::mbedtls
