// SPDX-License-Identifier: BSL-1.0
// A program in the compiled form, of both backends: this file, compiled_server.cpp and the
// libraries.
#include "compiled.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iostream>
#include <string_view>
#include <utility>

#include <onetls/mbedtls/testing.hpp>
#include <onetls/openssl/testing.hpp>
#include <onetls/testing/stream_pair.hpp>
#include <onetls/verify_settings.hpp>

using namespace onetls;

namespace {

constexpr std::string_view host = "example.org";

template <Backend Client, Backend Server>
struct ends {
    stream_of<Client> client;
    stream_of<Server> server;
};

/// A client that trusts `anchor`, and a server that shows `shown`.
template <Backend Client, Backend Server>
result<ends<Client, Server>> joined(std::string_view anchor, const credential& shown) {
    const auto context = Client::client_context::create({.trust = trust::only(anchor)});
    auto pipe = memory_pipe::create();
    if (!context) return std::unexpected(context.error());
    if (!pipe) return std::unexpected(pipe.error());
    auto client =
        stream_of<Client>::client(*context, *identity::parse(host), std::move(pipe->first));
    auto server = serve<Server>(shown, std::move(pipe->second));
    if (!client) return std::unexpected(client.error());
    if (!server) return std::unexpected(server.error());
    return ends<Client, Server>{std::move(*client), std::move(*server)};
}

template <Backend Client, Backend Server, class Authority>
bool talks(const Authority& trusted, const testing::certified& peer) {
    auto made = joined<Client, Server>(trusted.pem(), peer.credential());
    if (!made || !testing::shake_hands(made->client, made->server)) return false;
    const std::array sent{std::byte{1}, std::byte{2}};
    std::array<std::byte, 8> received{};
    if (made->client.write_some(sent) != sent.size()) return false;
    if (made->server.read_some(received) != sent.size() || received[1] != sent[1]) return false;
    if (!made->client.close()) return false;
    return made->server.read_some(received).error().code == errc::closed &&
           made->client.info().version == protocol_version::tls1_3 &&
           made->client.verification().trusted();
}

/// A peer that nobody trusts is refused, and it is told why.
template <Backend Client, Backend Server, class Authority>
bool refuses_stranger(const Authority& trusted, const Authority& stranger) {
    const auto peer = stranger.issue({.names = {host}});
    if (!peer) return false;
    auto made = joined<Client, Server>(trusted.pem(), peer->credential());
    if (!made) return false;
    const auto shaken = testing::shake_hands(made->client, made->server);
    if (shaken.client || shaken.client.error().code != errc::untrusted_peer) return false;
    if (shaken.server || shaken.server.error().code != errc::peer_alert) return false;
    const auto told = shaken.client.error().report.explain();
    return told.view().find("an authority that is not known here") != std::string_view::npos &&
           made->client.read_some({}).error().code == errc::untrusted_peer;
}

template <Backend Client, Backend Server, class Authority>
bool refuses_other_name(const Authority& trusted) {
    const auto peer = trusted.issue({.names = {"example.net"}});
    if (!peer) return false;
    auto made = joined<Client, Server>(trusted.pem(), peer->credential());
    if (!made) return false;
    const auto shaken = testing::shake_hands(made->client, made->server);
    return !shaken.client && shaken.client.error().report.has(reason::name_mismatch);
}

template <Backend B>
bool refuses_settings() {
    const auto nobody = B::client_context::create({.trust = trust::only("nothing")});
    const auto bare = B::server_context::create({});
    const auto malformed = B::certificate::from_pem("nothing");
    return !nobody && nobody.error().where == field::trust && !bare &&
           bare.error().where == field::certificate_chain && !malformed;
}

/// What a backend says without a connection.
template <Backend B, class Authority>
bool judges_offline(const Authority& trusted, const testing::certified& peer) {
    const auto chain = peer.credential().certificate_chain;
    const auto known = B::verify(chain, {.trust = trust::only(trusted.pem())});
    const auto unknown = B::verify(chain, {.trust = trust::only(chain)});
    const auto effective = B::effective(policies::modern);
    return known && known->trusted() && unknown && !unknown->trusted() && effective &&
           effective->minimum == protocol_version::tls1_3;
}

/// Says what went wrong.
bool shown(bool passed, std::string_view who, std::string_view what) {
    if (!passed) std::cerr << who << ": not so: " << what << '\n';
    return passed;
}

template <Backend Client, Backend Server, class Authority>
bool keeps_promises() {
    const auto trusted = Authority::create();
    const auto stranger = Authority::create();
    if (!trusted || !stranger) return false;
    const auto peer = trusted->issue({.names = {host}});
    if (!peer) return false;
    const std::array passed{
        shown(talks<Client, Server>(*trusted, *peer), Client::name, "a trusted peer is talked to"),
        shown(refuses_stranger<Client, Server>(*trusted, *stranger), Client::name,
              "a stranger is refused"),
        shown(refuses_other_name<Client, Server>(*trusted), Client::name,
              "another name is refused"),
        shown(refuses_settings<Client>(), Client::name, "settings are refused"),
        shown(judges_offline<Client>(*trusted, *peer), Client::name,
              "chains are judged without a connection")};
    return std::ranges::all_of(passed, std::identity{});
}

}  // namespace

int main() {
    using with_openssl = openssl::testing::authority;
    using with_mbedtls = mbedtls::testing::authority;
    const std::array passed{keeps_promises<openssl::backend, openssl::backend, with_openssl>(),
                            keeps_promises<openssl::backend, mbedtls::backend, with_mbedtls>(),
                            keeps_promises<mbedtls::backend, openssl::backend, with_openssl>(),
                            keeps_promises<mbedtls::backend, mbedtls::backend, with_mbedtls>()};
    return std::ranges::all_of(passed, std::identity{}) ? 0 : 1;
}
