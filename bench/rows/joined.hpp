// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "../harness/check.hpp"

namespace bench {

template <class Contestant, class Link>
using client_of =
    decltype(std::declval<const Contestant&>().client(std::declval<typename Link::end>()));

template <class Contestant, class Link>
using server_of =
    decltype(std::declval<const Contestant&>().server(std::declval<typename Link::end>()));

/// A client and a server of one contestant, joined by a link.
///
/// A contestant is made from credentials and terms, and makes ends: `client(end)` and
/// `server(end)`. An end has `handshake()`, which is true once it is done, `read` and `write`,
/// which return 0 where they have to wait, and `agreed()`.
template <class Contestant, class Link>
class joined {
public:
    explicit joined(const Contestant& contestant) : joined{contestant, Link::make()} {}

    void shake() {
        bool client_done = false;
        bool server_done = false;
        for (int step = 0; step != 10000 && !(client_done && server_done); ++step) {
            client_done = client_done || client.handshake();
            server_done = server_done || server.handshake();
        }
        require(client_done && server_done, "a handshake");
    }

    client_of<Contestant, Link> client;
    server_of<Contestant, Link> server;

private:
    using ends = std::pair<typename Link::end, typename Link::end>;

    joined(const Contestant& contestant, ends made)
        : client{contestant.client(std::move(made.first))},
          server{contestant.server(std::move(made.second))} {}
};

template <class From>
void write_all(From& from, std::span<const std::byte> sent) {
    while (!sent.empty()) sent = sent.subspan(from.write(sent));
}

/// Moves `times` messages from one end to the other, all written before the first is read. Never
/// inlined, so that the compiler's choice does not tell the contestants apart.
template <class From, class To>
[[gnu::noinline]] void pass(From& from, To& to, std::span<const std::byte> sent,
                            std::span<std::byte> received, std::size_t times) {
    for (std::size_t left = times; left != 0; --left) write_all(from, sent);
    if constexpr (requires { from.end_of_burst(); }) from.end_of_burst();
    for (std::size_t left = times * sent.size(); left != 0;)
        left -= to.read(received.first(std::min(left, received.size())));
}

}  // namespace bench
