// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/protocol.hpp>

namespace onetls {

/// What a handshake came to. `unknown` is a value: the backend does not tell.
///
/// Lifetime: the texts live as long as their stream.
struct connection_info {
    protocol_version version = protocol_version::unknown;
    cipher_suite suite = cipher_suite::unknown;
    named_group group = named_group::unknown;                     ///< Of the key exchange.
    signature_scheme peer_signature = signature_scheme::unknown;  ///< Of the peer's handshake.
    std::string_view application_protocol = {};  ///< Selected by ALPN; empty: none.
    std::string_view server_name = {};           ///< Sent or received as SNI; empty: none.
    bool resumed = false;                        ///< From a session that was agreed on before.
    bool early_data = false;  ///< Data came before the handshake was complete (0-RTT).

    /// The peer's own certificate in DER; empty: it showed none.
    std::span<const std::byte> peer_certificate = {};
};

}  // namespace onetls
