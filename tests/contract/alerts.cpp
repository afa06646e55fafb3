// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "pin.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"

/// What the other end is told of each failure: the alert that the RFC names, alike on every
/// backend, or a difference that stands in the table below and in the README.

using onetls::alert_description;
using onetls::cipher_suite;
using onetls::errc;
using onetls::named_group;
using onetls::policy;
using onetls::protocol_version;
using onetls::signature_scheme;
using onetls::trust;
using test::settings;

namespace {

/// Who ends the handshake.
enum class side { client, server };

/// Where a backend says something else.
struct difference {
    std::string_view backend;
    alert_description alert;
};

struct failure {
    std::string_view what;
    side refuses;
    alert_description alert;
    std::function<void(settings&)> cause;
    std::optional<protocol_version> only = {};
    std::optional<difference> except = {};
};

/// Authorities and lists that the settings below view, made once.
struct material {
    test::certified clients = test::certified::self_signed(test::authority("clients"));
    std::string clients_pem = clients.pem();
    std::string stranger_pem = test::certified::self_signed(test::authority("stranger")).pem();
    std::string revoked = test::revocation_list(test::standard().root) +
                          test::revocation_list(test::standard().intermediate,
                                                {.revoked = {test::standard().server}});

    static material& get() {
        static material made;
        return made;
    }
};

/// Keeps `made` for credentials that view it.
onetls::credential kept(test::shown made) {
    static std::deque<test::shown> all;
    return all.emplace_back(std::move(made)).credential();
}

/// Has the server show a certificate by the usual authority.
void serve(settings& both, test::certificate_spec spec) {
    const auto& issuer = test::standard().intermediate;
    if (spec.names.empty()) spec.names = {"dns:example.org"};
    both.server.credential = kept(test::show(issuer.issue(spec), {issuer.pem()}));
}

/// Has the server show a good certificate by an authority as `spec` says.
void serve_below(settings& both, const test::certificate_spec& spec) {
    const auto issuer = test::standard().root.issue(spec);
    both.server.credential = kept(test::show(
        issuer.issue({.common_name = "server", .names = {"dns:example.org"}}), {issuer.pem()}));
}

/// Has the server require a certificate of the client, which shows one as `spec` says.
void require(settings& both, const std::optional<test::certificate_spec>& spec) {
    both.server.client_auth = onetls::client_auth::required;
    both.server.trust = trust::only(material::get().clients_pem);
    if (spec) both.client.credential = kept(test::show(material::get().clients.issue(*spec)));
}

test::certificate_spec of_client() {
    return {.common_name = "client", .extended_key_usages = {"clientAuth"}};
}

bool refuse_always(void*, const onetls::verification&) noexcept {
    return false;
}

std::vector<failure> failures() {
    using alert_description::access_denied;
    using alert_description::bad_certificate;
    using alert_description::certificate_expired;
    using alert_description::certificate_required;
    using alert_description::certificate_revoked;
    using alert_description::handshake_failure;
    using alert_description::no_application_protocol;
    using alert_description::no_certificate;
    using alert_description::unknown_ca;
    using alert_description::unrecognized_name;
    using alert_description::unsupported_certificate;
    using side::client;
    using side::server;
    using std::chrono::hours;
    return {
        {"the server's authority is unknown", client, unknown_ca,
         [](settings& both) { both.client.trust = trust::only(material::get().stranger_pem); }},
        {"the server vouches for itself", client, unknown_ca,
         [](settings& both) {
             test::certificate_spec spec{.common_name = "self", .names = {"dns:example.org"}};
             both.server.credential = kept(test::show(test::certified::self_signed(spec)));
         }},
        {"the server is another one", client, bad_certificate,
         [](settings& both) { both.peer = "example.net"; }},
        {"the server's certificate has expired", client, certificate_expired,
         [](settings& both) { serve(both, {.begins = hours{-48}, .ends = hours{-24}}); }},
        {"the server's certificate is not valid yet", client, certificate_expired,
         [](settings& both) { serve(both, {.begins = hours{24}, .ends = hours{48}}); }},
        {"the server's authority is for clients", client, unsupported_certificate,
         [](settings& both) {
             auto spec = test::authority("for clients");
             spec.extended_key_usages = {"clientAuth"};
             serve_below(both, spec);
         }},
        {"the server's authority may not sign", client, unsupported_certificate,
         [](settings& both) {
             auto spec = test::authority("without signature");
             spec.key_usages = test::digital_signature();
             serve_below(both, spec);
         }},
        {"the server's key is too small", client, unsupported_certificate,
         [](settings& both) { both.client.policy.minimum_ec_bits = 384; }},
        {"the server's certificate is signed with a weak hash", client, unsupported_certificate,
         [](settings& both) { both.client.policy.minimum_hash_bits = 384; }},
        {"the server's certificate was revoked", client, certificate_revoked,
         [](settings& both) { both.client.crls = material::get().revoked; }},
        {"the server's key is not pinned", client, bad_certificate,
         [](settings& both) { both.client.terms.pins = {test::pin_of(material::get().clients)}; }},
        {"the client's hook refuses", client, bad_certificate,
         [](settings& both) { both.client.terms.hook = {refuse_always}; }},

        {"the client shows no certificate, TLS 1.2", server, handshake_failure,
         [](settings& both) { require(both, {}); }, protocol_version::tls1_2},
        {"the client shows no certificate, TLS 1.3", server, certificate_required,
         [](settings& both) { require(both, {}); }, protocol_version::tls1_3,
         difference{"mbedtls", no_certificate}},
        {"the client's authority is unknown", server, unknown_ca,
         [](settings& both) {
             require(both, of_client());
             both.server.trust = trust::only(material::get().stranger_pem);
         }},
        {"the client's certificate has expired", server, certificate_expired,
         [](settings& both) {
             auto spec = of_client();
             spec.begins = hours{-48};
             spec.ends = hours{-24};
             require(both, spec);
         }},
        {"the client's certificate is for servers", server, unsupported_certificate,
         [](settings& both) { require(both, test::certificate_spec{.common_name = "client"}); }},

        {"the client is too old", server, alert_description::protocol_version,
         [](settings& both) { both.server.policy = onetls::policies::modern; },
         protocol_version::tls1_2},
        {"the client is too new", server, alert_description::protocol_version,
         [](settings& both) { both.server.policy = test::only(protocol_version::tls1_2); },
         protocol_version::tls1_3, difference{"mbedtls", handshake_failure}},
        {"no suite is in common", server, handshake_failure,
         [](settings& both) {
             both.client.policy = both.client.policy.with_cipher_suites(
                 {cipher_suite::aes_128_gcm_sha256,
                  cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256});
             both.server.policy = both.server.policy.with_cipher_suites(
                 {cipher_suite::aes_256_gcm_sha384,
                  cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384});
         }},
        {"no group is in common", server, handshake_failure,
         [](settings& both) {
             const auto& rsa = test::standard_rsa();
             both.client.trust = trust::only(rsa.root_pem);
             both.server.credential = test::credential_of(rsa.chain_pem, rsa.key_pem);
             both.client.policy = both.client.policy.with_groups({named_group::secp256r1});
             both.server.policy = both.server.policy.with_groups({named_group::secp384r1});
         }},
        {"no scheme is in common", server, handshake_failure,
         [](settings& both) {
             both.client.policy =
                 both.client.policy.with_signature_schemes({signature_scheme::rsa_pkcs1_sha256});
         }},
        {"no application protocol is in common", server, no_application_protocol,
         [](settings& both) {
             both.client.alpn = {"one"};
             both.server.alpn = {"two"};
         }},
        {"the name is not served", server, unrecognized_name,
         [](settings& both) {
             both.peer = "example.net";
             both.server.unknown_name = onetls::unknown_name::refuse;
         }},
        {"the server's hook refuses", server, access_denied,
         [](settings& both) {
             both.server.client_hello = {[](void*, const onetls::client_hello&) noexcept {
                 return onetls::client_hello_answer{.refusal = access_denied};
             }};
         }},
    };
}

/// What `each` comes to where `backend` is the one that refuses.
alert_description expected(const failure& each, std::string_view backend) {
    return each.except && each.except->backend == backend ? each.except->alert : each.alert;
}

/// The error at the end that is told: of the handshake, or of a read where that was complete.
const onetls::error& told(const test::end_outcome& end) {
    return end.done ? end.read : end.failure;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a peer is told of each failure by the alert for it", "[alerts]",
                        test::pairs) {
    for (const auto& each : failures())
        for (const auto version : test::versions) {
            if (each.only && *each.only != version) continue;
            auto both = test::standard_settings(version);
            each.cause(both);
            const auto seen = test::shake<TestType>(both);
            const bool by_client = each.refuses == side::client;
            const auto alert =
                expected(each, by_client ? TestType::client::name : TestType::server::name);
            const auto& refusing = by_client ? seen.client : seen.server;
            const auto& refused = by_client ? seen.server : seen.client;
            CAPTURE(TestType::name(), each.what, version);
            CHECK_FALSE(refusing.done);
            CHECK(name_of(refusing.failure.alert) == name_of(alert));
            CHECK(told(refused).code == errc::peer_alert);
            CHECK(name_of(told(refused).alert) == name_of(alert));
        }
}
