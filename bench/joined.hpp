// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/memory_pipe.hpp>

#include "check.hpp"

namespace bench {

/// What a handshake came to, by IANA code point.
struct agreement {
    std::uint16_t version;
    std::uint16_t suite;

    friend bool operator==(agreement, agreement) = default;
};

template <class Contestant, class Pipe>
using client_of = decltype(std::declval<const Contestant&>().client(std::declval<Pipe>()));

template <class Contestant, class Pipe>
using server_of = decltype(std::declval<const Contestant&>().server(std::declval<Pipe>()));

/// A client and a server of one contestant, joined by a pipe in memory.
///
/// A contestant is made from credentials and a version, and makes ends: `client(pipe)` and
/// `server(pipe)`. An end has `handshake()`, which is true once it is done, `read` and `write`,
/// which move at least one byte, and `agreed()`.
template <class Contestant, class Pipe>
class joined {
public:
    explicit joined(const Contestant& contestant)
        : joined{contestant, *onetls::memory_pipe::create()} {}

    void shake() {
        bool client_done = false;
        bool server_done = false;
        for (int step = 0; step != 8 && !(client_done && server_done); ++step) {
            client_done = client_done || client.handshake();
            server_done = server_done || server.handshake();
        }
        require(client_done && server_done, "a handshake");
    }

    client_of<Contestant, Pipe> client;
    server_of<Contestant, Pipe> server;

private:
    joined(const Contestant& contestant, onetls::memory_pipe::ends ends)
        : client{contestant.client(Pipe{std::move(ends.first)})},
          server{contestant.server(Pipe{std::move(ends.second)})} {}
};

/// Moves all of `sent` from one end to the other. Never inlined, so that the compiler's choice does
/// not tell the contestants apart.
template <class From, class To>
[[gnu::noinline]] void pass(From& from, To& to, std::span<const std::byte> sent,
                            std::span<std::byte> received) {
    while (!sent.empty()) {
        const std::size_t put = from.write(sent);
        sent = sent.subspan(put);
        for (std::size_t got = 0; got != put;) got += to.read(received.first(put - got));
    }
}

}  // namespace bench
