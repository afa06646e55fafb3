// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include <certificates.hpp>

#include <onetls/clock.hpp>
#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/identity.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/protocol.hpp>
#include <onetls/time.hpp>
#include <onetls/verification.hpp>

/// A handshake of both roles in one program, for boards and for desktops alike.
namespace test {

using pipe = onetls::basic_memory_pipe<4096>;

template <class B>
using piped = typename B::template stream<pipe>;

/// Ends with misuse where a promise is broken for which there is no better code.
inline std::unexpected<onetls::handshake_error> broken() noexcept {
    return std::unexpected(onetls::handshake_error{onetls::error{onetls::errc::misuse}});
}

/// Has both ends shake hands in turn.
template <class Client, class Server>
onetls::handshake_result shake(Client& client, Server& server) noexcept {
    while (true) {
        auto near = client.handshake();
        if (!near && !is_retry(near.error())) return near;
        auto far = server.handshake();
        if (!far && !is_retry(far.error())) return far;
        if (near && far) return {};
    }
}

/// Sends some bytes from `sender` to `receiver`.
template <class Sender, class Receiver>
bool carries(Sender& sender, Receiver& receiver) noexcept {
    static constexpr std::array sent{std::byte{1}, std::byte{2}, std::byte{3}};
    std::array<std::byte, 8> received;
    const auto written = sender.write_some(sent);
    const auto read = receiver.read_some(received);
    return written == sent.size() && read == sent.size() &&
           std::ranges::equal(sent, std::span{received}.first(sent.size()));
}

/// Says whether an orderly end arrives at the other side, and nothing else does.
template <class Closer, class Other>
bool closes(Closer& closer, Other& other) noexcept {
    std::array<std::byte, 8> received;
    if (!closer.close()) return false;
    const auto read = other.read_some(received);
    return !read && read.error().code == onetls::errc::closed;
}

/// Makes a client of one backend that expects `host` and a server of another shake hands, exchange
/// bytes and close.
template <class Client, class Server>
onetls::handshake_result shake_hands(const onetls::client_config& near,
                                     const onetls::server_config& far,
                                     std::string_view host) noexcept {
    const auto clients = Client::client_context::create(near);
    if (!clients) return std::unexpected(clients.error());
    const auto servers = Server::server_context::create(far);
    if (!servers) return std::unexpected(servers.error());
    auto ends = pipe::create();
    if (!ends) return std::unexpected(ends.error());
    auto client =
        piped<Client>::client(*clients, *onetls::identity::dns(host), std::move(ends->first));
    if (!client) return std::unexpected(client.error());
    auto server = piped<Server>::server(*servers, std::move(ends->second));
    if (!server) return std::unexpected(server.error());
    if (auto shaken = shake(*client, *server); !shaken) return shaken;
    const bool kept = client->info().version == near.policy.maximum &&
                      client->verification().trusted() && carries(*client, *server) &&
                      carries(*server, *client) && closes(*client, *server) &&
                      closes(*server, *client);
    return kept ? onetls::handshake_result{} : broken();
}

/// As above, in `version`, where all is as it should be.
template <class Client, class Server>
onetls::handshake_result shake_hands(onetls::protocol_version version,
                                     onetls::clock_source now) noexcept {
    const auto policy = onetls::policies::recommended.with_versions(version, version);
    return shake_hands<Client, Server>(
        {.trust = onetls::trust::only(certificates::authority), .policy = policy, .clock = now},
        {.credential = {.certificate_chain = certificates::server,
                        .private_key = certificates::server_key},
         .policy = policy,
         .clock = now},
        "server.test");
}

}  // namespace test
