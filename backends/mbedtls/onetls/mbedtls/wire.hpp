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
    bool pushed = false;  ///< Something was sent since something was received, or this was unset.
    bool all_pushed = true;  ///< The next bytes are the beginning of a record.

    /// The group that a server says it uses.
    named_group group = named_group::unknown;

    /// Reads up to `into.size()` bytes from the transport, which is a T; 0 when none came.
    template <class T>
    std::size_t pull(std::span<std::byte> into) noexcept {
        const auto moved = transport.pull<T>(into);
        // Mbed TLS sends the end of a flight late, and may read the answer in the same step.
        if (moved != 0) pushed = false;
        if (transport.in_handshake()) [[unlikely]]
            watch.see(into.first(moved));
        return moved;
    }

    /// Writes up to `from.size()` bytes to the transport, which is a T; 0 when none went.
    template <class T>
    std::size_t push(std::span<const std::byte> from) noexcept {
        if (transport.in_handshake()) [[unlikely]]
            note_group(from);
        const auto moved = transport.push<T>(from);
        pushed = pushed || moved != 0;
        all_pushed = moved == from.size();
        return moved;
    }

    /// Keeps the group that records at the beginning of `sent` name.
    void note_group(std::span<const std::byte> sent) noexcept {
        if (all_pushed && group == named_group::unknown)
            group = onetls::detail::group_in_records(sent);
    }
};

}  // namespace onetls::mbedtls
