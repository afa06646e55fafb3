// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "native_server.hpp"
#include "verdicts.hpp"

/// Observers are told what happens, in order, and nothing else.

using onetls::alert_description;
using onetls::errc;
using onetls::event;
using onetls::event_kind;
using onetls::protocol_version;

namespace {

using texts = std::vector<std::string>;

/// Writes down what it is told.
class witness {
public:
    onetls::observer observer() {
        return {
            [](void* self, const event& seen) noexcept { static_cast<witness*>(self)->note(seen); },
            this};
    }

    texts told;
    std::vector<const void*> connections;
    std::vector<onetls::verification> reports;
    std::vector<std::string> peers;
    protocol_version version = protocol_version::unknown;
    onetls::error failure{errc::internal};

private:
    void note(const event& seen) {
        std::string line{name_of(seen.what)};
        if (seen.alert != alert_description::none) line.append(" ").append(name_of(seen.alert));
        if (seen.what == event_kind::ended && seen.failure != nullptr)
            line.append(" ").append(name_of(seen.failure->code));
        told.push_back(line);
        connections.push_back(seen.connection);
        peers.emplace_back(seen.peer == nullptr ? "" : seen.peer->dns_name());
        if (seen.info != nullptr) version = seen.info->version;
        if (seen.report != nullptr) reports.push_back(*seen.report);
        if (seen.what == event_kind::handshake_failed) failure = *seen.failure;
    }
};

/// Both ends of a connection, watched.
struct watched {
    witness client;
    witness server;

    test::settings settings(protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.client.observer = client.observer();
        wanted.server.observer = server.observer();
        return wanted;
    }
};

const test::certified& stranger() {
    static const auto made = test::certified::self_signed(test::authority("stranger"));
    return made;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("observers are told of a connection from its beginning to its end",
                        "[observer]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        watched seen;
        {
            auto ends = test::joined_pair<TestType>(seen.settings(version));
            CHECK(seen.client.told.empty());
            REQUIRE(test::handshake(ends.client, ends.server));
            REQUIRE(ends.client.handshake());
            REQUIRE(ends.client.write_some(test::pattern(10)));
            CHECK(test::read_error(ends.server).code == errc::internal);
            REQUIRE(ends.client.close());
            REQUIRE(ends.client.close());
            CHECK(test::read_error(ends.server).code == errc::closed);
            CHECK(test::read_error(ends.server).code == errc::closed);
        }
        CHECK(seen.client.told ==
              texts{"handshake started", "handshake done", "alert sent close_notify", "ended"});
        CHECK(seen.server.told == texts{"handshake started", "handshake done",
                                        "alert received close_notify", "ended closed by the peer"});
        CHECK(seen.client.version == version);
        CHECK(seen.server.version == version);
        CHECK(seen.client.peers == texts(4, "example.org"));
        CHECK(seen.server.peers == texts(4, ""));
        for (const auto* each : seen.client.connections)
            CHECK(each == seen.client.connections.front());
        REQUIRE(seen.client.reports.size() == 1);
        CHECK(seen.client.reports[0].trusted());
        CHECK_FALSE(seen.client.reports[0].chain().empty());
    }
}

TEMPLATE_LIST_TEST_CASE("observers are told why a handshake failed, with the report", "[observer]",
                        test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        watched seen;
        auto wanted = seen.settings(version);
        const auto other = stranger().pem();
        wanted.client.trust = onetls::trust::only(other);
        CHECK_FALSE(test::shake<TestType>(wanted).done());

        CHECK(seen.client.told == texts{"handshake started", "alert sent unknown_ca",
                                        "handshake failed", "ended the peer is not trusted"});
        CHECK(seen.client.failure.code == errc::untrusted_peer);
        REQUIRE(seen.client.reports.size() == 1);
        CHECK_FALSE(seen.client.reports[0].trusted());
        CHECK(seen.client.reports[0].findings().size() != 0);
        CHECK(seen.server.told == texts{"handshake started", "alert received unknown_ca",
                                        "handshake failed", "ended the peer sent a fatal alert"});
    }
}

