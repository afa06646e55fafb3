// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <string_view>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/constant_settings.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

/// Settings that are a constant do what the same settings do when a program runs.

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::protocol_version;
using onetls::policies::recommended;

namespace {

/// What is at a place is read when a context is made, so that the settings can be constants.
onetls::result<onetls::loaded_source> read(std::string_view place) {
    const auto& pki = test::standard();
    const auto held = [](std::string_view text) {
        return onetls::loaded_source{onetls::detail::as_bytes(text)};
    };
    if (place == "root") return held(pki.root_pem);
    if (place == "chain") return held(pki.chain_pem);
    if (place == "key") return held(pki.key_pem);
    static const auto stranger = test::certified::self_signed(test::authority("stranger")).pem();
    if (place == "stranger") return held(stranger);
    return std::unexpected(error{errc::bad_input, cause::not_found});
}

constexpr onetls::source at(std::string_view place) {
    return {place, &read};
}

bool never(void*, const onetls::verification&) noexcept {
    return false;
}

onetls::client_hello_answer refuse(void*, const onetls::client_hello&) noexcept {
    return {.refusal = onetls::alert_description::access_denied};
}

int noticed = 0;

void notice(void*, const onetls::event& seen) noexcept {
    if (seen.what == onetls::event_kind::handshake_done) ++noticed;
}

struct client {
    static constexpr onetls::client_config plain{.trust = onetls::trust::only(at("root"))};
    static constexpr onetls::client_config complete{
        .trust = onetls::trust::only(at("root")),
        .policy = recommended.with_versions(protocol_version::tls1_3, protocol_version::tls1_3)
                      .with_cipher_suites({onetls::cipher_suite::aes_128_gcm_sha256}),
        .alpn = {"h2", "http/1.1"},
        .credential = {.certificate_chain = at("chain"), .private_key = at("key")},
        .observer = {notice, nullptr},
        .tuning = {.record_size = 1000}};
    static constexpr onetls::client_config strangers{.trust = onetls::trust::only(at("stranger"))};
    static constexpr onetls::client_config hooked{.trust = onetls::trust::only(at("root")),
                                                  .terms = {.hook = {never, nullptr}}};
    static constexpr onetls::client_config lost{.trust = onetls::trust::only(at("nowhere"))};
    static constexpr onetls::client_config several{.trust = onetls::trust::only(at("chain")) +
                                                            onetls::trust::only(at("root"))};
};

struct server {
    static constexpr onetls::credential shown{.certificate_chain = at("chain"),
                                              .private_key = at("key")};
    static constexpr onetls::server_config plain{.credential = shown};
    static constexpr onetls::server_config asking{.credential = shown,
                                                  .alpn = {"http/1.1", "h2"},
                                                  .client_auth = onetls::client_auth::required,
                                                  .trust = onetls::trust::only(at("root"))};
    static constexpr onetls::server_config old{
        .credential = shown,
        .policy = recommended.with_versions(protocol_version::tls1_2, protocol_version::tls1_2)};
    static constexpr onetls::server_config strict{.credential = shown,
                                                  .unknown_name = onetls::unknown_name::refuse};
    static constexpr onetls::server_config hooked{.credential = shown,
                                                  .client_hello = {refuse, nullptr}};
    static constexpr onetls::server_config mismatched{
        .credential = {.certificate_chain = at("root"), .private_key = at("key")}};
};

constexpr std::byte der[]{std::byte{0x30}, std::byte{0x82}, std::byte{1}, std::byte{0}};
constexpr onetls::source in_der{der};
constexpr onetls::credential all_der{.certificate_chain = in_der, .private_key = in_der};
constexpr onetls::credential other_credentials[]{all_der, server::shown};
constexpr onetls::client_config der_client{.trust = onetls::trust::only(in_der)};
constexpr onetls::server_config der_server{.credential = all_der};
constexpr onetls::server_config der_first{.credential = all_der,
                                          .more_credentials = other_credentials};
constexpr onetls::client_config pem_client{.trust = onetls::trust::only("-----BEGIN ")};

template <const auto& Settings>
constexpr onetls::parts needed = onetls::detail::needed<Settings>(onetls::parts{});

static_assert(!needed<der_client>.pem && !needed<der_client>.credentials);
static_assert(!needed<der_client>.terms && needed<der_client>.other_paths);
static_assert(!needed<der_server>.pem && needed<der_server>.credentials);
static_assert(needed<der_first>.pem, "of its other credentials one may be PEM");
static_assert(needed<pem_client>.pem && needed<client::plain>.pem && needed<server::plain>.pem);
static_assert(needed<client::complete>.credentials && needed<client::hooked>.terms);

/// The two ends of a connection, of constants.
template <class Pair, const onetls::client_config& Client, const onetls::server_config& Server>
struct ends {
    explicit ends(std::string_view peer = "example.org")
        : ends{*onetls::memory_pipe::create(), *onetls::identity::parse(peer)} {}

