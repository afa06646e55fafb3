// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/wire.hpp>

namespace onetls::openssl {
namespace detail {

/// Marks `bio` so that OpenSSL learns what the transport waits for, which need not be the direction
/// of the call.
inline int report_failure(BIO* bio, const onetls::detail::transport_reference& transport) noexcept {
    // Not 0: some callers within OpenSSL take that for success with nothing moved.
    if (!transport.wants_retry()) return -1;
    if (transport.outcome().code == errc::want_read)
        BIO_set_retry_read(bio);
    else
        BIO_set_retry_write(bio);
    return -1;
}

inline int pull(BIO* bio, char* into, std::size_t size, std::size_t* moved) noexcept {
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *moved = used.transport.pull(std::as_writable_bytes(std::span{into, size}));
    return *moved != 0 ? 1 : report_failure(bio, used.transport);
}

inline int push(BIO* bio, const char* from, std::size_t size, std::size_t* moved) noexcept {
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *moved = used.push(std::as_bytes(std::span{from, size}));
    return *moved != 0 ? 1 : report_failure(bio, used.transport);
}

// OpenSSL flushes behind each flight and each alert.
inline long control(BIO* bio, int command, long, void*) noexcept {
    if (command != BIO_CTRL_FLUSH) return 0;
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    return used.transport.flush() ? 1 : report_failure(bio, used.transport);
}

}  // namespace detail

/// Makes the method of the BIOs through which OpenSSL reads from and writes to a Transport.
///
/// Source: BIO_meth_new(3).
inline bio_method_handle make_transport_method() noexcept {
    bio_method_handle method{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "onetls transport")};
    if (!method) return method;
    BIO_meth_set_read_ex(method.get(), &detail::pull);
    BIO_meth_set_write_ex(method.get(), &detail::push);
    BIO_meth_set_ctrl(method.get(), &detail::control);
    return method;
}

/// Makes `attached` what `native` reads from and writes to.
///
/// Errors: out_of_memory.
inline result<void> attach(SSL* native, const BIO_METHOD* method, wire& attached) noexcept {
    BIO* const bio = BIO_new(method);
    if (bio == nullptr) return std::unexpected(take_error(errc::out_of_memory));
    BIO_set_data(bio, &attached);
    BIO_set_init(bio, 1);
    SSL_set_bio(native, bio, bio);
    return {};
}

}  // namespace onetls::openssl
