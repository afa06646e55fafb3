// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include <onetls/config.hpp>
#include <onetls/identity.hpp>

#include "bogo_flags.hpp"

namespace bogo {

/// What a server's hook has seen of its client.
struct met_client {
    const flags* wanted = nullptr;
    std::string complaint = {};  ///< What is not as the runner wants it; empty: nothing.
};

/// The policy that the runner asks for: else everything that the library has, also what it
/// discourages, as the suites of BoringSSL have it.
///
/// Throws declined for what no policy can say.
onetls::policy policy_for(const flags& wanted);

/// The settings of a client or server. They borrow from their arguments.
///
/// Every certificate is judged by the root that the runner names, whatever its name; one without a
/// root is accepted, since BoringSSL's own shim judges nothing.
onetls::client_config client_settings(const flags& wanted);
onetls::server_config server_settings(const flags& wanted, met_client& client);

/// Whom the client means to talk to: the runner's host, else an address, for which no name is sent.
onetls::identity peer_of(const flags& wanted);

}  // namespace bogo
