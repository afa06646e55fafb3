// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/config.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/placed.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/detail/shown_credentials.hpp>
#include <onetls/openssl/credential.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/peer_terms.hpp>
#include <onetls/text.hpp>
#include <onetls/trust.hpp>

namespace onetls::openssl {

/// The names of an ALPN extension, each with its length in front.
using alpn_wire = text<alpn_list::capacity() * 256>;

/// What the copies of a context share, and the streams made from it keep alive.
struct context_data : onetls::detail::placed<context_data> {
    context_handle native;
    policy effective;
    anchor_count anchors;
    peer_terms peers;
    alpn_wire protocols;
    onetls::detail::shown_credentials<native_credential> shown;
    onetls::unknown_name unknown_name = onetls::unknown_name::show_default;
    std::uint16_t record_size = tuning::full_records;
    client_hello_hook client_hello;
    bool can_verify = false;  ///< There are terms to judge clients by.
    onetls::detail::observer_list observers;
};

using shared_context = onetls::detail::shared<const context_data>;

}  // namespace onetls::openssl
