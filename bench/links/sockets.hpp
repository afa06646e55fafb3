// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../harness/check.hpp"

namespace bench::links {

/// Sockets that are given away: who takes one closes it.
using descriptors = std::pair<int, int>;

inline descriptors make_local_pair() {
    int made[2];
    require(::socketpair(AF_UNIX, SOCK_STREAM, 0, made) == 0, "socketpair");
    return {made[0], made[1]};
}

/// Has small writes go at once: who does not would wait for the other end's acknowledgements.
inline void send_at_once(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// TCP over the loopback device.
inline descriptors make_tcp_pair() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const native = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    require(::bind(listener, native, size) == 0 && ::listen(listener, 1) == 0, "listen");
    require(::getsockname(listener, native, &size) == 0, "getsockname");
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    require(::connect(client, native, size) == 0, "connect");
    const int server = ::accept(listener, nullptr, nullptr);
    require(server >= 0, "accept");
    ::close(listener);
    send_at_once(client);
    send_at_once(server);
    return {client, server};
}

/// Makes an end of a socket: of a Transport by taking it over, of others by handing it on.
template <class End>
End end_of(int socket) {
    if constexpr (requires { End::adopt(socket); })
        return *End::adopt(socket);
    else
        return End{socket};
}

/// A pair of sockets, in the hands of `End`: a Transport, or a plain `int`.
template <auto Make, class End>
struct sockets {
    using end = End;

    static std::pair<end, end> make() {
        const auto [first, second] = Make();
        return {end_of<End>(first), end_of<End>(second)};
    }
};

template <class End>
using local = sockets<&make_local_pair, End>;

template <class End>
using tcp = sockets<&make_tcp_pair, End>;

}  // namespace bench::links
