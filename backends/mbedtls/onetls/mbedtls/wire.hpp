// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/record_watch.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/mbedtls/compat.hpp>
#include <onetls/protocol.hpp>

namespace onetls::mbedtls {

/// The transport of a connection, and what was seen on it in the handshake.
struct wire {
    static constexpr std::byte change_cipher_spec{20};

    onetls::detail::transport_reference transport;
    const mbedtls_ssl_context* native = nullptr;
    onetls::detail::record_watch watch;
    bool pushed = false;  ///< Something was sent since something was received, or this was unset.
    bool misplaced = false;  ///< A record of a type came where none of that type may come.
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
            note_received(into.first(moved));
        else if (moved != 0 && into[0] == change_cipher_spec) [[unlikely]]
            refuse_late(into.first(moved));
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

    /// Makes a ChangeCipherSpec that comes behind the handshake, at the beginning of `received`,
    /// one that Mbed TLS refuses: in TLS 1.3 it would skip any number of them.
    ///
    /// Source: RFC 8446 §5.
    [[gnu::cold]] void refuse_late(std::span<std::byte> received) noexcept {
        if (received.data() != compat::next_record(*native)) return;
        constexpr std::byte no_type{};
        received[0] = no_type;
        misplaced = true;
    }

    // Templates, so that a program may have them compiled once: how is in `bodies/wire.hpp`.

    /// Looks at what was `received` in the handshake.
    template <class Unit = void>
    void note_received(std::span<const std::byte> received) noexcept;

    /// Keeps the group that records at the beginning of `sent` name.
    template <class Unit = void>
    void note_group(std::span<const std::byte> sent) noexcept;
};

}  // namespace onetls::mbedtls
