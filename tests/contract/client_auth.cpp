// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/memory_pin_store.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "transports.hpp"
#include "verdicts.hpp"
#include "words.hpp"

namespace {

using onetls::alert_description;
using onetls::cause;
using onetls::client_auth;
using onetls::errc;
using onetls::error;
using onetls::feature;
using onetls::field;
using onetls::protocol_version;
using onetls::reason;
using onetls::trust;
using std::chrono::hours;
using test::founds;

/// The authority of clients, another one than that of servers.
struct client_pki {
    test::certified root = test::certified::self_signed(test::authority("clients' root"));
    test::certified intermediate = root.issue(test::authority("clients' intermediate"));
    std::string root_pem = root.pem();

    static const client_pki& get() {
        static const client_pki made;
        return made;
    }
};

test::certificate_spec client_spec() {
    test::certificate_spec spec;
    spec.common_name = "client";
    spec.extended_key_usages = {"clientAuth"};
    return spec;
}

/// A client's certificate as `spec` says, with its intermediate.
test::shown client_shown(const test::certificate_spec& spec) {
    const auto& pki = client_pki::get();
    return test::show(pki.intermediate.issue(spec), {pki.intermediate.pem()});
}

/// A server that asks its clients, and a client that shows nothing.
test::settings asking(client_auth how) {
    auto wanted = test::standard_settings();
    wanted.server.client_auth = how;
    if (how != client_auth::none) wanted.server.trust = trust::only(client_pki::get().root_pem);
    return wanted;
}

test::settings showing(client_auth how, const test::shown& client) {
    auto wanted = asking(how);
    wanted.client.credential = client.credential();
    return wanted;
}

template <class Pair>
void server_accepts(const test::settings& wanted, const founds& tolerated = {}) {
    for (const auto version : test::versions) {
        CAPTURE(Pair::name(), version);
        const auto seen = test::shake<Pair>(wanted, version);
        INFO("client: " << onetls::message(seen.client.failure).view());
        INFO("server: " << onetls::message(seen.server.failure).view());
        CHECK(seen.done());
        test::check_trusted(seen.server.report, tolerated);
        CHECK_FALSE(seen.server.report.expected());
    }
}

/// Checks what the client learns: under TLS 1.3 its own handshake is complete by then, and the
/// first read tells.
template <class Pair>
void check_client_is_told(const test::outcome& seen, protocol_version version) {
    const bool late = version == protocol_version::tls1_3;
    CHECK(seen.client.done == late);
    const auto& told = late ? seen.client.read : seen.client.failure;
    CHECK(told.code == errc::peer_alert);
    if (Pair::client::supports(feature::reports_peer_alert))
        CHECK(told.alert == seen.server.failure.alert);
    CHECK(seen.server.read.code == errc::untrusted_peer);
}

/// Checks that the server refuses the client in both versions, for exactly the `expected` reasons.
template <class Pair>
void server_refuses(const test::settings& wanted, const founds& expected, alert_description alert) {
    for (const auto version : test::versions) {
        CAPTURE(Pair::name(), version);
        const auto seen = test::shake<Pair>(wanted, version);
        test::check_refused(seen.server, expected);
        CHECK(seen.server.failure.alert == alert);
        check_client_is_told<Pair>(seen, version);
    }
}

/// The same, whether the certificate is optional or required.
template <class Pair>
void server_refuses_however(const test::shown& client, const founds& expected,
                            alert_description alert) {
    for (const auto how : {client_auth::optional, client_auth::required})
        server_refuses<Pair>(showing(how, client), expected, alert);
}

/// An end of a pipe whose other end gets its turn before each read, so that the answer to what was
/// sent is always there.
struct prompt_pipe {
    onetls::memory_pipe pipe;
    std::function<void()>* answer;