    test::shaken shake() { return test::handshake(client, server); }

    typename Pair::client::template stream<onetls::memory_pipe> client;
    typename Pair::server::template stream<onetls::memory_pipe> server;

private:
    template <class Pipes>
    ends(Pipes pipes, const onetls::identity& peer)
        : client{*decltype(client)::client(*Pair::client::client_context::template create<Client>(),
                                           peer, std::move(pipes.first))},
          server{*decltype(server)::server(*Pair::server::server_context::template create<Server>(),
                                           std::move(pipes.second))} {}
};

/// How making a context of `Settings` fails: the same as of settings made at run time.
template <class Context, const auto& Settings>
error refused() {
    const auto made = Context::template create<Settings>();
    const auto same = Context::create(Settings);
    REQUIRE_FALSE(made);
    REQUIRE_FALSE(same);
    CHECK(made.error() == same.error());
    return made.error();
}

/// Whether a context of `Settings` has the policy of one made at run time.
template <class Context, const auto& Settings>
bool has_same_policy() {
    return Context::template create<Settings>()->effective_policy() ==
           Context::create(Settings)->effective_policy();
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("contexts of constants shake hands", "[constant_settings]", test::pairs) {
    CAPTURE(TestType::name());
    ends<TestType, client::plain, server::plain> plain;
    REQUIRE(plain.shake());
    CHECK(plain.client.verification().trusted());
    CHECK(plain.client.info().version == protocol_version::tls1_3);
    CHECK(plain.client.info().application_protocol.empty());

    ends<TestType, client::plain, server::old> old;
    REQUIRE(old.shake());
    CHECK(old.client.info().version == protocol_version::tls1_2);
}

TEMPLATE_LIST_TEST_CASE("every setting of a constant is carried out", "[constant_settings]",
                        test::pairs) {
    CAPTURE(TestType::name());
    noticed = 0;
    ends<TestType, client::complete, server::plain> silent;
    REQUIRE(silent.shake());
    CHECK(noticed == 1);
    CHECK(silent.client.info().suite == onetls::cipher_suite::aes_128_gcm_sha256);
    CHECK(silent.client.write_some(test::pattern(5000)).value() == 1000);

    // What the client shows is for servers.
    ends<TestType, client::complete, server::asking> asking;
    const auto wrong_purpose = asking.shake();
    REQUIRE_FALSE(wrong_purpose.server);
    CHECK(wrong_purpose.server.error().code == errc::untrusted_peer);
    CHECK(asking.client.info().application_protocol == "http/1.1");

    ends<TestType, client::plain, server::asking> nothing_shown;
    CHECK_FALSE(nothing_shown.shake().server);
    ends<TestType, client::plain, server::hooked> hooked;
    CHECK_FALSE(hooked.shake().client);
}

TEMPLATE_LIST_TEST_CASE("contexts of constants refuse whom they should", "[constant_settings]",
                        test::pairs) {
    CAPTURE(TestType::name());
    const auto refused = [](auto ended) {
        REQUIRE_FALSE(ended.client);
        CHECK(ended.client.error().code == errc::untrusted_peer);
        return ended.client.error().report.findings()[0].why;
    };
    CHECK(refused(ends<TestType, client::plain, server::plain>{"other.example"}.shake()) ==
          onetls::reason::name_mismatch);
    CHECK(refused(ends<TestType, client::strangers, server::plain>{}.shake()) ==
          onetls::reason::unknown_issuer);
    CHECK_FALSE(ends<TestType, client::hooked, server::plain>{}.shake());
    CHECK_FALSE(ends<TestType, client::plain, server::strict>{"other.example"}.shake());
}

TEMPLATE_LIST_TEST_CASE("contexts of constants are as those made at run time",
                        "[constant_settings]", test::backends) {
    using clients = typename TestType::client_context;
    using servers = typename TestType::server_context;
    CHECK(has_same_policy<clients, client::plain>());
    CHECK(has_same_policy<clients, client::complete>());
    CHECK(has_same_policy<servers, server::plain>());
    CHECK(has_same_policy<servers, server::old>());
    CHECK(clients::template create<client::several>()->anchors() ==
          clients::create(client::several)->anchors());

    CHECK(refused<clients, client::lost>().where == field::trust);
    CHECK(refused<servers, server::mismatched>().why == cause::key_mismatch);
}
