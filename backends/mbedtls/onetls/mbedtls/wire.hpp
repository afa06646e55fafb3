// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/key_exchange.hpp>
#include <onetls/detail/record_watch.hpp>
#include <onetls/detail/transport_reference.hpp>

namespace onetls::mbedtls {

/// The transport of a connection, and what was seen on it in the handshake.
struct wire {
    onetls::detail::transport_reference transport;
    onetls::detail::record_watch watch;
    bool watched = true;
    bool pushed = false;  ///< Something was sent since something was received, or this was unset.
    bool all_pushed = true;  ///< The next bytes are the beginning of a record.

    /// The group that a server says it uses.
    named_group group = named_group::unknown;

    /// Reads up to `into.size()` bytes; 0 when none came.
    std::size_t pull(std::span<std::byte> into) noexcept {
        const auto moved = transport.pull(into);
        // Mbed TLS sends the end of a flight late, and may read the answer in the same step.
        if (moved != 0) pushed = false;
        if (watched) [[unlikely]]
            watch.see(into.first(moved));
        return moved;
    }

    /// Writes up to `from.size()` bytes; 0 when none went.
    std::size_t push(std::span<const std::byte> from) noexcept {
        const bool unread = watched && all_pushed && group == named_group::unknown;
        if (unread) [[unlikely]]
            group = onetls::detail::group_in_records(std::as_bytes(from));
        const auto moved = transport.push(from);
        pushed = pushed || moved != 0;
        all_pushed = moved == from.size();
        return moved;
    }
};

}  // namespace onetls::mbedtls
