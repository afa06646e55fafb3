// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/registry.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

namespace {

using onetls::alert_description;
using onetls::cipher_suite;
using onetls::errc;
using onetls::feature;
using onetls::named_group;
using onetls::policy;
using onetls::protocol_version;
using onetls::signature_scheme;

constexpr std::pair both_versions{protocol_version::tls1_2, protocol_version::tls1_3};

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {both_versions.first, both_versions.second}) {
        CAPTURE(version);
        check(version);
    }
}

/// What each end knows after a handshake, without the streams.
struct report {
    onetls::connection_info client;
    onetls::connection_info server;
    std::string client_protocol;
    std::string server_protocol;
    std::string client_name;
    std::string server_name;
    onetls::error client_error{errc::internal};
    onetls::error server_error{errc::internal};
    bool client_done = false;
    bool server_done = false;
    bool trusted = false;
};

template <class Pair>
report shake(const test::settings& wanted) {
    auto ends = test::joined_pair<Pair>(wanted);
    const auto done = test::handshake(ends.client, ends.server);
    report seen;
    seen.client = ends.client.info();
    seen.server = ends.server.info();
    seen.client_protocol = seen.client.application_protocol;
    seen.server_protocol = seen.server.application_protocol;
    seen.client_name = seen.client.server_name;
    seen.server_name = seen.server.server_name;
    seen.client_done = done.client.has_value();
    seen.server_done = done.server.has_value();
    if (!done.client) seen.client_error = done.client.error();
    if (!done.server) seen.server_error = done.server.error();
    seen.trusted = ends.client.verification().trusted();
    return seen;
}

void check_done(const report& seen) {
    INFO("client: " << onetls::message(seen.client_error).view());
    INFO("server: " << onetls::message(seen.server_error).view());
    CHECK(seen.client_done);
    CHECK(seen.server_done);
    CHECK(seen.trusted);
    CHECK(seen.client.version == seen.server.version);
    CHECK(seen.client.suite == seen.server.suite);
    CHECK(seen.client.group == seen.server.group);
    CHECK_FALSE(seen.client.early_data);
    CHECK_FALSE(seen.server.early_data);
    CHECK_FALSE(seen.client.resumed);
    CHECK_FALSE(seen.server.resumed);
}

/// Checks that the server found nothing in common, and told the client so by one of `alerts`.
template <class Pair>
void check_refused(const report& seen, std::initializer_list<alert_description> alerts) {
    CHECK_FALSE(seen.client_done);
    CHECK_FALSE(seen.server_done);
    CHECK(seen.server_error.code == errc::negotiation_failed);
    CHECK(seen.client_error.code == errc::peer_alert);
    if (Pair::client::supports(feature::reports_peer_alert))
        CHECK(std::ranges::count(alerts, seen.client_error.alert) == 1);
    CHECK(seen.client.version == protocol_version::unknown);
    CHECK(seen.server.version == protocol_version::unknown);
    CHECK(seen.client_protocol.empty());
}

/// Settings whose server shows `pki`, which the client trusts.
test::settings showing(const test::standard_pki& pki) {
    return {
        .client = {.trust = onetls::trust::only(pki.root_pem)},
        .server = {.credential = test::credential_of(pki.chain_pem, pki.key_pem)},
    };
}

bool needs_rsa(cipher_suite suite) {
    return name_of(suite).find("_RSA_") != std::string_view::npos;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("client and server agree and know on what", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const auto seen = shake<TestType>(test::standard_settings(version));

        check_done(seen);
        CHECK(seen.client.version == version);
        CHECK(onetls::policies::recommended.cipher_suites.contains(seen.client.suite));
        CHECK(seen.server_name == "example.org");
        CHECK(seen.client_name == "example.org");
        CHECK(seen.client_protocol.empty());
        if (TestType::client::supports(feature::reports_group))
            CHECK(onetls::policies::recommended.groups.contains(seen.client.group));
        else
            CHECK(seen.client.group == named_group::unknown);
        if (TestType::client::supports(feature::reports_peer_signature))
            CHECK(seen.client.peer_signature == signature_scheme::ecdsa_secp256r1_sha256);
        else
            CHECK(seen.client.peer_signature == signature_scheme::unknown);
        CHECK(seen.server.peer_signature == signature_scheme::unknown);
    });
}

