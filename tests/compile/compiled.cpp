// SPDX-License-Identifier: BSL-1.0
// A program in the compiled form: this file, compiled_server.cpp and the library.
#include "compiled.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iostream>
#include <string_view>
#include <utility>

#include <onetls/openssl/testing.hpp>
#include <onetls/testing/stream_pair.hpp>

using namespace onetls;

namespace {

constexpr std::string_view host = "example.org";

struct ends {
    client_stream client;
    server_stream server;
};

/// A client that trusts `anchor`, and a server that shows `shown`.
result<ends> joined(std::string_view anchor, const credential& shown) {
    const auto context = openssl::client_context::create({.trust = trust::only(anchor)});
    auto pipe = memory_pipe::create();
    if (!context) return std::unexpected(context.error());
    if (!pipe) return std::unexpected(pipe.error());
    auto client = client_stream::client(*context, *identity::parse(host), std::move(pipe->first));
    auto server = serve(shown, std::move(pipe->second));
    if (!client) return std::unexpected(client.error());
    if (!server) return std::unexpected(server.error());
    return ends{std::move(*client), std::move(*server)};
}

bool talks(const openssl::testing::authority& trusted, const testing::certified& peer) {
    auto made = joined(trusted.pem(), peer.credential());
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
bool refuses_stranger(const openssl::testing::authority& trusted,
                      const openssl::testing::authority& stranger) {
    const auto peer = stranger.issue({.names = {host}});
    if (!peer) return false;
    auto made = joined(trusted.pem(), peer->credential());
    if (!made) return false;
    const auto shaken = testing::shake_hands(made->client, made->server);
    if (shaken.client || shaken.client.error().code != errc::untrusted_peer) return false;
    if (shaken.server || shaken.server.error().code != errc::peer_alert) return false;
    const auto told = shaken.client.error().report.explain();
    return told.view().find("an authority that is not known here") != std::string_view::npos &&
           made->client.read_some({}).error().code == errc::untrusted_peer;
}

bool refuses_other_name(const openssl::testing::authority& trusted) {
    const auto peer = trusted.issue({.names = {"example.net"}});
    if (!peer) return false;
    auto made = joined(trusted.pem(), peer->credential());
    if (!made) return false;
    const auto shaken = testing::shake_hands(made->client, made->server);
    return !shaken.client && shaken.client.error().report.has(reason::name_mismatch);
}

bool refuses_settings() {
    const auto nobody = openssl::client_context::create({.trust = trust::only("nothing")});
    const auto bare = openssl::server_context::create({});
    const auto malformed = openssl::certificate::from_pem("nothing");
    return !nobody && nobody.error().where == field::trust && !bare &&
           bare.error().where == field::certificate_chain && !malformed;
}

/// Says what went wrong.
bool shown(bool passed, std::string_view what) {
    if (!passed) std::cerr << "not so: " << what << '\n';
    return passed;
}

}  // namespace

int main() {
    const auto trusted = openssl::testing::authority::create();
    const auto stranger = openssl::testing::authority::create();
    if (!trusted || !stranger) return 1;
    const auto peer = trusted->issue({.names = {host}});
    if (!peer) return 1;
    const std::array passed{shown(talks(*trusted, *peer), "a trusted peer is talked to"),
                            shown(refuses_stranger(*trusted, *stranger), "a stranger is refused"),
                            shown(refuses_other_name(*trusted), "another name is refused"),
                            shown(refuses_settings(), "settings are refused")};
    return std::ranges::all_of(passed, std::identity{}) ? 0 : 1;
}