    onetls::result<std::size_t> read_some(std::span<std::byte> into) {
        if (*answer) (*answer)();
        return pipe.read_some(into);
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) {
        return pipe.write_some(from);
    }
};

/// What a client that answers at once learns from a server that refuses it.
template <class Pair>
error told_at_once(const test::settings& wanted) {
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<prompt_pipe>;
    const auto clients = Pair::client::client_context::create(wanted.client).value();
    const auto servers = Pair::server::server_context::create(wanted.server).value();
    auto ends = onetls::memory_pipe::create().value();
    std::function<void()> answer;
    auto client = client_stream::client(clients, onetls::identity::parse(wanted.peer).value(),
                                        std::move(ends.first))
                      .value();
    auto server = server_stream::server(servers, {std::move(ends.second), &answer}).value();
    onetls::handshake_result shaken;
    answer = [&] { shaken = client.handshake(); };

    answer();
    CHECK(server.handshake().error().code == errc::untrusted_peer);
    answer();

    return shaken ? test::read_error(client) : error{shaken.error()};
}

template <class Backend>
error server_failure(const onetls::server_config& settings) {
    const auto made = Backend::server_context::create(settings);
    if (made) return {errc::internal};
    return {made.error().code, made.error().why, made.error().where};
}

constexpr error bad(field where, cause why) {
    return {errc::bad_input, why, where};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a server accepts a good client", "[client_auth]", test::pairs) {
    const auto client = client_shown(client_spec());
    auto both = client_spec();
    both.extended_key_usages = {"serverAuth", "clientAuth"};
    auto any = client_spec();
    any.extended_key_usages = {};

    server_accepts<TestType>(showing(client_auth::required, client));
    server_accepts<TestType>(showing(client_auth::optional, client));
    server_accepts<TestType>(showing(client_auth::required, client_shown(both)));
    server_accepts<TestType>(showing(client_auth::required, client_shown(any)));
}

TEMPLATE_LIST_TEST_CASE("a server knows the chain of its client", "[client_auth]", test::pairs) {
    const auto client = client_shown(client_spec());

    const auto seen = test::shake<TestType>(showing(client_auth::required, client));

    const auto& report = seen.server.report;
    CHECK(report.chain().size() == 2);
    CHECK(report.verified_chain().size() == 3);
    REQUIRE(report.presented());
    std::string subject;
    describe(report.presented()->subject(), subject);
    CHECK(subject == "CN=client");
}

TEMPLATE_LIST_TEST_CASE("a client may come without a certificate where it is optional",
                        "[client_auth]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        const auto seen = test::shake<TestType>(asking(client_auth::optional), version);

        CHECK(seen.done());
        CHECK_FALSE(seen.server.report.known());
        CHECK_FALSE(seen.server.report.trusted());
    }
}

TEMPLATE_LIST_TEST_CASE("a client is not asked where no certificate is wanted", "[client_auth]",
                        test::pairs) {
    const auto client = client_shown(client_spec());
    const auto wanted = showing(client_auth::none, client);
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        const auto seen = test::shake<TestType>(wanted, version);

        CHECK(seen.done());
        CHECK_FALSE(seen.server.report.known());
    }
}

TEMPLATE_LIST_TEST_CASE("a server refuses a client without the certificate that is required",
                        "[client_auth]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        const auto seen = test::shake<TestType>(asking(client_auth::required), version);

        CHECK_FALSE(seen.server.done);
        CHECK(seen.server.failure.code == errc::untrusted_peer);
        // RFC 5246 §7.4.6, RFC 8446 §4.4.2.4. Mbed TLS sends a reserved one under TLS 1.3.
        const bool native = std::string_view{TestType::server::name} == "mbedtls";
        const auto required =
            native ? alert_description::no_certificate : alert_description::certificate_required;
        CHECK(seen.server.failure.alert == (version == protocol_version::tls1_3
                                                ? required
                                                : alert_description::handshake_failure));
        CHECK_FALSE(seen.server.report.trusted());
        check_client_is_told<TestType>(seen, version);
    }
}

// Servers hang up behind their alert, so that a client which writes first can no longer send.
TEMPLATE_LIST_TEST_CASE("a client that can no longer send still reads why it was refused",
                        "[client_auth]", test::pairs) {
    CAPTURE(TestType::name());
    auto wanted = asking(client_auth::required);
    wanted.client.policy = test::only(protocol_version::tls1_3);
    auto ends = test::joined_pair<TestType, test::rough_pipe>(wanted);
    const auto shaken = test::handshake(ends.client, ends.server);
    REQUIRE(shaken.client);
    REQUIRE(test::failure(shaken.server).code == errc::untrusted_peer);
    const error gone{.code = errc::transport_failed, .native = 32};
    ends.client.transport().how.write_fails = gone;

    CHECK(test::write_error(ends.client) == gone);
    const auto told = test::read_error(ends.client);

    CHECK(told.code == errc::peer_alert);
    if (TestType::client::supports(feature::reports_peer_alert))
        CHECK(told.alert == shaken.server.error().alert);
    CHECK(test::read_error(ends.client) == told);
    CHECK(test::write_error(ends.client) == told);
}

