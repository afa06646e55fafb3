// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <mbedtls/ssl.h>

#include <onetls/error.hpp>

#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "mbedtls_settings.hpp"

/// The same work with calls of Mbed TLS alone, as well as it can be done by hand: callbacks
/// straight onto the pipe, no allocation of its own.
namespace bench::floor::mbedtls {

template <class Pipe>
int pull(void* pipe, unsigned char* into, std::size_t size) {
    const auto taken =
        static_cast<Pipe*>(pipe)->read_some(std::as_writable_bytes(std::span{into, size}));
    if (taken) return static_cast<int>(*taken);
    return taken.error().code == onetls::errc::want_read ? MBEDTLS_ERR_SSL_WANT_READ
                                                         : MBEDTLS_ERR_SSL_CONN_EOF;
}

template <class Pipe>
int push(void* pipe, const unsigned char* from, std::size_t size) {
    const auto taken = static_cast<Pipe*>(pipe)->write_some(std::as_bytes(std::span{from, size}));
    if (taken) return static_cast<int>(*taken);
    return taken.error().code == onetls::errc::want_write ? MBEDTLS_ERR_SSL_WANT_WRITE
                                                          : MBEDTLS_ERR_SSL_CONN_EOF;
}

/// An end by hand. It stays in its place: Mbed TLS keeps a pointer to the pipe.
template <class Pipe>
class end {
public:
    end(const mbedtls_ssl_config& settings, Pipe pipe) : pipe_{std::move(pipe)} {
        mbedtls_ssl_init(&native_);
        require(mbedtls_ssl_setup(&native_, &settings) == 0, "mbedtls_ssl_setup");
        mbedtls_ssl_set_bio(&native_, &pipe_, &push<Pipe>, &pull<Pipe>, nullptr);
    }
    /// A client's end, which expects `peer`.
    end(const mbedtls_ssl_config& settings, Pipe pipe, const char* peer)
        : end{settings, std::move(pipe)} {
        require(mbedtls_ssl_set_hostname(&native_, peer) == 0, "mbedtls_ssl_set_hostname");
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end() { mbedtls_ssl_free(&native_); }

    bool handshake() {
        const int returned = mbedtls_ssl_handshake(&native_);
        require(returned == 0 || returned == MBEDTLS_ERR_SSL_WANT_READ, "mbedtls_ssl_handshake");
        return returned == 0;
    }

    std::size_t read(std::span<std::byte> into) {
        const int moved =
            mbedtls_ssl_read(&native_, reinterpret_cast<unsigned char*>(into.data()), into.size());
        if (moved == MBEDTLS_ERR_SSL_WANT_READ) return 0;
        require(moved > 0, "mbedtls_ssl_read");
        return static_cast<std::size_t>(moved);
    }

    std::size_t write(std::span<const std::byte> from) {
        const int moved = mbedtls_ssl_write(
            &native_, reinterpret_cast<const unsigned char*>(from.data()), from.size());
        if (moved == MBEDTLS_ERR_SSL_WANT_WRITE) return 0;
        require(moved > 0, "mbedtls_ssl_write");
        return static_cast<std::size_t>(moved);
    }

    agreement agreed() const {
        return {static_cast<std::uint16_t>(mbedtls_ssl_get_version_number(&native_)),
                static_cast<std::uint16_t>(mbedtls_ssl_get_ciphersuite_id_from_ssl(&native_))};
    }

private:
    Pipe pipe_;
    mbedtls_ssl_context native_;
};

/// Mbed TLS by hand, with the settings of `ours<onetls::mbedtls::backend>`.
class contestant {
public:
    contestant(const credentials& shown, terms agreed)
        : client_{MBEDTLS_SSL_IS_CLIENT, agreed.version},
          server_{MBEDTLS_SSL_IS_SERVER, agreed.version} {
        client_.trust(shown.anchor);
        server_.show(shown.chain, shown.key);
        if (!agreed.mutual) return;
        server_.trust(shown.anchor);
        client_.show(shown.client_chain, shown.client_key);
    }

    template <class Pipe>
    end<Pipe> client(Pipe pipe) const {
        return {client_.config, std::move(pipe), host};
    }

    template <class Pipe>
    end<Pipe> server(Pipe pipe) const {
        return {server_.config, std::move(pipe)};
    }

private:
    settings client_;
    settings server_;
};

}  // namespace bench::floor::mbedtls
