// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <string_view>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/constant_settings.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"

using onetls::errc;
using onetls::field;

namespace {

template <class B>
using stream = typename B::template stream<onetls::memory_pipe>;

/// A client and a server whose contexts and streams all lie in storage of the test.
template <class B>
struct rooms {
    typename B::client_context::storage clients;
    typename B::server_context::storage servers;
    typename stream<B>::storage client;
    typename stream<B>::storage server;
};

onetls::identity host() {
    return *onetls::identity::dns("example.org");
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("contexts and streams work in storage of the program", "[storage]",
                        test::backends) {
    rooms<TestType> place;
    const auto wanted = test::standard_settings();
    {
        const auto clients = TestType::client_context::create(wanted.client, place.clients);
        const auto servers = TestType::server_context::create(wanted.server, place.servers);
        REQUIRE(clients);
        REQUIRE(servers);
        auto ends = onetls::memory_pipe::create();
        auto client =
            stream<TestType>::client(*clients, host(), std::move(ends->first), place.client);
        auto server = stream<TestType>::server(*servers, std::move(ends->second), place.server);
        REQUIRE(client);
        REQUIRE(server);

        CHECK(test::handshake(*client, *server));
        CHECK(client->verification().trusted());
        auto moved = std::move(*client);
        CHECK(moved.close());
        CHECK(place.clients.taken());
        CHECK(place.servers.taken());
        CHECK(place.client.taken());
        CHECK(place.server.taken());
    }
    CHECK_FALSE(place.clients.taken());
    CHECK_FALSE(place.servers.taken());
    CHECK_FALSE(place.client.taken());
    CHECK_FALSE(place.server.taken());
}

TEMPLATE_LIST_TEST_CASE("storage holds one stream at a time", "[storage]", test::backends) {
    rooms<TestType> place;
    const auto context = *TestType::client_context::create(test::standard_settings().client);
    auto ends = *onetls::memory_pipe::create();
    auto first = stream<TestType>::client(context, host(), std::move(ends.first), place.client);
    REQUIRE(first);

    const auto second =
        stream<TestType>::client(context, host(), std::move(ends.second), place.client);

    REQUIRE_FALSE(second);
    CHECK(second.error().code == errc::misuse);
    CHECK(second.error().where == field::storage);
    CHECK(place.client.taken());
}

TEMPLATE_LIST_TEST_CASE("storage holds one context at a time, until its last copy is gone",
                        "[storage]", test::backends) {
    rooms<TestType> place;
    const auto wanted = test::standard_settings();
    auto first = std::optional{*TestType::client_context::create(wanted.client, place.clients)};
    auto copy = std::optional{*first};
    first.reset();

    const auto refused = TestType::client_context::create(wanted.client, place.clients);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::misuse);
    CHECK(refused.error().where == field::storage);
    copy.reset();

    CHECK_FALSE(place.clients.taken());
    CHECK(TestType::client_context::create(wanted.client, place.clients));
}

TEMPLATE_LIST_TEST_CASE("storage is free again when nothing could be made in it", "[storage]",
                        test::backends) {
    rooms<TestType> place;
    auto wanted = test::standard_settings();
    wanted.client.trust = onetls::trust::only("no certificate");
    wanted.server.credential.private_key = "no key";

    CHECK_FALSE(TestType::client_context::create(wanted.client, place.clients));
    CHECK_FALSE(TestType::server_context::create(wanted.server, place.servers));
    CHECK_FALSE(place.clients.taken());
    CHECK_FALSE(place.servers.taken());
}

TEMPLATE_LIST_TEST_CASE("anchors that last are trusted as others are, in DER and in PEM",
                        "[storage]", test::backends) {
    const auto& pki = test::standard();
    const auto der = pki.root.der();
    const auto pem = pki.root.pem();
    for (const onetls::source written : {onetls::source{der}, onetls::source{pem}}) {
        auto wanted = test::standard_settings();
        wanted.client.trust = onetls::trust::only(onetls::lasting(written));
        auto [client, server] = test::joined<TestType, TestType>(wanted);

        CHECK(test::handshake(client, server));
        CHECK(client.verification().trusted());
    }
}

namespace {

onetls::result<onetls::loaded_source> read(std::string_view place) {
    const auto& pki = test::standard();
    if (place == "nowhere") return std::unexpected(onetls::error{errc::bad_input});
    const auto& text = place == "key"     ? pki.key_pem
                       : place == "chain" ? pki.chain_pem
                                          : pki.root_pem;
    return onetls::loaded_source{onetls::detail::as_bytes(text)};
}

constexpr onetls::client_config clients_settings{
    .trust = onetls::trust::only(onetls::source{"root", &read})};
constexpr onetls::client_config lost{.trust =
                                         onetls::trust::only(onetls::source{"nowhere", &read})};
constexpr onetls::server_config servers_settings{
    .credential = {.certificate_chain = {"chain", &read}, .private_key = {"key", &read}}};

}  // namespace

TEMPLATE_LIST_TEST_CASE("contexts of constant settings lie in storage, too", "[storage]",
                        test::backends) {
    rooms<TestType> place;
    using clients = typename TestType::client_context;
    using servers = typename TestType::server_context;
    {
        const auto client = clients::template create<clients_settings>(place.clients);
        const auto server = servers::template create<servers_settings>(place.servers);
        CHECK(client);
        CHECK(server);
        CHECK(place.clients.taken());
        CHECK(place.servers.taken());

        const auto second = clients::template create<clients_settings>(place.clients);
        REQUIRE_FALSE(second);
        CHECK(second.error() == onetls::error{.code = errc::misuse, .where = field::storage});
    }
    CHECK_FALSE(place.clients.taken());
    CHECK_FALSE(place.servers.taken());
    CHECK_FALSE(clients::template create<lost>(place.clients));
    CHECK_FALSE(place.clients.taken());
}
