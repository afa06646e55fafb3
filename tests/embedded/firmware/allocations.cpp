// SPDX-License-Identifier: BSL-1.0
// Where the program gives the room for a stream, nothing of OneTLS's own is allocated from when it
// is made until it has shaken hands, the judgement of the peer's chain included.
#include <utility>

#include <onetls/constant_settings.hpp>
#include <onetls/onetls.hpp>

#include "outcome.hpp"
#include "self_handshake.hpp"

namespace {

using stream = onetls::stream<test::pipe>;

constexpr auto good = onetls::identity::dns("server.test");
constexpr auto wrong = onetls::identity::dns("other.test");

onetls::client_context::storage clients_room;
onetls::server_context::storage servers_room;
stream::storage client_room;
stream::storage server_room;

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

/// Both ends, with one version of TLS.
template <onetls::protocol_version Version>
struct settings {
    static constexpr auto policy = onetls::policies::recommended.with_versions(Version, Version);
    static constexpr onetls::client_config of_clients{
        .trust = onetls::trust::only(onetls::lasting(certificates::authority)),
        .policy = policy,
        .clock = now};
    static constexpr onetls::server_config of_servers{
        .credential = {.certificate_chain = certificates::server,
                       .private_key = certificates::server_key},
        .policy = policy,
        .clock = now};
};

struct contexts {
    onetls::client_context clients;
    onetls::server_context servers;
};

template <onetls::protocol_version Version>
onetls::result<contexts> make() {
    using both = settings<Version>;
    auto clients = onetls::client_context::create<both::of_clients>(clients_room);
    if (!clients) return std::unexpected(clients.error());
    auto servers = onetls::server_context::create<both::of_servers>(servers_room);
    if (!servers) return std::unexpected(servers.error());
    return contexts{std::move(*clients), std::move(*servers)};
}

/// A client that counts what is allocated while it shakes hands.
struct counting {
    stream client;
    std::size_t allocated = 0;

    onetls::handshake_result handshake() {
        const auto before = board::allocations();
        auto outcome = client.handshake();
        allocated += board::allocations() - before;
        return outcome;
    }
};

/// Shakes hands with a server that should be `peer`, and returns how much the client allocated.
onetls::result<std::size_t> allocated(const contexts& made, const onetls::identity& peer) {
    auto ends = test::pipe::create();
    if (!ends) return std::unexpected(ends.error());
    const auto before = board::allocations();
    auto client =
        stream::client(made.clients, onetls::lasting(peer), std::move(ends->first), client_room);
    if (!client) return std::unexpected(client.error());
    counting counted{std::move(*client), board::allocations() - before};
    auto server = stream::server(made.servers, std::move(ends->second), server_room);
    if (!server) return std::unexpected(server.error());
    const auto shaken = test::shake(counted, *server);
    const bool refused = !shaken && shaken.error().code == onetls::errc::untrusted_peer;
    if (!shaken && !refused) return std::unexpected(static_cast<onetls::error>(shaken.error()));
    if (refused == (peer == *good)) return std::unexpected(onetls::error{onetls::errc::misuse});
    return counted.allocated;
}

/// One that is refused is told in a report, for which there is memory taken: the count counts.
template <onetls::protocol_version Version>
int check() {
    const auto made = make<Version>();
    if (!made) return board::status_of(made.error());
    const auto accepted = allocated(*made, *good);
    if (!accepted) return board::status_of(accepted.error());
    const auto refused = allocated(*made, *wrong);
    if (!refused) return board::status_of(refused.error());
    return *accepted == 0 && *refused != 0 ? 0 : board::broken_promise;
}

}  // namespace

int main() {
    board::start_memory();
    int status = check<onetls::protocol_version::tls1_3>();
    if (status == 0) status = check<onetls::protocol_version::tls1_2>();
    return board::finish(status);
}
