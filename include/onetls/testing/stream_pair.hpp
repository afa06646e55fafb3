// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/testing/faults.hpp>
#include <onetls/testing/faulty_transport.hpp>
#include <onetls/verification.hpp>

namespace onetls::testing {

/// A transport in memory that makes trouble as planned.
using faulty_pipe = faulty_transport<memory_pipe>;

/// A client and a server, of one backend or of two, joined in memory.
template <Backend Client, Backend Server = Client>
struct stream_pair {
    using client_stream = typename Client::template stream<faulty_pipe>;
    using server_stream = typename Server::template stream<faulty_pipe>;

    client_stream client;
    server_stream server;

    /// Joins a client that wants to talk to `peer` with a server. Nothing has been sent yet.
    ///
    /// Errors: out_of_memory, internal.
    [[nodiscard]] static result<stream_pair> create(
        const typename Client::client_context& client_settings, const identity& peer,
        const typename Server::server_context& server_settings, const faults& at_client = {},
        const faults& at_server = {}) noexcept {
        auto ends = memory_pipe::create();
        if (!ends) return std::unexpected(ends.error());
        auto client = client_stream::client(client_settings, peer,
                                            faulty_pipe{std::move(ends->first), at_client});
        if (!client) return std::unexpected(client.error());
        auto server =
            server_stream::server(server_settings, faulty_pipe{std::move(ends->second), at_server});
        if (!server) return std::unexpected(server.error());
        return stream_pair{std::move(*client), std::move(*server)};
    }
};

/// How a handshake ended at either end.
struct both_shaken {
    handshake_result client;
    handshake_result server;

    explicit operator bool() const noexcept { return client && server; }
};

/// Shakes hands, both ends in turns, until both have succeeded or failed. At most `steps` calls at
/// each end: one that is still stuck has want_read or want_write then.
template <Stream Client, Stream Server>
[[nodiscard]] both_shaken shake_hands(Client& client, Server& server, int steps = 100) noexcept {
    both_shaken so_far{client.handshake(), server.handshake()};
    const auto goes_on = [](const handshake_result& shaken) {
        return !shaken && is_retry(shaken.error());
    };
    for (int step = 1; step < steps; ++step) {
        if (!goes_on(so_far.client) && !goes_on(so_far.server)) break;
        if (goes_on(so_far.client)) so_far.client = client.handshake();
        if (goes_on(so_far.server)) so_far.server = server.handshake();
    }
    return so_far;
}

}  // namespace onetls::testing
