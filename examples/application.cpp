// SPDX-License-Identifier: BSL-1.0

// Decides once for a whole program, with all the libraries in it: how strict every connection is at
// least, whom it trusts, and that it is written down.

#include <iostream>
#include <string_view>
#include <utility>

#include <onetls/application_defaults.hpp>
#include <onetls/onetls.hpp>
#include <onetls/registry.hpp>
#include <onetls/tcp.hpp>

#include "command_line.hpp"

namespace {

constexpr std::string_view usage = "usage: application [--connect HOST:PORT] TRUST HOST\n";

/// Writes a line for each thing that happens on any connection of the process.
void write_down(void*, const onetls::event& seen) noexcept {
    std::cout << "event: " << name_of(seen.what);
    if (seen.peer != nullptr) std::cout << ", " << seen.peer->dns_name();
    if (seen.alert != onetls::alert_description::none) std::cout << ", " << name_of(seen.alert);
    if (seen.info != nullptr) std::cout << ", " << name_of(seen.info->version);
    if (seen.failure != nullptr) std::cout << ", " << name_of(seen.failure->code);
    std::cout << std::endl;
}

/// Stands for code of somebody else, which knows nothing of the rules and asks for less.
onetls::handshake_result library_function(std::string_view host, example::endpoint at) {
    const auto context = onetls::client_context::create({.policy = onetls::policies::compatible});
    if (!context) return std::unexpected(context.error());
    const auto peer = onetls::identity::parse(host);
    if (!peer) return std::unexpected(peer.error());
    auto socket = onetls::tcp::connect(at.host, at.port);
    if (!socket) return std::unexpected(socket.error());
    auto stream = onetls::stream<onetls::tcp>::client(*context, *peer, std::move(*socket));
    if (!stream) return std::unexpected(stream.error());
    if (auto shaken = onetls::handshake(*stream); !shaken) return shaken;
    if (auto closed = onetls::close(*stream); !closed) return std::unexpected(closed.error());
    return {};
}

int run(const example::command_line& told) {
    static onetls::application_defaults rules{.limit = onetls::policies::modern,
                                              .observer = {write_down}};
    rules.trust = onetls::trust::only(onetls::file(told.operands()[0]));
    if (const auto set = onetls::set_application_defaults(rules); !set)
        return std::cerr << "application: " << set.error() << '\n', 1;
    const auto host = told.operands()[1];
    const auto at = example::endpoint::parse(told.value("--connect").value_or(host), 443);
    const auto done = library_function(host, at);
    if (done) return 0;
    std::cerr << "application: " << done.error() << '\n';
    return 1;
}

}  // namespace

int main(int count, char** words) {
    const example::command_line told{count, words, {{"--connect", 1}}};
    if (!told.understood() || told.operands().size() != 2) return std::cerr << usage, 2;
    return run(told);
}