TEMPLATE_LIST_TEST_CASE("nothing is known before the handshake", "[handshake]", test::pairs) {
    const auto ends = test::joined_pair<TestType>();

    CHECK(ends.client.info().version == protocol_version::unknown);
    CHECK(ends.client.info().server_name.empty());
    CHECK(ends.server.info().suite == cipher_suite::unknown);
    CHECK_FALSE(ends.client.verification().known());
}

TEMPLATE_LIST_TEST_CASE("the newest version that both permit is taken", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto older_server = test::standard_settings();
    older_server.server.policy = test::only(protocol_version::tls1_2);
    auto older_client = test::standard_settings();
    older_client.client.policy = test::only(protocol_version::tls1_2);
    auto newer_server = test::standard_settings();
    newer_server.server.policy = onetls::policies::modern;

    CHECK(shake<TestType>(test::standard_settings()).client.version == protocol_version::tls1_3);
    CHECK(shake<TestType>(older_server).client.version == protocol_version::tls1_2);
    CHECK(shake<TestType>(older_client).client.version == protocol_version::tls1_2);
    CHECK(shake<TestType>(newer_server).client.version == protocol_version::tls1_3);
}

TEMPLATE_LIST_TEST_CASE("a handshake that is done stays done", "[handshake]", test::pairs) {
    auto ends = test::connected<TestType>();

    CHECK(ends.client.handshake());
    CHECK(ends.server.handshake());
    CHECK((test::move_bytes(ends.client, ends.server, test::pattern(100)).received ==
           test::pattern(100)));
    CHECK(ends.client.handshake());
}

// Keys.

TEMPLATE_LIST_TEST_CASE("a server may show any kind of key", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    auto spec = test::certificate_spec{.names = {"dns:example.org"}};
    spec.key = test::key_kind::p384;
    const auto p384 = test::standard().root.issue(spec);
    const auto chain = p384.pem();
    const auto key = p384.key().pem();
    for_each_version([&](protocol_version version) {
        for (auto wanted : {showing(test::standard()), showing(test::standard_rsa())}) {
            wanted.client.policy = test::only(version);
            check_done(shake<TestType>(wanted));
        }
        auto wanted = test::standard_settings(version);
        wanted.server.credential = test::credential_of(chain, key);
        check_done(shake<TestType>(wanted));
    });
}

TEMPLATE_LIST_TEST_CASE("a server may show an Ed25519 key where both know them", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    if (!TestType::client::supports(feature::ed25519) ||
        !TestType::server::supports(feature::ed25519))
        return;
    auto spec = test::certificate_spec{.names = {"dns:example.org"}};
    spec.key = test::key_kind::ed25519;
    const auto made = test::standard().root.issue(spec);
    const auto chain = made.pem();
    const auto key = made.key().pem();
    for_each_version([&](protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.server.credential = test::credential_of(chain, key);
        const auto seen = shake<TestType>(wanted);
        check_done(seen);
        CHECK(seen.client.peer_signature == signature_scheme::ed25519);
    });
}

// Application protocols.

TEMPLATE_LIST_TEST_CASE("the server's order decides on the application protocol", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const auto negotiated = [&](onetls::alpn_list client, onetls::alpn_list server) {
            auto wanted = test::standard_settings(version);
            wanted.client.alpn = client;
            wanted.server.alpn = server;
            const auto seen = shake<TestType>(wanted);
            check_done(seen);
            CHECK(seen.client_protocol == seen.server_protocol);
            return seen.client_protocol;
        };
        const std::string longest(255, 'p');

        CHECK(negotiated({"h2", "http/1.1"}, {"http/1.1", "h2"}) == "http/1.1");
        CHECK(negotiated({"h2", "http/1.1"}, {"h2", "http/1.1"}) == "h2");
        CHECK(negotiated({"h2"}, {"http/1.1", "h2"}) == "h2");
        CHECK(negotiated({"h2", "http/1.1"}, {"http/1.1"}) == "http/1.1");
        CHECK(negotiated({longest, "h2"}, {longest}) == longest);
        CHECK(negotiated({}, {"h2"}).empty());
        CHECK(negotiated({"h2"}, {}).empty());
        CHECK(negotiated({}, {}).empty());
    });
}

TEMPLATE_LIST_TEST_CASE("a server refuses a client without an application protocol in common",
                        "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const auto* name : {"h2", "H2", "h", "http/1.1x"}) {
            CAPTURE(name);
            auto wanted = test::standard_settings(version);
            wanted.client.alpn = {name};
            wanted.server.alpn = {"http/1.1", "h2x"};

            const auto seen = shake<TestType>(wanted);

            check_refused<TestType>(seen, {alert_description::no_application_protocol});
            CHECK(seen.server_error.alert == alert_description::no_application_protocol);
        }
    });
}

