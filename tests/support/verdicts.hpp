// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/verification.hpp>

#include "loopback.hpp"
#include "words.hpp"

/// What handshakes come to, and what reports have to say of it.

namespace test {

/// A reason and the depth that it is found at.
struct found {
    onetls::reason why;
    int depth = 0;
};
using founds = std::vector<found>;

inline std::string told(onetls::reason why, int depth) {
    return std::string{name_of(why)} + " at " + std::to_string(depth);
}
inline std::set<std::string> told(std::span<const onetls::finding> findings) {
    std::set<std::string> all;
    for (const auto& each : findings) all.insert(told(each.why, each.depth));
    return all;
}
inline std::set<std::string> told(const founds& expected) {
    std::set<std::string> all;
    for (const auto& each : expected) all.insert(told(each.why, each.depth));
    return all;
}

/// How one end came out of a handshake.
struct end_outcome {
    bool done = false;
    onetls::error failure{onetls::errc::internal};  ///< Of the handshake.
    onetls::error read{onetls::errc::internal};     ///< Of one read after it.
    onetls::verification report;                    ///< Of the other end.
};

struct outcome {
    end_outcome client;
    end_outcome server;

    bool done() const { return client.done && server.done; }
};

template <onetls::Stream S>
end_outcome outcome_of(S& stream, const onetls::handshake_result& shaken) {
    end_outcome seen{.done = shaken.has_value(), .report = stream.verification()};
    if (shaken) return seen;
    seen.failure = shaken.error();
    CHECK(told(shaken.error().report.findings()) == told(seen.report.findings()));
    return seen;
}

/// Shakes hands, and has both ends read once, the server first.
template <class Pair>
outcome shake(const settings& wanted) {
    auto ends = joined_pair<Pair>(wanted);
    const auto shaken = handshake(ends.client, ends.server);
    outcome seen{outcome_of(ends.client, shaken.client), outcome_of(ends.server, shaken.server)};
    seen.server.read = read_error(ends.server);
    seen.client.read = read_error(ends.client);
    return seen;
}

template <class Pair>
outcome shake(settings wanted, onetls::protocol_version version) {
    wanted.client.policy = only(version, wanted.client.policy);
    wanted.server.policy = only(version, wanted.server.policy);
    return shake<Pair>(wanted);
}

constexpr std::initializer_list<onetls::protocol_version> versions{
    onetls::protocol_version::tls1_2, onetls::protocol_version::tls1_3};

inline void check_trusted(const onetls::verification& report, const founds& tolerated) {
    CHECK(report.trusted());
    CHECK(told(report.findings()).empty());
    CHECK(told(report.tolerated()) == told(tolerated));
}

inline void check_refused(const end_outcome& seen, const founds& expected) {
    CHECK_FALSE(seen.done);
    CHECK(seen.failure.code == onetls::errc::untrusted_peer);
    CHECK_FALSE(seen.report.trusted());
    CHECK(told(seen.report.findings()) == told(expected));
}

/// Checks that the client accepts the server in both versions, putting up with `tolerated`.
template <class Pair>
void client_accepts(const settings& wanted, const founds& tolerated = {}) {
    for (const auto version : versions) {
        CAPTURE(Pair::name(), version);
        const auto seen = shake<Pair>(wanted, version);
        INFO("client: " << onetls::message(seen.client.failure).view());
        INFO("server: " << onetls::message(seen.server.failure).view());
        CHECK(seen.done());
        check_trusted(seen.client.report, tolerated);
    }
}

/// Checks that the client refuses the server in both versions, for exactly the `expected` reasons.
template <class Pair>
void client_refuses(const settings& wanted, const founds& expected) {
    for (const auto version : versions) {
        CAPTURE(Pair::name(), version);
        const auto seen = shake<Pair>(wanted, version);
        check_refused(seen.client, expected);
        CHECK(seen.server.failure.code == onetls::errc::peer_alert);
    }
}

/// A certificate and its issuers as an end shows them: the text outlives the settings.
struct shown {
    std::string chain;
    std::string key;

    onetls::credential credential() const { return credential_of(chain, key); }
};

inline shown show(const certified& leaf, const texts& issuers = {}) {
    shown made{leaf.pem(), leaf.key().pem()};
    for (const auto& each : issuers) made.chain += each;
    return made;
}

/// The standard server's certificate with another signature.
inline std::string forged_pem() {
    auto forged = standard().server.der();
    forged.back() ^= std::byte{1};
    return to_pem(forged);
}

}  // namespace test
