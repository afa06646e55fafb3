// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include <onetls/config.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/placed.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/detail/shown_credentials.hpp>
#include <onetls/mbedtls/anchors.hpp>
#include <onetls/mbedtls/credential.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/policy.hpp>
#include <onetls/peer_terms.hpp>
#include <onetls/trust.hpp>

namespace onetls::mbedtls {

/// Application protocols in the form that Mbed TLS keeps pointers to: a list of C strings.
struct native_protocols {
    /// Those names, nullptr, and behind it their characters. Nothing: no protocols.
    onetls::detail::owned_array<const char*> names;
    std::uint8_t size = 0;

    std::span<const char* const> list() const noexcept { return {names.get(), size}; }
};

/// What the copies of a context share, and the streams made from it keep alive. The native
/// configuration keeps pointers to the rest, so that it never moves.
struct context_data : onetls::detail::placed<context_data> {
    native_policy limits;
    onetls::detail::shown_credentials<native_credential> shown;
    onetls::unknown_name unknown_name = onetls::unknown_name::show_default;
    std::uint16_t record_size = tuning::full_records;
    client_hello_hook client_hello;
    bool can_verify = false;  ///< There are terms to judge clients by.
    onetls::detail::observer_list observers;
    native_protocols protocols;
    anchor_list trusted;
    anchor_count anchors;
    peer_terms peers;
    crl_object crls;
    config_object native;
};

using shared_context = onetls::detail::shared<const context_data>;

}  // namespace onetls::mbedtls
