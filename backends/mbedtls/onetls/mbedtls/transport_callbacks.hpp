// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

#include <onetls/detail/key_exchange.hpp>
#include <onetls/detail/record_watch.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {
namespace detail {

using onetls::detail::transport_reference;

/// What Mbed TLS is told of a transport that moved nothing. The failure itself is asked from the
/// transport afterwards.
inline int native_outcome(const transport_reference& transport) noexcept {
    if (!transport.wants_retry()) return MBEDTLS_ERR_SSL_CONN_EOF;
    return transport.outcome().code == errc::want_read ? MBEDTLS_ERR_SSL_WANT_READ
                                                       : MBEDTLS_ERR_SSL_WANT_WRITE;
}

/// The most that can be told to have been moved.
constexpr std::size_t countable(std::size_t size) noexcept {
    return std::min<std::size_t>(size, std::numeric_limits<int>::max());
}

}  // namespace detail

/// The transport of a connection, and what was seen on it in the handshake.
struct wire {
    onetls::detail::transport_reference transport;
    onetls::detail::record_watch watch;
    bool watched = true;
    bool pushed = false;  ///< Something was sent since something was received, or this was unset.
    bool all_pushed = true;  ///< The next bytes are the beginning of a record.

    /// The group that a server says it uses.
    named_group group = named_group::unknown;

    int pull(std::span<std::byte> into) noexcept {
        const auto moved = transport.pull(into);
        if (moved == 0) return detail::native_outcome(transport);
        // Mbed TLS sends the end of a flight late, and may read the answer in the same step.
        pushed = false;
        if (watched) watch.see(into.first(moved));
        return static_cast<int>(moved);
    }

    int push(std::span<const std::byte> from) noexcept {
        const bool unread = watched && all_pushed && group == named_group::unknown;
        if (unread) group = onetls::detail::group_in_records(std::as_bytes(from));
        const auto moved = transport.push(from);
        pushed = pushed || moved != 0;
        all_pushed = moved == from.size();
        return moved != 0 ? static_cast<int>(moved) : detail::native_outcome(transport);
    }
};

namespace detail {

inline int pull(void* self, unsigned char* into, std::size_t size) noexcept {
    return static_cast<wire*>(self)->pull(std::as_writable_bytes(std::span{into, countable(size)}));
}

inline int push(void* self, const unsigned char* from, std::size_t size) noexcept {
    return static_cast<wire*>(self)->push(std::as_bytes(std::span{from, countable(size)}));
}

}  // namespace detail

/// Makes `attached` what `native` reads from and writes to.
///
/// Source: mbedtls_ssl_set_bio.
inline void attach(mbedtls_ssl_context& native, wire& attached) noexcept {
    mbedtls_ssl_set_bio(&native, &attached, &detail::push, &detail::pull, nullptr);
}

}  // namespace onetls::mbedtls
