// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/identity.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/policy.hpp>
#include <onetls/protocol.hpp>
#include <onetls/verification.hpp>

#include "pair.hpp"
#include "pki.hpp"

namespace test {

/// The policy with one version only.
constexpr onetls::policy only(onetls::protocol_version version,
                              onetls::policy from = onetls::policies::recommended) {
    return from.with_versions(version, version);
}

/// Settings of both ends of a connection.
struct settings {
    onetls::client_config client;
    onetls::server_config server;
    std::string peer = "example.org";
};

/// Settings that work: the standard certificates, trusted by the client.
settings standard_settings();

/// As above, with one version only.
settings standard_settings(onetls::protocol_version version);

/// A credential in memory, which has to outlive it.
onetls::credential credential_of(std::string_view chain, std::string_view key);

/// DER in memory, which has to outlive it.
inline onetls::source source_of(const bytes& der) {
    return std::span<const std::byte>{der};
}

/// The value, or an exception that tells the error.
template <class T>
T value_of(onetls::result<T> made, const char* what) {
    if (made) return std::move(*made);
    throw std::runtime_error{std::string{what} + ": " +
                             std::string{onetls::message(made.error()).view()}};
}

/// A transport's own way to be made of an end of a pipe.
template <onetls::Transport T>
T transport_over(onetls::memory_pipe pipe) {
    return T{std::move(pipe)};
}

/// The two ends of a connection that has not begun.
template <class Client, class Server, onetls::Transport T = onetls::memory_pipe>
struct loopback {
    typename Client::template stream<T> client;
    typename Server::template stream<T> server;
};

/// Makes both contexts and both streams over a pipe in memory.
template <class Client, class Server, onetls::Transport T = onetls::memory_pipe>
loopback<Client, Server, T> joined(const settings& wanted = standard_settings()) {
    const auto client = value_of(Client::client_context::create(wanted.client), "client context");
    const auto server = value_of(Server::server_context::create(wanted.server), "server context");
    const auto peer = value_of(onetls::identity::parse(wanted.peer), "identity");
    auto ends = value_of(onetls::memory_pipe::create(), "pipe");
    return {
        value_of(Client::template stream<T>::client(client, peer,
                                                    transport_over<T>(std::move(ends.first))),
                 "client stream"),
        value_of(
            Server::template stream<T>::server(server, transport_over<T>(std::move(ends.second))),
            "server stream"),
    };
}

template <class Pair, onetls::Transport T = onetls::memory_pipe>
auto joined_pair(const settings& wanted = standard_settings()) {
    return joined<typename Pair::client, typename Pair::server, T>(wanted);
}

/// How a handshake ended at either end; want_read and want_write where it got stuck.
struct shaken {
    onetls::handshake_result client = stuck();
    onetls::handshake_result server = stuck();

    explicit operator bool() const { return client && server; }

private:
    static onetls::handshake_result stuck() {
        return std::unexpected(onetls::handshake_error{onetls::error{onetls::errc::want_read}});
    }
};

/// Says whether another call may bring `so_far` further.
bool may_go_on(const onetls::handshake_result& so_far);

/// Makes one call at either end that has not ended.
template <onetls::Stream Client, onetls::Stream Server>
void step(Client& client, Server& server, shaken& so_far) {
    if (may_go_on(so_far.client)) so_far.client = client.handshake();
    if (may_go_on(so_far.server)) so_far.server = server.handshake();
}

/// Shakes hands, both ends in turns, until both have ended or nothing moves any more. `rounds` has
/// to be larger for transports that move little at a time.
template <onetls::Stream Client, onetls::Stream Server>
shaken handshake(Client& client, Server& server, int rounds = 16) {
    shaken so_far;
    for (int round = 0; round != rounds; ++round) {
        if (!may_go_on(so_far.client) && !may_go_on(so_far.server)) break;
        step(client, server, so_far);
    }
    return so_far;
}

/// Both ends after a handshake that has to succeed.
template <class Pair, onetls::Transport T = onetls::memory_pipe>
auto connected(const settings& wanted = standard_settings(), int rounds = 16) {
    auto ends = joined_pair<Pair, T>(wanted);
    const auto done = handshake(ends.client, ends.server, rounds);
    for (const auto* each : {&done.client, &done.server})
        if (!*each)
            throw std::runtime_error{"handshake: " +
                                     std::string{onetls::message(each->error()).view()}};
    return ends;
}

/// Bytes that differ from their neighbours, so that a lost or doubled one shows.
bytes pattern(std::size_t size);

/// What one end wrote and the other read.
struct transfer {
    bytes received;
    onetls::error write_error{onetls::errc::want_write};  ///< That ended writing, if not a retry.
    onetls::error read_error{onetls::errc::want_read};    ///< That ended reading.
    bool written = false;                                 ///< All of it.
};

/// Moves `sent` from `from` to `to`, both in turns, until all arrived or nothing moves any more.
/// Blocked writes are repeated from another address.
template <onetls::Transport From, onetls::Transport To>
transfer move_bytes(From& from, To& to, const bytes& sent, int rounds = 200) {
    transfer result;
    std::size_t put = 0;
    bytes room(20000);
    for (int idle = 0; idle != rounds && result.received.size() < sent.size(); ++idle) {
        if (put != sent.size()) {
            const bytes rest(sent.begin() + static_cast<std::ptrdiff_t>(put), sent.end());
            const auto wrote = from.write_some(rest);
            if (wrote) put += *wrote, idle = 0;
            if (!wrote) result.write_error = wrote.error();
            if (!wrote && !onetls::is_retry(wrote.error())) return result;
        }
        const auto got = to.read_some(room);
        if (!got) result.read_error = got.error();
        if (!got && !onetls::is_retry(got.error())) return result;
        if (!got) continue;
        result.received.insert(result.received.end(), room.begin(),
                               room.begin() + static_cast<std::ptrdiff_t>(*got));
        idle = 0;
    }
    result.written = put == sent.size();
    return result;
}

/// The error of what was done; `internal` where it succeeded.
template <class Result>
onetls::error failure(const Result& done) {
    return done ? onetls::error{onetls::errc::internal}
                : static_cast<const onetls::error&>(done.error());
}

/// The error of one read; `internal` where bytes came.
template <onetls::Transport T>
onetls::error read_error(T& from) {
    bytes room(100);
    return failure(from.read_some(room));
}

/// The error of writing one byte; `internal` where it went.
template <onetls::Transport T>
onetls::error write_error(T& to) {
    const bytes one(1);
    return failure(to.write_some(one));
}

}  // namespace test
