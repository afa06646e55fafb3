// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/config.hpp>
#include <onetls/detail/placed.hpp>
#include <onetls/detail/shown_credentials.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/openssl/credential.hpp>
#include <onetls/peer_terms.hpp>
#include <onetls/text.hpp>

namespace onetls::openssl {

/// The names of an ALPN extension, each with its length in front.
using alpn_wire = text<alpn_list::capacity() * 256>;

/// All that the copies of a context share.
struct context_data : onetls::detail::placed<context_data, context_base> {
    peer_terms peers;
    alpn_wire protocols;
    onetls::detail::shown_credentials<native_credential> shown;
    onetls::unknown_name unknown_name = onetls::unknown_name::show_default;
    client_hello_hook client_hello;
    bool can_verify = false;  ///< There are terms to judge clients by.
};

/// All of what `context` shares.
inline const context_data& whole(const shared_context& context) noexcept {
    return static_cast<const context_data&>(*context);
}

template <class Unit>
void detail::destroy_context(const context_base* made) noexcept {
    context_data::destroy(static_cast<const context_data*>(made));
}

}  // namespace onetls::openssl
