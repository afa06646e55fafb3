// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>

#include "fixed_chance.hpp"
#include "program.hpp"
#include "promise.hpp"
#include "tapped.hpp"

namespace fuzz {

/// Makes the connection that `wanted` describes, the same each time.
template <class Client, class Server>
tapped<Client, Server> connection_of(const setting& wanted) {
    client_context_of<Client>(wanted.client);
    server_context_of<Server>(wanted.server);
    fix_chance(2);
    return tapped<Client, Server>{wanted};
}

/// Calls `visit.template operator()<Client, Server>()` with the backends of the given numbers.
template <class Visit>
void with_backends(std::size_t client, std::size_t server, Visit visit) {
    using openssl = onetls::openssl::backend;
    using mbedtls = onetls::mbedtls::backend;
    if (client == 0 && server == 0) visit.template operator()<openssl, openssl>();
    if (client == 0 && server != 0) visit.template operator()<openssl, mbedtls>();
    if (client != 0 && server == 0) visit.template operator()<mbedtls, openssl>();
    if (client != 0 && server != 0) visit.template operator()<mbedtls, mbedtls>();
}

/// Two honest ends of one version.
inline setting setting_of_version(bool is_new) {
    setting made;
    made.client.offered = made.server.offered = is_new ? versions::only_1_3 : versions::only_1_2;
    return made;
}

/// Takes the backends and the version that `input` begins with, and calls
/// `visit.template operator()<Client, Server>(is_new, rest)` with them.
template <class Visit>
void with_backends_and_version(std::span<const std::uint8_t> input, Visit visit) {
    program rest{std::as_bytes(input)};
    const auto choice = rest.number();
    with_backends(choice % 2, choice / 2 % 2, [&]<class Client, class Server>() {
        visit.template operator()<Client, Server>(choice / 4 % 2 != 0, rest);
    });
}

/// What the inputs of a target lead to whose end meets a hostile peer or wire.
class handshake_milestones {
public:
    /// Notes how the handshake of `end` ended, whose peer had `own` to show.
    void note(const auto& end, const setting& wanted, shown own) {
        const auto modern = wanted.client.offered == versions::only_1_2 ? 0U : 1U;
        if (end.shaken()) return accepted_[modern].reach();
        if (own == shown::without_key && end.stream().verification().trusted())
            keyless_[modern].reach();
        switch (end.failure()->code) {
        case onetls::errc::untrusted_peer: return untrusted_[modern].reach();
        case onetls::errc::protocol_error: return invalid_.reach();
        case onetls::errc::truncated: return truncated_.reach();
        case onetls::errc::peer_alert: return alerted_.reach();
        case onetls::errc::negotiation_failed: return unlike_.reach();
        default: return;
        }
    }

private:
    milestone accepted_[2]{milestone{"a handshake of TLS 1.2 that succeeds"},
                           milestone{"a handshake of TLS 1.3 that succeeds"}};
    milestone untrusted_[2]{milestone{"a false peer of TLS 1.2"},
                            milestone{"a false peer of TLS 1.3"}};
    milestone keyless_[2]{milestone{"a peer of TLS 1.2 that lacks its key"},
                          milestone{"a peer of TLS 1.3 that lacks its key"}};
    milestone invalid_{"bytes that are not valid TLS"};
    milestone truncated_{"a handshake that is cut off"};
    milestone alerted_{"an alert"};
    milestone unlike_{"a peer that offers nothing in common"};
};

/// Promises that what both ends believe to have agreed on is the same, and the best of what both
/// have.
void check_agreement(const auto& ends, const setting& wanted) {
    if (!ends.client.shaken() || !ends.server.shaken()) return;
    const auto at_client = ends.client.stream().info();
    const auto at_server = ends.server.stream().info();
    promise(at_client.version == at_server.version, "both ends speak one version");
    promise(at_client.suite == at_server.suite, "both ends use one suite");
    promise(at_client.group == at_server.group, "both ends use one group");
    promise(at_client.application_protocol == at_server.application_protocol,
            "both ends speak one protocol");
    promise(at_client.application_protocol == "http/1.1", "it is the one that the server prefers");
    promise(at_server.server_name == wanted.host, "the server knows what it was asked for");
}

/// Promises that nobody on the wire has made an end take an older version.
void check_version(const auto& end, const setting& wanted) {
    using onetls::protocol_version;
    if (!end.shaken()) return;
    const bool is_old = wanted.client.offered == versions::only_1_2;
    promise(end.stream().info().version ==
                (is_old ? protocol_version::tls1_2 : protocol_version::tls1_3),
            "the version is the best of what both have");
}

/// Has both ends send something, close, and read all there is.
void exchange(auto& ends, program& to_client, program& to_server) {
    for (const std::size_t size : {1U, 300U}) {
        for_both(ends, [&](auto& end) {
            if (end.shaken()) end.write_at_least(size);
        });
        ends.carry_to_client(to_client);
        ends.carry_to_server(to_server);
    }
    for_both(ends, [](auto& end) {
        if (end.shaken()) end.close();
    });
    for (int round = 0; round != 3; ++round) {
        ends.carry_to_client(to_client);
        ends.carry_to_server(to_server);
    }
    ends.hang_up();
    for_both(ends, [](auto& end) { finish(end); });
}

/// Reads until the end, of which there has to be one.
void finish(auto& end) {
    constexpr int most_reads = 10'000;
    if (!end.shaken() && !end.failure()) end.handshake();
    promise(end.shaken() || end.failure(), "a connection that is lost is no handshake");
    for (int reads = 0; end.shaken() && !end.failure() && !end.peer_closed(); ++reads) {
        promise(reads != most_reads, "what was sent comes to an end");
        end.read(1000);
    }
    end.check_end();
}

void for_both(auto& ends, auto visit) {
    visit(ends.client);
    visit(ends.server);
}

/// Promises that neither end was told by the wire what only its peer may tell.
void check_ends(const auto& ends) {
    check_direction(ends.client, ends.server);
    check_direction(ends.server, ends.client);
}

}  // namespace fuzz
