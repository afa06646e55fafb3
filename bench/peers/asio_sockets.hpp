// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <boost/asio/generic/stream_protocol.hpp>
#include <sys/socket.h>

#include "asio.hpp"

namespace bench::peers::asio {

using socket = net::generic::stream_protocol::socket;

/// Takes over a socket, which does not block: both ends live in one thread.
inline socket make_socket(int native) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    ::getsockname(native, reinterpret_cast<sockaddr*>(&own), &size);
    socket made{reactor(), net::generic::stream_protocol{own.ss_family, 0}, native};
    made.non_blocking(true);
    return made;
}

/// An end by handlers and an event loop.
class async_end : public sync_end<socket> {
public:
    using sync_end::sync_end;

    bool handshake() {
        if (!std::exchange(begun_, true))
            stream().async_handshake(played(), [this](error_code failed) {
                require(!failed, "Asio: async_handshake");
                done_ = true;
            });
        reactor().restart();
        reactor().poll();
        return done_;
    }
    std::size_t read(std::span<std::byte> into) {
        return wait([&](auto then) {
            stream().async_read_some(net::buffer(into.data(), into.size()), then);
        });
    }
    std::size_t write(std::span<const std::byte> from) {
        return wait([&](auto then) {
            stream().async_write_some(net::buffer(from.data(), from.size()), then);
        });
    }

private:
    template <class Begin>
    static std::size_t wait(Begin begin) {
        std::size_t moved = 0;
        begin([&moved](error_code failed, std::size_t size) {
            require(!failed, "Asio: transfer");
            moved = size;
        });
        reactor().restart();
        reactor().run();
        return moved;
    }

    bool begun_ = false;
    bool done_ = false;
};

/// Over sockets that are given away.
template <class End>
class socket_contestant : contexts {
public:
    using contexts::contexts;

    End client(int native) const { return {client_, make_socket(native), role::client}; }
    End server(int native) const { return {server_, make_socket(native), role::server}; }
};

using sync_contestant = socket_contestant<sync_end<socket>>;
using async_contestant = socket_contestant<async_end>;

}  // namespace bench::peers::asio
