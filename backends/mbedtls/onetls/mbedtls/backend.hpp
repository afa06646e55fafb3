// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/concepts.hpp>
#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/compat.hpp>
#include <onetls/mbedtls/context.hpp>
#include <onetls/mbedtls/knows.hpp>
#include <onetls/mbedtls/stream.hpp>
#include <onetls/source.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {
namespace detail {

/// What needs neither context nor stream. A template, so that a program may have it compiled once:
/// how is in `bodies/backend.hpp`.
template <class Unit = void>
struct offline {
    static result<verification> verify(source chain, const verify_settings& settings) noexcept;
    static result<policy> effective(const policy& wanted) noexcept;
};

}  // namespace detail

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
        return detail::offline<>::verify(chain, settings);
    }

    /// What of `wanted` is really negotiated; see `explain`.
    ///
    /// Errors: unsupported with the field; out_of_memory.
    [[nodiscard]] static result<policy> effective(const policy& wanted) noexcept {
        return detail::offline<>::effective(wanted);
    }

    /// Says whether this library may have the entry of a policy; see `Satisfiable`.
    static constexpr bool knows(auto code) noexcept { return mbedtls::knows(code); }

    /// The native library and its version, as it names itself.
    static std::string_view library() noexcept { return MBEDTLS_VERSION_STRING_FULL; }

    static constexpr bool supports(feature wanted) noexcept {
        switch (wanted) {
        case feature::reports_group:
        case feature::reports_peer_signature:
        case feature::reports_peer_alert: return true;
        case feature::ed25519:
        case feature::hybrid_groups:
        case feature::key_update:
        case feature::releases_buffers: break;
        }
        return false;
    }
};

}  // namespace onetls::mbedtls

#include <onetls/mbedtls/bodies/form.hpp>
