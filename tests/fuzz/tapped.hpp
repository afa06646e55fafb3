// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/identity.hpp>
#include <onetls/memory_pipe.hpp>

#include "endpoint.hpp"
#include "meddler.hpp"
#include "people.hpp"
#include "traced_pipe.hpp"

namespace fuzz {

/// How a connection is set up.
struct setting {
    role client = {};
    role server = {.own = shown::the_right_one};
    const char* host = "example.org";
};

/// A client and a server, and a meddler for each direction between them.
template <onetls::Backend Client, onetls::Backend Server>
class tapped {
    using client_stream = typename Client::template stream<traced_pipe>;
    using server_stream = typename Server::template stream<traced_pipe>;

public:
    explicit tapped(const setting& wanted) : tapped{wanted, pipe(), pipe()} {}

    /// Carries all that was sent, with what `at_client` does to what goes to the client. Says
    /// whether anything moved.
    bool carry_to_client(program& what) {
        return carry(server_wire_, client_wire_, to_client_, to_server_, what);
    }
    bool carry_to_server(program& what) {
        return carry(client_wire_, server_wire_, to_server_, to_client_, what);
    }

    /// Has both ends shake hands until nothing moves any more.
    void shake(program& at_client, program& at_server) {
        constexpr int most_rounds = 1000;
        bool moved = true;
        for (int round = 0; moved; ++round) {
            promise(round != most_rounds, "a handshake comes to an end");
            if (!client.shaken() && !client.failure()) client.handshake();
            if (!server.shaken() && !server.failure()) server.handshake();
            moved = carry_to_server(at_server);
            moved = carry_to_client(at_client) || moved;
        }
    }

    /// Has both ends see that nothing more will come.
    void hang_up() {
        client_wire_.close();
        server_wire_.close();
    }

    meddler& to_client() noexcept { return to_client_; }
    meddler& to_server() noexcept { return to_server_; }

private:
    using pipe_ends = onetls::memory_pipe::ends;

    static pipe_ends pipe() { return value_of(onetls::memory_pipe::create()); }

    tapped(const setting& wanted, pipe_ends at_client, pipe_ends at_server)
        : client_wire_{std::move(at_client.second)},
          server_wire_{std::move(at_server.second)},
          client{value_of(client_stream::client(client_context_of<Client>(wanted.client),
                                                value_of(onetls::identity::parse(wanted.host)),
                                                traced_pipe{std::move(at_client.first)})),
                 true},
          server{value_of(server_stream::server(server_context_of<Server>(wanted.server),
                                                traced_pipe{std::move(at_server.first)})),
                 false} {}

    static bool carry(onetls::memory_pipe& from, onetls::memory_pipe& to, meddler& through,
                      const meddler& others, program& what) {
        std::array<std::byte, 4096> room;
        bool moved = false;
        while (const auto got = from.read_some(room)) {
            through.take_in(std::span{room}.first(*got));
            moved = true;
        }
        through.meddle(what, others);
        if (!moved) through.flush();
        auto& waiting = through.outgoing();
        while (!waiting.empty()) {
            const auto put = to.write_some(waiting);
            if (!put) break;
            const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(*put);
            through.note_delivered(std::span{waiting}.first(*put));
            waiting.erase(waiting.begin(), end);
            moved = true;
        }
        if (through.is_cut()) to.close();
        return moved;
    }

    onetls::memory_pipe client_wire_;
    onetls::memory_pipe server_wire_;
    meddler to_client_;
    meddler to_server_;

public:
    endpoint<client_stream> client;
    endpoint<server_stream> server;
};

}  // namespace fuzz
