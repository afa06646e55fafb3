// SPDX-License-Identifier: BSL-1.0
// How many instructions both ends of a handshake take, by hand and with OneTLS, in one image.
#include "instructions.hpp"

#include <cstdint>
#include <optional>

#include <onetls/onetls.hpp>
#include <onetls/text.hpp>

#include "../self_handshake.hpp"
#include "memory.hpp"
#include "raw_pair.hpp"
#include "semihosting.hpp"

namespace {

// Scalars are random, and so is what they cost: the mean is told.
constexpr std::uint32_t rounds = 8;

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

std::optional<std::uint32_t> by_hand(mbedtls_ssl_protocol_version version) {
    static raw::direction there;
    static raw::direction back;
    raw::end client{back, there};
    raw::end server{there, back};
    if (!client.become_client(version) || !server.become_server(version)) return {};
    const board::tick_counter clock;
    return raw::shake(client, server) ? std::optional{clock.ticks()} : std::nullopt;
}

std::optional<std::uint32_t> with_onetls(const onetls::client_context& clients,
                                         const onetls::server_context& servers) {
    constexpr auto peer = onetls::identity::dns("server.test");
    auto ends = test::pipe::create();
    if (!ends) return {};
    auto client = onetls::stream<test::pipe>::client(clients, *peer, std::move(ends->first));
    auto server = onetls::stream<test::pipe>::server(servers, std::move(ends->second));
    if (!client || !server) return {};
    const board::tick_counter clock;
    return test::shake(*client, *server) ? std::optional{clock.ticks()} : std::nullopt;
}

void tell(std::string_view name, std::string_view version, std::uint32_t ticks) {
    onetls::text<48> line{name};
    onetls::detail::append_number(line.append(version).append("="), std::int64_t{ticks});
    board::print(line.append("\n"));
}

/// Tells the mean of what `attempt` takes. False: one of them failed.
template <class Attempt>
bool measure(std::string_view name, std::string_view version, Attempt attempt) {
    std::uint32_t sum = 0;
    for (std::uint32_t round = 0; round != rounds; ++round) {
        const auto ticks = attempt();
        if (!ticks) return false;
        sum += *ticks;
    }
    tell(name, version, sum / rounds);
    return true;
}

bool compare(onetls::protocol_version version, std::string_view name) {
    const auto policy = onetls::policies::recommended.with_versions(version, version);
    const auto clients = onetls::client_context::create(
        {.trust = onetls::trust::only(certificates::authority), .policy = policy, .clock = now});
    const auto servers =
        onetls::server_context::create({.credential = {.certificate_chain = certificates::server,
                                                       .private_key = certificates::server_key},
                                        .policy = policy,
                                        .clock = now});
    if (!clients || !servers) return false;
    const auto native = static_cast<mbedtls_ssl_protocol_version>(version);
    return measure("raw_ticks_", name, [&] { return by_hand(native); }) &&
           measure("ours_ticks_", name, [&] { return with_onetls(*clients, *servers); });
}

}  // namespace

int main() {
    board::start_memory();
    const bool good = compare(onetls::protocol_version::tls1_3, "1.3") &&
                      compare(onetls::protocol_version::tls1_2, "1.2");
    return board::finish(good ? 0 : 1);
}
