// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <onetls/alert.hpp>
#include <onetls/forward.hpp>

namespace onetls {

/// What observers are told of.
enum class event_kind : std::uint8_t {
    handshake_started,    ///< With the first call of `handshake`.
    handshake_done,       ///< `info` says what was agreed on, and whether it was resumed.
    handshake_failed,     ///< `failure` says why.
    alert_sent,           ///< `alert` says which: close_notify, or a fatal one.
    alert_received,       ///< As above. Warnings other than close_notify are passed over.
    ticket_received,      ///< The server gave a ticket for resumption.
    key_update_received,  ///< The peer changed its keys (TLS 1.3).
    key_update_sent,      ///< This side changed its keys.
    ended,                ///< The stream is destroyed; the last event of a connection.
};

constexpr std::string_view name_of(event_kind what) noexcept {
    switch (what) {
    case event_kind::handshake_started: return "handshake started";
    case event_kind::handshake_done: return "handshake done";
    case event_kind::handshake_failed: return "handshake failed";
    case event_kind::alert_sent: return "alert sent";
    case event_kind::alert_received: return "alert received";
    case event_kind::ticket_received: return "ticket received";
    case event_kind::key_update_received: return "key update received";
    case event_kind::key_update_sent: return "key update sent";
    case event_kind::ended: return "ended";
    }
    return "unknown event";
}

/// Something that happened on a connection.
///
/// Lifetime: all that it points to, until the observer returns.
struct event {
    event_kind what;

    /// The same for all events of a connection, and for no other as long as it lives. It says
    /// nothing else.
    const void* connection;

    /// Whom a client wants to talk to; nullptr at a server.
    const identity* peer = nullptr;

    alert_description alert = alert_description::none;

    /// With handshake_done.
    const connection_info* info = nullptr;

    /// Why the handshake failed; with `ended` the failure that the stream ended with, `closed`
    /// where the peer closed it properly, nullptr where nothing had happened.
    const error* failure = nullptr;

    /// What the peer's certificates were found to be; with handshake_done and handshake_failed. A
    /// copy may be kept.
    const verification* report = nullptr;
};

/// Is told what happens on connections, within the call that makes it happen. It decides nothing,
/// and must not use the stream that it is told of.
///
/// Threads:  called on the thread that uses the stream; for several streams at the same time.
/// Lifetime: `context` outlives every stream that is observed.
struct observer {
    void (*notice)(void* context, const event& seen) noexcept = nullptr;
    void* context = nullptr;

    constexpr explicit operator bool() const noexcept { return notice != nullptr; }
};

}  // namespace onetls