// Server names.

TEMPLATE_LIST_TEST_CASE("a server learns the name that its client expects", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.peer = "A.Wild.example.org.";

        const auto seen = shake<TestType>(wanted);

        check_done(seen);
        CHECK(seen.server_name == "a.wild.example.org");
        CHECK(seen.client_name == "a.wild.example.org");
    });
}

TEMPLATE_LIST_TEST_CASE("no server name is sent for an address", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const auto* address : {"192.0.2.1", "[2001:db8::1]"}) {
            auto wanted = test::standard_settings(version);
            wanted.peer = address;

            const auto seen = shake<TestType>(wanted);

            check_done(seen);
            CHECK(seen.server_name.empty());
            CHECK(seen.client_name.empty());
        }
    });
}

// Policy.

TEMPLATE_LIST_TEST_CASE("each suite works alone, and is the one that both ends tell", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for (const auto suite : onetls::policies::recommended.cipher_suites) {
        CAPTURE(suite);
        auto wanted = showing(needs_rsa(suite) ? test::standard_rsa() : test::standard());
        wanted.client.policy = test::only(version_of(suite));
        wanted.client.policy.cipher_suites = {suite};

        const auto seen = shake<TestType>(wanted);

        check_done(seen);
        CHECK(seen.client.suite == suite);
        CHECK(seen.server.suite == suite);

        std::swap(wanted.client.policy, wanted.server.policy);
        CHECK(shake<TestType>(wanted).client.suite == suite);
    }
}

TEMPLATE_LIST_TEST_CASE("the server's order decides on the suite", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    const auto negotiated = [](policy client, policy server) {
        auto wanted = test::standard_settings();
        wanted.client.policy = client;
        wanted.server.policy = server;
        return shake<TestType>(wanted).client.suite;
    };
    auto forwards = onetls::policies::modern;
    forwards.cipher_suites = {cipher_suite::aes_128_gcm_sha256, cipher_suite::aes_256_gcm_sha384};
    auto backwards = forwards;
    backwards.cipher_suites = {cipher_suite::aes_256_gcm_sha384, cipher_suite::aes_128_gcm_sha256};
    auto older = test::only(protocol_version::tls1_2);
    older.cipher_suites = {cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384,
                           cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256};
    auto older_backwards = older;
    older_backwards.cipher_suites = {cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256,
                                     cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384};

    // Mbed TLS leaves it to the client in TLS 1.3, and cannot be told otherwise.
    if (TestType::server::name != "mbedtls") {
        CHECK(negotiated(forwards, backwards) == cipher_suite::aes_256_gcm_sha384);
        CHECK(negotiated(backwards, forwards) == cipher_suite::aes_128_gcm_sha256);
    }
    CHECK(negotiated(older, older_backwards) == cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256);
    CHECK(negotiated(older_backwards, older) == cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384);
}

TEMPLATE_LIST_TEST_CASE("each group works alone", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const auto group : {named_group::secp256r1, named_group::secp384r1,
                                 named_group::secp521r1, named_group::x25519}) {
            CAPTURE(group);
            auto wanted = test::standard_settings(version);
            wanted.client.policy.groups = {group};
            // An ECDSA key on a curve that is not among the groups would rule itself out.
            if (version == protocol_version::tls1_2 && group != named_group::secp256r1)
                wanted.client.policy.groups.push_back(named_group::secp256r1);
            wanted.server.policy.groups = {group};

            const auto seen = shake<TestType>(wanted);

            check_done(seen);
            if (TestType::client::supports(feature::reports_group))
                CHECK(seen.client.group == group);
            if (TestType::server::supports(feature::reports_group))
                CHECK(seen.server.group == group);
        }
    });
}

// The client guesses wrong, and the server asks again (HelloRetryRequest).
TEMPLATE_LIST_TEST_CASE("a group that the client did not offer a share of is found", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto wanted = test::standard_settings(protocol_version::tls1_3);
    wanted.client.policy.groups = {named_group::x25519, named_group::secp384r1};
    wanted.server.policy.groups = {named_group::secp384r1};

    const auto seen = shake<TestType>(wanted);

    check_done(seen);
    if (TestType::client::supports(feature::reports_group))
        CHECK(seen.client.group == named_group::secp384r1);
}

