// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/atomic.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/wire.hpp>

namespace onetls::openssl {
namespace detail {

/// Marks `bio` so that OpenSSL learns what the transport waits for, which need not be the direction
/// of the call.
[[gnu::cold]] inline int report_failure(
    BIO* bio, const onetls::detail::transport_reference& transport) noexcept {
    // Not 0: some callers within OpenSSL take that for success with nothing moved.
    if (!transport.wants_retry()) return -1;
    if (transport.outcome().code == errc::want_read)
        BIO_set_retry_read(bio);
    else
        BIO_set_retry_write(bio);
    return -1;
}

template <class T>
int pull(BIO* bio, char* into, std::size_t size, std::size_t* moved) noexcept {
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *moved = used.pull<T>(std::as_writable_bytes(std::span{into, size}));
    return *moved != 0 ? 1 : report_failure(bio, used.transport);
}

template <class T>
int push(BIO* bio, const char* from, std::size_t size, std::size_t* moved) noexcept {
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *moved = used.push<T>(std::as_bytes(std::span{from, size}));
    return *moved != 0 ? 1 : report_failure(bio, used.transport);
}

// OpenSSL flushes behind each flight and each alert.
inline long control(BIO* bio, int command, long, void*) noexcept {
    if (command != BIO_CTRL_FLUSH) return 0;
    auto& used = *static_cast<wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    return used.flush() ? 1 : report_failure(bio, used.transport);
}

/// What a BIO calls to read and to write.
struct transport_calls {
    int (*pull)(BIO*, char*, std::size_t, std::size_t*);
    int (*push)(BIO*, const char*, std::size_t, std::size_t*);
};

using method_in_use = onetls::detail::atomic<const BIO_METHOD*>;

/// The method of `calls`, which is `known` once it was made.
template <class Unit = void>
const BIO_METHOD* method_of(const transport_calls& calls, method_in_use& known) noexcept;

}  // namespace detail

/// The method of the BIOs through which OpenSSL reads from and writes to a T; nullptr: out of
/// memory. Made once, and kept while the program runs: streams may outlive whatever is destroyed.
///
/// Source: BIO_meth_new(3).
template <class T>
const BIO_METHOD* transport_method() noexcept {
    static constinit detail::method_in_use known{nullptr};
    return detail::method_of({&detail::pull<T>, &detail::push<T>}, known);
}

/// Makes `attached` what `native` reads from and writes to by `method`.
///
/// Errors: out_of_memory.
inline result<void> attach(SSL* native, const BIO_METHOD* method, wire& attached) noexcept {
    BIO* const bio = method != nullptr ? BIO_new(method) : nullptr;
    if (bio == nullptr) return std::unexpected(take_error(errc::out_of_memory));
    BIO_set_data(bio, &attached);
    BIO_set_init(bio, 1);
    SSL_set_bio(native, bio, bio);
    return {};
}

}  // namespace onetls::openssl
