// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>

#include "backends.hpp"
#include "verdicts.hpp"

using onetls::alert_description;
using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using test::certificate_spec;

namespace {

/// A leaf for `names`, which its common name tells apart.
test::certified leaf(std::string common_name, test::texts names,
                     test::key_kind key = test::key_kind::p256) {
    return test::standard().intermediate.issue({
        .common_name = std::move(common_name),
        .names = std::move(names),
        .key = key,
    });
}

/// A server with many credentials, which the settings view.
class hosting {
public:
    explicit hosting(const std::vector<test::certified>& leaves) {
        for (const auto& each : leaves)
            shown_.push_back(test::show(each, {test::standard().intermediate.pem()}));
        for (const auto& each : shown_) credentials_.push_back(each.credential());
    }

    /// A client of it that asks for `host`, and takes whatever name it is shown.
    test::settings asked_for(std::string host) const {
        auto wanted = test::standard_settings();
        wanted.peer = std::move(host);
        wanted.client.terms.waived = onetls::insecure::any_name();
        wanted.server.credential = credentials_[0];
        wanted.server.more_credentials = {credentials_.data() + 1, credentials_.size() - 1};
        return wanted;
    }

private:
    std::vector<test::shown> shown_;
    std::vector<onetls::credential> credentials_;
};

/// The subject of what the client is shown.
template <class Pair>
std::string shown_to(const test::settings& wanted, onetls::protocol_version version) {
    const auto seen = test::shake<Pair>(wanted, version);
    INFO("client: " << onetls::message(seen.client.failure).view());
    INFO("server: " << onetls::message(seen.server.failure).view());
    CHECK(seen.done());
    const auto leaf = seen.client.report.presented();
    std::string subject;
    if (leaf) describe(leaf->subject(), subject);
    return subject;
}

template <class Pair>
void shows(const hosting& server, const std::string& host, std::string_view subject) {
    for (const auto version : test::versions) {
        CAPTURE(Pair::name(), version, host);
        CHECK(shown_to<Pair>(server.asked_for(host), version) == subject);
    }
}

hosting many() {
    return hosting{{
        leaf("default", {"dns:default.example"}),
        leaf("one", {"dns:one.example", "dns:uno.example"}),
        leaf("wild", {"dns:*.wild.example"}),
        leaf("inner", {"dns:inner.wild.example"}),
        leaf("wide", {"dns:*.example"}),
    }};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a server shows what is for the name that a client asks for",
                        "[server_names]", test::pairs) {
    const auto server = many();

    shows<TestType>(server, "default.example", "CN=default");
    shows<TestType>(server, "one.example", "CN=one");
    shows<TestType>(server, "UNO.example", "CN=one");
    shows<TestType>(server, "any.wild.example", "CN=wild");
    shows<TestType>(server, "inner.wild.example", "CN=inner");
}

TEMPLATE_LIST_TEST_CASE(
    "a server shows its default to a client that asks for another name, or none", "[server_names]",
    test::pairs) {
    const auto server = many();

    shows<TestType>(server, "elsewhere.test", "CN=default");
    shows<TestType>(server, "two.levels.wild.example", "CN=default");
    shows<TestType>(server, "wild.example", "CN=default");
    shows<TestType>(server, "192.0.2.1", "CN=default");
}

TEMPLATE_LIST_TEST_CASE("a wildcard over one label is for nobody", "[server_names]", test::pairs) {
    shows<TestType>(many(), "three.example", "CN=default");
}

TEMPLATE_LIST_TEST_CASE("a server shows the kind of key that a client can verify", "[server_names]",
                        test::pairs) {
    using enum onetls::signature_scheme;
    const hosting server{{
        leaf("ec default", {"dns:default.example"}),
        leaf("rsa default", {"dns:default.example"}, test::key_kind::rsa2048),
        leaf("rsa one", {"dns:one.example"}, test::key_kind::rsa2048),
        leaf("ec one", {"dns:one.example"}),
    }};
    const auto shown = [&](std::string host, onetls::policy::scheme_list schemes) {
        auto wanted = server.asked_for(std::move(host));
        wanted.client.policy = wanted.client.policy.with_signature_schemes(schemes);
        return shown_to<TestType>(wanted, onetls::protocol_version::tls1_3);
    };
    // The chain itself is signed with ECDSA.
    const onetls::policy::scheme_list only_ec{ecdsa_secp256r1_sha256};
    const onetls::policy::scheme_list rather_rsa{rsa_pss_rsae_sha256, ecdsa_secp256r1_sha256};

    CHECK(shown("one.example", only_ec) == "CN=ec one");
    CHECK(shown("default.example", only_ec) == "CN=ec default");
    CHECK(shown("elsewhere.test", only_ec) == "CN=ec default");
    CHECK(shown("one.example", rather_rsa).ends_with(" one"));
    CHECK(shown("elsewhere.test", rather_rsa).ends_with(" default"));
}

TEMPLATE_LIST_TEST_CASE("a server serves suites of TLS 1.2 by the kind of key", "[server_names]",
                        test::pairs) {
    using enum onetls::cipher_suite;
    const hosting server{{
        leaf("ec", {"dns:one.example"}),
        leaf("rsa", {"dns:one.example"}, test::key_kind::rsa2048),
    }};
    const auto shown = [&](onetls::cipher_suite suite) {
        auto wanted = server.asked_for("one.example");
        wanted.client.policy = wanted.client.policy.with_cipher_suites({suite});
        wanted.client.policy.maximum = onetls::protocol_version::tls1_2;
        wanted.client.policy.minimum = onetls::protocol_version::tls1_2;
        return shown_to<TestType>(wanted, onetls::protocol_version::tls1_2);
    };

    CHECK(shown(ecdhe_ecdsa_with_aes_128_gcm_sha256) == "CN=ec");
    CHECK(shown(ecdhe_rsa_with_aes_128_gcm_sha256) == "CN=rsa");
}

TEMPLATE_LIST_TEST_CASE("a server may refuse names that it has no certificate for",
                        "[server_names]", test::pairs) {
    const auto server = many();
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        auto wanted = server.asked_for("elsewhere.test");
        wanted.server.unknown_name = onetls::unknown_name::refuse;
        const auto seen = test::shake<TestType>(wanted, version);
        CHECK_FALSE(seen.server.done);
        CHECK(seen.server.failure.code == errc::negotiation_failed);
        CHECK(seen.server.failure.alert == alert_description::unrecognized_name);
        CHECK_FALSE(seen.client.done);
        CHECK(seen.client.failure.code == errc::peer_alert);
        CHECK(seen.client.failure.alert == alert_description::unrecognized_name);

        for (const auto* host : {"one.example", "x.wild.example", "default.example", "192.0.2.1"}) {
            wanted.peer = host;
            CHECK(test::shake<TestType>(wanted, version).done());
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a client still judges the name that it is shown", "[server_names]",
                        test::pairs) {
    const auto server = many();
    auto wanted = server.asked_for("elsewhere.test");
    wanted.client.terms = {};

    test::client_refuses<TestType>(wanted, {{onetls::reason::name_mismatch}});
    wanted.peer = "uno.example";
    test::client_accepts<TestType>(wanted);
}

TEMPLATE_LIST_TEST_CASE("every credential is checked when a context is made", "[server_names]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto good = test::show(leaf("one", {"dns:one.example"}));
    const auto failure = [&](const onetls::credential& second) {
        const std::array more{good.credential(), second};
        const auto made = TestType::server_context::create(
            {.credential = test::credential_of(pki.chain_pem, pki.key_pem),
             .more_credentials = more});
        if (made) return error{errc::internal};
        return error{made.error().code, made.error().why, made.error().where};
    };
    const auto bad = [](field where, cause why) { return error{errc::bad_input, why, where}; };

    CHECK(failure(good.credential()).code == errc::internal);
    CHECK(failure({}) == bad(field::certificate_chain, cause::missing));
    CHECK(failure({.certificate_chain = pki.chain_pem}) == bad(field::private_key, cause::missing));
    CHECK(failure(test::credential_of("none", pki.key_pem)).where == field::certificate_chain);
    CHECK(failure(test::credential_of(pki.root_pem, pki.key_pem)) ==
          bad(field::private_key, cause::key_mismatch));
}