TEMPLATE_LIST_TEST_CASE("observers are told of what was refused before any certificate",
                        "[observer]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        watched seen;
        auto wanted = seen.settings(version);
        wanted.client.alpn = {"one"};
        wanted.server.alpn = {"two"};
        CHECK_FALSE(test::shake<TestType>(wanted).done());

        CHECK(seen.server.told == texts{"handshake started", "alert sent no_application_protocol",
                                        "handshake failed",
                                        "ended nothing in common with the peer"});
        CHECK(seen.client.told == texts{"handshake started",
                                        "alert received no_application_protocol",
                                        "handshake failed", "ended the peer sent a fatal alert"});
        REQUIRE(seen.client.reports.size() == 1);
        CHECK_FALSE(seen.client.reports[0].known());
    }
}

TEMPLATE_LIST_TEST_CASE("an observer tells a cut connection from a closed one", "[observer]",
                        test::pairs) {
    watched seen;
    {
        auto ends = test::joined_pair<TestType>(seen.settings(protocol_version::tls1_3));
        REQUIRE(test::handshake(ends.client, ends.server));
        ends.client.transport().close();
        CHECK(test::read_error(ends.server).code == errc::truncated);
    }
    CHECK(seen.server.told.back() == "ended the transport ended without close_notify");
    CHECK(seen.client.told == texts{"handshake started", "handshake done", "ended"});
}

TEMPLATE_LIST_TEST_CASE("a stream that was never used is not spoken of", "[observer]",
                        test::pairs) {
    watched seen;
    {
        auto ends = test::joined_pair<TestType>(seen.settings(protocol_version::tls1_3));
        CHECK_FALSE(ends.client.close());
    }
    CHECK(seen.client.told.empty());
    CHECK(seen.server.told.empty());
}

TEMPLATE_LIST_TEST_CASE("connections can be told apart", "[observer]", test::pairs) {
    watched seen;
    const auto wanted = seen.settings(protocol_version::tls1_3);
    auto first = test::connected<TestType>(wanted);
    auto second = test::connected<TestType>(wanted);

    REQUIRE(seen.client.connections.size() == 4);
    CHECK(seen.client.connections[0] != seen.client.connections[2]);
    auto moved = std::move(first.client);
    REQUIRE(moved.close());
    CHECK(seen.client.connections[4] == seen.client.connections[0]);
}

TEMPLATE_LIST_TEST_CASE("observers are told of tickets", "[observer]", test::backends) {
    const auto& pki = test::standard();
    witness seen;
    auto settings = test::standard_settings(protocol_version::tls1_3).client;
    settings.observer = seen.observer();
    const auto context =
        test::value_of(TestType::client_context::create(settings), "client context");
    auto pipe = test::value_of(onetls::memory_pipe::create(), "pipe");
    auto client =
        test::value_of(TestType::template stream<onetls::memory_pipe>::client(
                           context, *onetls::identity::parse("example.org"), std::move(pipe.first)),
                       "client stream");
    test::native_server server{{.chain_pem = pki.chain_pem, .key_pem = pki.key_pem, .tickets = 2},
                               std::move(pipe.second)};
    for (int round = 0; round != 8; ++round) {
        (void)client.handshake();
        server.handshake();
    }
    REQUIRE(client.handshake());
    CHECK(test::read_error(client).code == errc::want_read);

    CHECK(seen.told ==
          texts{"handshake started", "handshake done", "ticket received", "ticket received"});
}

TEMPLATE_LIST_TEST_CASE("who observes one end is not told of the other", "[observer]",
                        test::pairs) {
    watched seen;
    auto wanted = seen.settings(protocol_version::tls1_3);
    wanted.client.observer = {};
    const auto ends = test::connected<TestType>(wanted);

    CHECK(seen.client.told.empty());
    CHECK(seen.server.told == texts{"handshake started", "handshake done"});
}
