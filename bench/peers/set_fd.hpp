// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "../floor/openssl.hpp"
#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"

/// OpenSSL as people write it: SSL_set_fd and nothing else, with the settings of the floor.
namespace bench::peers::set_fd {

class end {
public:
    end(SSL_CTX* settings, int socket) : native_{SSL_new(settings)}, socket_{socket} {
        ::fcntl(socket, F_SETFL, O_NONBLOCK);
        require(native_ && SSL_set_fd(native_.get(), socket) == 1, "SSL_set_fd");
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end() { ::close(socket_); }

    SSL* native() const { return native_.get(); }

    bool handshake() { return moved(SSL_do_handshake(native())) != 0; }
    std::size_t read(std::span<std::byte> into) {
        return moved(SSL_read(native(), into.data(), static_cast<int>(into.size())));
    }
    std::size_t write(std::span<const std::byte> from) {
        return moved(SSL_write(native(), from.data(), static_cast<int>(from.size())));
    }

    agreement agreed() const { return floor::openssl::agreed_by(native()); }

private:
    std::size_t moved(int returned) const {
        if (returned > 0) return static_cast<std::size_t>(returned);
        const int why = SSL_get_error(native(), returned);
        require(why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE, "SSL_set_fd: transfer");
        return 0;
    }

    floor::openssl::connection native_;
    int socket_;
};

class client_end : public end {
public:
    client_end(SSL_CTX* settings, int socket) : end{settings, socket} {
        SSL_set_connect_state(native());
        require(SSL_set_tlsext_host_name(native(), host) == 1, "setting the name");
        require(SSL_set1_host(native(), host) == 1, "expecting the name");
    }
};

class server_end : public end {
public:
    server_end(SSL_CTX* settings, int socket) : end{settings, socket} {
        SSL_set_accept_state(native());
    }
};

class contestant {
public:
    contestant(const credentials& shown, terms agreed) : contexts_{shown, agreed} {}

    client_end client(int socket) const { return {contexts_.client_settings(), socket}; }
    server_end server(int socket) const { return {contexts_.server_settings(), socket}; }

private:
    floor::openssl::contestant contexts_;
};

}  // namespace bench::peers::set_fd
