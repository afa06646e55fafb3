// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/concepts.hpp>
#include <onetls/openssl/certificate.hpp>
#include <onetls/openssl/compat.hpp>
#include <onetls/openssl/context.hpp>
#include <onetls/openssl/knows.hpp>
#include <onetls/openssl/stream.hpp>
#include <onetls/source.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {
namespace detail {

/// What needs neither context nor stream. A template, so that a program may have it compiled once:
/// how is in `bodies/backend.hpp`.
template <class Unit = void>
struct offline {
    static result<verification> verify(source chain, const verify_settings& settings) noexcept;
    static result<policy> effective(const policy& wanted) noexcept;
};

}  // namespace detail

/// OpenSSL 3.0 or later.
struct backend {
    static constexpr std::string_view name = "openssl";

    using certificate = openssl::certificate;
    using client_context = openssl::client_context;
    using server_context = openssl::server_context;
    template <Transport T>
    using stream = openssl::stream<T>;

    /// Verifies a chain without a connection; see `openssl::verify`.
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
    static constexpr bool knows(auto code) noexcept { return openssl::knows(code); }

    /// The native library and its version, as it names itself.
    static std::string_view library() noexcept { return OpenSSL_version(OPENSSL_VERSION); }

    static constexpr bool supports(feature wanted) noexcept {
        return wanted != feature::hybrid_groups || compat::has_post_quantum;
    }
};

}  // namespace onetls::openssl

#include <onetls/openssl/bodies/form.hpp>
