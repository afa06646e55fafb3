// SPDX-License-Identifier: BSL-1.0
#pragma once

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
[[gnu::cold]] inline int native_outcome(
    const onetls::detail::transport_reference& transport) noexcept {
    if (!transport.wants_retry()) return MBEDTLS_ERR_SSL_CONN_EOF;
    return transport.outcome().code == errc::want_read ? MBEDTLS_ERR_SSL_WANT_READ
                                                       : MBEDTLS_ERR_SSL_WANT_WRITE;
}

// Mbed TLS moves what its own buffers hold, a record each, which an int can count.
static_assert(MBEDTLS_SSL_IN_CONTENT_LEN <= std::numeric_limits<int>::max() / 2);
static_assert(MBEDTLS_SSL_OUT_CONTENT_LEN <= std::numeric_limits<int>::max() / 2);

template <class T>
int pull(void* self, unsigned char* into, std::size_t size) noexcept {
    auto& used = *static_cast<wire*>(self);
    const auto moved = used.pull<T>(std::as_writable_bytes(std::span{into, size}));
    return moved != 0 ? static_cast<int>(moved) : native_outcome(used.transport);
}

template <class T>
int push(void* self, const unsigned char* from, std::size_t size) noexcept {
    auto& used = *static_cast<wire*>(self);
    const auto moved = used.push<T>(std::as_bytes(std::span{from, size}));
    return moved != 0 ? static_cast<int>(moved) : native_outcome(used.transport);
}

}  // namespace detail

/// What Mbed TLS calls to read from and to write to a transport.
struct transport_callbacks {
    mbedtls_ssl_recv_t* pull;
    mbedtls_ssl_send_t* push;
};

/// Those for a transport that is a T.
template <class T>
inline constexpr transport_callbacks callbacks_for{&detail::pull<T>, &detail::push<T>};

/// Makes `attached` what `native` reads from and writes to by `io`.
///
/// Source: mbedtls_ssl_set_bio.
inline void attach(mbedtls_ssl_context& native, transport_callbacks io, wire& attached) noexcept {
    attached.native = &native;
    mbedtls_ssl_set_bio(&native, &attached, io.push, io.pull, nullptr);
}

}  // namespace onetls::mbedtls
