// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <onetls/error.hpp>

#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "openssl_settings.hpp"

/// The same work with calls of OpenSSL alone, as well as it can be done by hand: one BIO for both
/// directions straight onto the pipe, no allocation of its own, errors looked at after a failure.
namespace bench::floor::openssl {

template <class Pipe>
int pull(BIO* native, char* into, std::size_t size, std::size_t* moved) {
    BIO_clear_retry_flags(native);
    const auto taken = static_cast<Pipe*>(BIO_get_data(native))
                           ->read_some(std::as_writable_bytes(std::span{into, size}));
    *moved = taken.value_or(0);
    if (taken) return 1;
    if (taken.error().code == onetls::errc::want_read) BIO_set_retry_read(native);
    return 0;
}

template <class Pipe>
int push(BIO* native, const char* from, std::size_t size, std::size_t* moved) {
    BIO_clear_retry_flags(native);
    const auto taken =
        static_cast<Pipe*>(BIO_get_data(native))->write_some(std::as_bytes(std::span{from, size}));
    *moved = taken.value_or(0);
    if (taken) return 1;
    if (taken.error().code == onetls::errc::want_write) BIO_set_retry_write(native);
    return 0;
}

inline long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// Made once for the program, as a program by hand would.
template <class Pipe>
const BIO_METHOD* method() {
    static const bio_method made = [] {
        bio_method fresh{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "floor")};
        BIO_meth_set_read_ex(fresh.get(), &pull<Pipe>);
        BIO_meth_set_write_ex(fresh.get(), &push<Pipe>);
        BIO_meth_set_ctrl(fresh.get(), &control);
        return fresh;
    }();
    return made.get();
}

inline agreement agreed_by(const SSL* native) {
    return {static_cast<std::uint16_t>(SSL_version(native)),
            SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(native))};
}

/// An end by hand. It stays in its place: OpenSSL keeps a pointer to the pipe.
template <class Pipe>
class end {
public:
    end(SSL_CTX* settings, Pipe pipe) : pipe_{std::move(pipe)}, native_{SSL_new(settings)} {
        BIO* const made = BIO_new(method<Pipe>());
        require(native_ && made != nullptr, "SSL_new");
        BIO_set_data(made, &pipe_);
        BIO_set_init(made, 1);
        SSL_set_bio(native_.get(), made, made);
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;

    SSL* native() const { return native_.get(); }

    bool handshake() {
        const int returned = SSL_do_handshake(native());
        if (returned == 1) return true;
        require(SSL_get_error(native(), returned) == SSL_ERROR_WANT_READ, "SSL_do_handshake");
        return false;
    }

    std::size_t read(std::span<std::byte> into) {
        std::size_t moved = 0;
        if (SSL_read_ex(native(), into.data(), into.size(), &moved) == 1) return moved;
        require(SSL_get_error(native(), 0) == SSL_ERROR_WANT_READ, "SSL_read_ex");
        return 0;
    }

    std::size_t write(std::span<const std::byte> from) {
        std::size_t moved = 0;
        if (SSL_write_ex(native(), from.data(), from.size(), &moved) == 1) return moved;
        require(SSL_get_error(native(), 0) == SSL_ERROR_WANT_WRITE, "SSL_write_ex");
        return 0;
    }

    agreement agreed() const { return agreed_by(native()); }

private:
    Pipe pipe_;
    connection native_;
};

template <class Pipe>
class client_end : public end<Pipe> {
public:
    client_end(SSL_CTX* settings, Pipe pipe) : end<Pipe>{settings, std::move(pipe)} {
        SSL_set_connect_state(this->native());
        require(SSL_set_tlsext_host_name(this->native(), host) == 1, "setting the name");
        X509_VERIFY_PARAM* const checks = SSL_get0_param(this->native());
        X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        require(X509_VERIFY_PARAM_set1_host(checks, host, 0) == 1, "expecting the name");
    }
};

template <class Pipe>
class server_end : public end<Pipe> {
public:
    server_end(SSL_CTX* settings, Pipe pipe) : end<Pipe>{settings, std::move(pipe)} {
        SSL_set_accept_state(this->native());
    }
};

/// OpenSSL by hand, with the settings of `ours<onetls::openssl::backend>`.
class contestant {
public:
    contestant(const credentials& shown, terms agreed)
        : client_{make_context(TLS_client_method(), agreed.version)},
          server_{make_context(TLS_server_method(), agreed.version)} {
        verify_peers(client_.get(), shown.anchor, SSL_VERIFY_PEER);
        show(server_.get(), shown.chain, shown.key);
        if (!agreed.mutual) return;
        verify_peers(server_.get(), shown.anchor,
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
        show(client_.get(), shown.client_chain, shown.client_key);
    }

    template <class Pipe>
    client_end<Pipe> client(Pipe pipe) const {
        return {client_.get(), std::move(pipe)};
    }

    template <class Pipe>
    server_end<Pipe> server(Pipe pipe) const {
        return {server_.get(), std::move(pipe)};
    }

    SSL_CTX* client_settings() const { return client_.get(); }
    SSL_CTX* server_settings() const { return server_.get(); }

private:
    context client_;
    context server_;
};

/// Has a connection give its buffers back between records: less memory, more time.
inline void release_buffers(SSL* native) {
    SSL_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
}

/// As above, for connections that release their buffers.
class releasing_contestant : public contestant {
public:
    releasing_contestant(const credentials& shown, terms agreed) : contestant{shown, agreed} {
        SSL_CTX_set_mode(client_settings(), SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_mode(server_settings(), SSL_MODE_RELEASE_BUFFERS);
    }
};

}  // namespace bench::floor::openssl
