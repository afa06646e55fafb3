// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

#include <onetls/detail/transport_reference.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/wire.hpp>

namespace onetls::mbedtls {
namespace detail {

/// What Mbed TLS is told of a transport that moved nothing. The failure itself is asked from the
/// transport afterwards.
inline int native_outcome(const onetls::detail::transport_reference& transport) noexcept {
    if (!transport.wants_retry()) return MBEDTLS_ERR_SSL_CONN_EOF;
    return transport.outcome().code == errc::want_read ? MBEDTLS_ERR_SSL_WANT_READ
                                                       : MBEDTLS_ERR_SSL_WANT_WRITE;
}

/// The most that can be told to have been moved.
constexpr std::size_t countable(std::size_t size) noexcept {
    return std::min<std::size_t>(size, std::numeric_limits<int>::max());
}

inline int pull(void* self, unsigned char* into, std::size_t size) noexcept {
    auto& used = *static_cast<wire*>(self);
    const auto moved = used.pull(std::as_writable_bytes(std::span{into, countable(size)}));
    return moved != 0 ? static_cast<int>(moved) : native_outcome(used.transport);
}

inline int push(void* self, const unsigned char* from, std::size_t size) noexcept {
    auto& used = *static_cast<wire*>(self);
    const auto moved = used.push(std::as_bytes(std::span{from, countable(size)}));
    return moved != 0 ? static_cast<int>(moved) : native_outcome(used.transport);
}

}  // namespace detail

/// Makes `attached` what `native` reads from and writes to.
///
/// Source: mbedtls_ssl_set_bio.
inline void attach(mbedtls_ssl_context& native, wire& attached) noexcept {
    mbedtls_ssl_set_bio(&native, &attached, &detail::push, &detail::pull, nullptr);
}

}  // namespace onetls::mbedtls
