// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <onetls/alert.hpp>
#include <onetls/client_auth.hpp>
#include <onetls/detail/null_function.hpp>
#include <onetls/forward.hpp>

namespace onetls {

/// What a server does with one client. Where nothing is said, it does what its settings say.
struct client_hello_answer {
    /// Ends the handshake with this alert.
    alert_description refusal = alert_description::none;

    /// Shows this credential, whatever name the client asks for: 0 is the server's `credential`, 1
    /// the first of `more_credentials`.
    std::optional<std::size_t> credential = {};

    /// Asks for a certificate, or does not. Asking needs a server that was given trust or terms.
    std::optional<onetls::client_auth> client_auth = {};

    /// Selects this application protocol, which the client has to offer; empty: none.
    ///
    /// Lifetime: copied.
    std::optional<std::string_view> application_protocol = {};
};

/// Asked once for each connection of a server, when the ClientHello is there and nothing has been
/// answered. An answer that cannot be carried out ends the handshake with `errc::misuse`, and tells
/// the client `internal_error`.
///
/// Lifetime: `context` outlives every stream of the server's context.
struct client_hello_hook {
    client_hello_answer (*answer)(void* context, const client_hello& offered) noexcept = nullptr;
    void* context = nullptr;

    constexpr explicit operator bool() const noexcept { return !detail::is_null(answer); }
};

}  // namespace onetls
