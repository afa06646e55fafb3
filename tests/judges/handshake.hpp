// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>
#include <string>
#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/identity.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/policy.hpp>

#include "demands.hpp"
#include "limbo_case.hpp"
#include "native_server.hpp"
#include "verdict.hpp"

namespace judge {

/// What of `wanted` no handshake of a client can express; empty where it can be tried.
std::string beyond_handshakes(const limbo_case& wanted);

/// A server that shows the chain of `wanted` whatever it is: a native one, since no server of the
/// library would load some of these.
test::native_server server_for(const limbo_case& wanted, onetls::memory_pipe pipe);

/// What a client is told about `wanted`. Its clock stands still at the time of the case that was
/// last asked for.
onetls::client_config settings_for(const limbo_case& wanted, const onetls::policy& policy);

/// The verdict that a failed handshake came to.
verdict verdict_of(const onetls::handshake_error& failure);

/// Shakes hands until the client is done with it, one way or the other.
template <onetls::Stream Client>
verdict shake_hands(Client& client, test::native_server& server) {
    constexpr int enough = 32;
    for (int round = 0; round != enough; ++round) {
        const auto shaken = client.handshake();
        if (shaken) return verdict_of(client.verification());
        if (!onetls::is_retry(shaken.error())) return verdict_of(shaken.error());
        server.handshake();
    }
    return refused("the handshake got stuck");
}

/// Connects a client of one backend to a server with the chain of `wanted`.
///
/// Throws std::exception where there is no such server.
template <onetls::Backend B>
verdict connect_to(const limbo_case& wanted, const onetls::identity& peer,
                   const onetls::policy& policy) {
    auto ends = onetls::memory_pipe::create();
    if (!ends) return verdict_of(ends.error());
    auto server = server_for(wanted, std::move(ends->first));
    const auto context = B::client_context::create(settings_for(wanted, policy));
    if (!context) return verdict_of(context.error());
    auto client =
        B::template stream<onetls::memory_pipe>::client(*context, peer, std::move(ends->second));
    if (!client) return verdict_of(client.error());
    const auto found = shake_hands(*client, server);
    if (found.what != outcome::accepted) return found;
    const auto unmet = unmet_demand(wanted, client->verification());
    return unmet.empty() ? found : refused(unmet);
}

/// The verdict of one backend's client on `wanted`.
template <onetls::Backend B>
verdict judge_by_handshake(const limbo_case& wanted, const onetls::policy& policy) {
    if (const auto what = beyond_handshakes(wanted); !what.empty()) return skipped(what);
    const auto peer = onetls::identity::parse(wanted.hosts.front());
    if (!peer) return refused("identity: " + std::string{message(peer.error()).view()});
    try {
        return connect_to<B>(wanted, *peer, policy);
    } catch (const std::exception& failure) {
        return skipped(failure.what());
    }
}

}  // namespace judge
