// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/config.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/placed.hpp>
#include <onetls/detail/shown_credentials.hpp>
#include <onetls/mbedtls/anchors.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/credential.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/policy.hpp>
#include <onetls/peer_terms.hpp>

namespace onetls::mbedtls {

/// Application protocols in the form that Mbed TLS keeps pointers to: C strings, and nullptr behind
/// them.
struct native_protocols {
    const char* const* names = nullptr;  ///< A constant, or the next. nullptr: no protocols.

    /// Those pointers, and behind them the characters that they point to.
    onetls::detail::owned_array<const char*> own;

    std::span<const char* const> list() const noexcept {
        std::size_t size = 0;
        if (names != nullptr)
            while (names[size] != nullptr) ++size;
        return {names, size};
    }
};

/// All that the copies of a context share. The native configuration keeps pointers to it, so that
/// it never moves.
struct context_data : onetls::detail::placed<context_data, context_base> {
    const native_policy* limits = nullptr;  ///< What is in force: a constant, or the next.
    onetls::detail::owned<native_policy> own_limits;
    onetls::detail::shown_credentials<native_credential> shown;
    client_hello_hook client_hello;
    onetls::unknown_name unknown_name = onetls::unknown_name::show_default;
    bool can_verify = false;  ///< There are terms to judge clients by.
    native_protocols protocols;
    anchor_list trusted;
    peer_terms peers;
    [[no_unique_address]] crl_object crls;
};

/// All of what `context` shares.
inline const context_data& whole(const shared_context& context) noexcept {
    return static_cast<const context_data&>(*context);
}

template <class Unit>
void detail::destroy_context(const context_base* made) noexcept {
    context_data::destroy(static_cast<const context_data*>(made));
}

}  // namespace onetls::mbedtls