TEMPLATE_LIST_TEST_CASE("each signature scheme works alone", "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    using enum signature_scheme;
    // Each version with its own: Mbed TLS has no RSA-PSS in TLS 1.2, and TLS 1.3 no PKCS #1.
    for (const auto scheme : {rsa_pss_rsae_sha256, rsa_pss_rsae_sha384, rsa_pss_rsae_sha512,
                              rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512}) {
        CAPTURE(scheme);
        const bool older = name_of(scheme).starts_with("rsa_pkcs1");
        auto wanted = showing(test::standard_rsa());
        wanted.client.policy = wanted.server.policy =
            test::only(older ? protocol_version::tls1_2 : protocol_version::tls1_3);
        wanted.client.policy.signature_schemes = {scheme};
        // What the certificates are signed with.
        if (scheme != rsa_pkcs1_sha256)
            wanted.client.policy.signature_schemes.push_back(rsa_pkcs1_sha256);
        wanted.server.policy.signature_schemes = {scheme};

        const auto seen = shake<TestType>(wanted);

        check_done(seen);
        if (TestType::client::supports(feature::reports_peer_signature))
            CHECK(seen.client.peer_signature == scheme);
    }
}

TEMPLATE_LIST_TEST_CASE("ends without a version in common refuse one another", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto wanted = test::standard_settings();
    wanted.client.policy = test::only(protocol_version::tls1_2);
    wanted.server.policy = test::only(protocol_version::tls1_3);
    check_refused<TestType>(shake<TestType>(wanted), {alert_description::protocol_version});

    // A server of TLS 1.2 only may not see more than that no suite is its own.
    std::swap(wanted.client.policy, wanted.server.policy);
    check_refused<TestType>(shake<TestType>(wanted), {alert_description::protocol_version,
                                                      alert_description::handshake_failure});
}

TEMPLATE_LIST_TEST_CASE("ends without a suite in common refuse one another", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto wanted = test::standard_settings(protocol_version::tls1_3);
    wanted.client.policy.cipher_suites = {cipher_suite::aes_128_gcm_sha256};
    wanted.server.policy.cipher_suites = {cipher_suite::aes_256_gcm_sha384};
    check_refused<TestType>(shake<TestType>(wanted), {alert_description::handshake_failure});

    wanted = test::standard_settings(protocol_version::tls1_2);
    wanted.client.policy.cipher_suites = {cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256};
    wanted.server.policy.cipher_suites = {cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384};
    check_refused<TestType>(shake<TestType>(wanted), {alert_description::handshake_failure});

    // The suite is in common, and the server's key does not fit it.
    wanted = test::standard_settings(protocol_version::tls1_2);
    wanted.client.policy.cipher_suites = {cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256};
    check_refused<TestType>(shake<TestType>(wanted), {alert_description::handshake_failure});
}

TEMPLATE_LIST_TEST_CASE("ends without a group in common refuse one another", "[handshake]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto wanted = showing(test::standard_rsa());
        wanted.client.policy = wanted.server.policy = test::only(version);
        wanted.client.policy.groups = {named_group::secp256r1};
        wanted.server.policy.groups = {named_group::secp384r1};
        check_refused<TestType>(shake<TestType>(wanted), {alert_description::handshake_failure});
    });
}

TEMPLATE_LIST_TEST_CASE("ends without a signature scheme in common refuse one another",
                        "[handshake]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.client.policy.signature_schemes = {signature_scheme::rsa_pss_rsae_sha256,
                                                  signature_scheme::rsa_pkcs1_sha256};
        check_refused<TestType>(shake<TestType>(wanted), {alert_description::handshake_failure});
    });
}

// RSA-PSS in TLS 1.2 is not in every backend.
TEMPLATE_LIST_TEST_CASE("a policy is carried out, or refused when its context is made",
                        "[handshake]", test::backends) {
    auto wanted = showing(test::standard_rsa());
    wanted.client.policy = test::only(protocol_version::tls1_2);
    wanted.client.policy.signature_schemes = {signature_scheme::rsa_pss_rsae_sha256};
    const auto made = TestType::client_context::create(wanted.client);

    if (made) {
        auto ends = test::joined<TestType, TestType>(wanted);
        CHECK(test::failure(ends.client.handshake()).code == errc::want_read);
    } else {
        CHECK(made.error().code == errc::unsupported);
        CHECK(made.error().where == onetls::field::signature_schemes);
    }
}