TEMPLATE_LIST_TEST_CASE("a server refuses a client of another authority", "[client_auth]",
                        test::pairs) {
    const auto& pki = test::standard();
    const auto of_servers =
        test::show(pki.intermediate.issue(client_spec()), {pki.intermediate.pem()});
    const auto alone = test::show(test::certified::self_signed(client_spec()));
    const auto no_issuer = test::show(client_pki::get().intermediate.issue(client_spec()));

    server_refuses_however<TestType>(of_servers, {{reason::unknown_issuer, 1}},
                                     alert_description::unknown_ca);
    server_refuses_however<TestType>(alone, {{reason::self_signed}}, alert_description::unknown_ca);
    server_refuses_however<TestType>(no_issuer, {{reason::unknown_issuer}},
                                     alert_description::unknown_ca);
}

TEMPLATE_LIST_TEST_CASE("a client that answers at once is told why it is refused", "[client_auth]",
                        test::pairs) {
    const auto stranger = test::show(test::certified::self_signed(client_spec()));
    for (const auto version : test::versions)
        for (const auto how : {client_auth::optional, client_auth::required}) {
            CAPTURE(TestType::name(), version, how);
            auto wanted = showing(how, stranger);
            wanted.client.policy = test::only(version);
            wanted.server.policy = test::only(version);

            const auto told = told_at_once<TestType>(wanted);

            CHECK(told.code == errc::peer_alert);
            if (TestType::client::supports(feature::reports_peer_alert))
                CHECK(told.alert == alert_description::unknown_ca);
        }
}

TEMPLATE_LIST_TEST_CASE("a server refuses a client out of its time", "[client_auth]", test::pairs) {
    auto late = client_spec();
    late.begins = hours{-48};
    late.ends = hours{-24};
    auto early = client_spec();
    early.begins = hours{24};
    early.ends = hours{48};

    server_refuses_however<TestType>(client_shown(late), {{reason::expired}},
                                     alert_description::certificate_expired);
    server_refuses_however<TestType>(client_shown(early), {{reason::not_yet_valid}},
                                     alert_description::certificate_expired);
}

TEMPLATE_LIST_TEST_CASE("a server refuses a certificate that is no client's", "[client_auth]",
                        test::pairs) {
    auto of_server = client_spec();
    of_server.extended_key_usages = {"serverAuth"};

    server_refuses_however<TestType>(client_shown(of_server), {{reason::wrong_purpose}},
                                     alert_description::unsupported_certificate);
}

TEMPLATE_LIST_TEST_CASE("a server tells every reason at once", "[client_auth]", test::pairs) {
    auto spec = client_spec();
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    spec.extended_key_usages = {"serverAuth"};
    const auto alone = test::show(test::certified::self_signed(spec));

    server_refuses_however<TestType>(
        alone, {{reason::expired}, {reason::wrong_purpose}, {reason::self_signed}},
        alert_description::unsupported_certificate);
}

TEMPLATE_LIST_TEST_CASE("a server refuses a client that was revoked", "[client_auth]",
                        test::pairs) {
    const auto& pki = client_pki::get();
    const auto good = pki.intermediate.issue(client_spec());
    const auto bad = pki.intermediate.issue(client_spec());
    const auto lists = test::revocation_list(pki.root) +
                       test::revocation_list(pki.intermediate, {.revoked = {bad}});
    const auto accepted = test::show(good, {pki.intermediate.pem()});
    auto wanted = showing(client_auth::required, accepted);
    wanted.server.crls = lists;
    server_accepts<TestType>(wanted);

    const auto revoked = test::show(bad, {pki.intermediate.pem()});
    wanted.client.credential = revoked.credential();
    server_refuses<TestType>(wanted, {{reason::revoked}}, alert_description::certificate_revoked);
}

TEMPLATE_LIST_TEST_CASE("a server trusts the keys of clients by themselves", "[client_auth]",
                        test::pairs) {
    const auto known = test::certified::self_signed(client_spec());
    const auto stranger = test::show(test::certified::self_signed(client_spec()));
    const auto client = test::show(known);
    auto wanted = showing(client_auth::required, client);
    wanted.server.trust = trust::none();
    wanted.server.terms.trusted_keys = {test::pin_of(known)};

    server_accepts<TestType>(wanted, {{reason::self_signed}});

    wanted.client.credential = stranger.credential();
    server_refuses<TestType>(wanted, {{reason::self_signed}}, alert_description::unknown_ca);
}

