// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include <onetls/config.hpp>
#include <onetls/identity.hpp>

#include "bogo_flags.hpp"

namespace bogo {

/// What a server's settings borrow, and what its hook has seen of its client.
struct server_side {
    const flags* wanted = nullptr;
    std::vector<onetls::credential> shown = {};
    std::string complaint = {};  ///< What is not as the runner wants it; empty: nothing.
};

/// The settings of a client or server. They borrow from their arguments.
///
/// Every certificate is judged by the root that the runner names, whatever its name; one without a
/// root is accepted, since BoringSSL's own shim judges nothing.
onetls::client_config client_settings(const flags& wanted);
onetls::server_config server_settings(const flags& wanted, server_side& side);

/// Whom the client means to talk to: the runner's host, else an address, for which no name is sent.
onetls::identity peer_of(const flags& wanted);

}  // namespace bogo