TEMPLATE_LIST_TEST_CASE("a server pins the authority of its clients", "[client_auth]",
                        test::pairs) {
    const auto client = client_shown(client_spec());
    auto wanted = showing(client_auth::required, client);
    wanted.server.terms.pins = {test::pin_of(client_pki::get().intermediate)};
    server_accepts<TestType>(wanted);

    wanted.server.terms.pins = {test::pin_of(test::standard().intermediate)};
    server_refuses<TestType>(wanted, {{reason::pin_mismatch}}, alert_description::bad_certificate);
}

TEMPLATE_LIST_TEST_CASE("a server's hook refuses clients, and is asked once for each",
                        "[client_auth]", test::pairs) {
    int calls = 0;
    const auto client = client_shown(client_spec());
    auto wanted = showing(client_auth::optional, client);
    wanted.server.terms.hook = {
        .accepts =
            [](void* counter, const onetls::verification& report) noexcept {
                ++*static_cast<int*>(counter);
                return report.chain().size() != 2;
            },
        .context = &calls,
    };

    server_refuses<TestType>(wanted, {{reason::refused_by_hook}},
                             alert_description::bad_certificate);

    CHECK(calls == 2);
}

TEMPLATE_LIST_TEST_CASE("a server that takes any certificate takes any client's", "[client_auth]",
                        test::pairs) {
    auto spec = client_spec();
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    const auto alone = test::show(test::certified::self_signed(spec));
    auto wanted = showing(client_auth::required, alone);
    wanted.server.trust = trust::none();
    wanted.server.terms.waived = onetls::insecure::any_certificate();

    server_accepts<TestType>(wanted, {{reason::self_signed}, {reason::expired}});
}

TEMPLATE_LIST_TEST_CASE("what a server cannot ask of its clients is refused", "[client_auth]",
                        test::backends) {
    const auto base = [](client_auth how) { return asking(how).server; };
    const auto with = [&](client_auth how, auto change) {
        auto settings = base(how);
        change(settings);
        return server_failure<TestType>(settings);
    };
    const auto list = test::revocation_list(client_pki::get().root);
    onetls::memory_pin_store<1> store;
    const std::array exceptions{onetls::trust_exception{
        onetls::identity::parse("example.org").value(), {}, {reason::expired}, {}}};
    const auto anchors = trust::only(client_pki::get().root_pem);
    const auto contradicts = [](field where) { return bad(where, cause::contradiction); };

    CHECK(with(client_auth::none, [&](auto&) {}).code == errc::internal);
    CHECK(with(client_auth::required, [&](auto& wanted) { wanted.trust = trust::none(); }) ==
          bad(field::trust, cause::no_anchor));
    CHECK(with(client_auth::optional, [&](auto& wanted) { wanted.trust = trust::none(); }) ==
          bad(field::trust, cause::no_anchor));
    CHECK(with(client_auth::optional, [&](auto& wanted) { wanted.trust = trust::only("none"); }) ==
          bad(field::trust, cause::no_anchor));
    CHECK(with(client_auth::required, [&](auto& wanted) { wanted.clock = nullptr; }) ==
          bad(field::clock, cause::missing));
    CHECK(with(client_auth::required, [&](auto& wanted) { wanted.crls = "none"; }) ==
          bad(field::crls, cause::malformed));
    // Clients have no name that could be looked up.
    for (const auto how : {client_auth::none, client_auth::required}) {
        CHECK(with(how, [&](auto& wanted) { wanted.terms.first_use = store; }) ==
              contradicts(field::pin_store));
        CHECK(with(how, [&](auto& wanted) { wanted.terms.exceptions = exceptions; }) ==
              contradicts(field::pin_store));
    }
    // Nothing is ignored: where no certificate is asked for, nothing can be said of it.
    CHECK(with(client_auth::none, [&](auto& wanted) { wanted.trust = anchors; }) ==
          contradicts(field::trust));
    CHECK(with(client_auth::none, [&](auto& wanted) { wanted.crls = list; }) ==
          contradicts(field::trust));
    CHECK(with(client_auth::none, [&](auto& wanted) { wanted.terms.pins = {{}}; }) ==
          contradicts(field::trust));
    CHECK(with(client_auth::none, [&](auto& wanted) { wanted.terms.trusted_keys = {{}}; }) ==
          contradicts(field::trust));
    CHECK(with(client_auth::none, [&](auto& wanted) {
              wanted.terms.waived = onetls::insecure::any_certificate();
          }) == contradicts(field::trust));
    CHECK(with(client_auth::none, [&](auto& wanted) {
              wanted.terms.hook = {
                  .accepts = [](void*, const onetls::verification&) noexcept { return true; }};
          }) == contradicts(field::trust));
}
