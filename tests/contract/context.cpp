// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/file.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "temporary_file.hpp"
#include "words.hpp"

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::feature;
using onetls::field;
using onetls::source;
using onetls::trust;

constexpr error succeeded{errc::internal, cause::none, field::none};

/// The error of making a context, without its native code.
template <class Context>
error failure(const onetls::result<Context>& made) {
    if (made) return succeeded;
    return {made.error().code, made.error().why, made.error().where};
}

template <class Backend>
error client_failure(const onetls::client_config& settings) {
    return failure(Backend::client_context::create(settings));
}

template <class Backend>
error server_failure(const onetls::server_config& settings) {
    return failure(Backend::server_context::create(settings));
}

constexpr error bad(field where, cause why) {
    return {errc::bad_input, why, where};
}
constexpr error lacking(field where) {
    return {errc::unsupported, cause::not_in_backend, where};
}

onetls::client_config client_settings() {
    return test::standard_settings().client;
}
onetls::server_config server_settings() {
    return test::standard_settings().server;
}

onetls::client_config trusting(onetls::trust anchors) {
    return {.trust = anchors};
}

onetls::server_config showing(source chain, source key, std::string_view passphrase = {}) {
    return {
        .credential = {.certificate_chain = chain, .private_key = key, .passphrase = passphrase}};
}

constexpr std::string_view broken_pem =
    "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n";
constexpr std::string_view wrong_pem =
    "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";

}  // namespace

namespace Catch {
template <>
struct StringMaker<onetls::error> {
    static std::string convert(onetls::error seen) {
        return std::string{onetls::message(seen).view()};
    }
};
}  // namespace Catch

// Trust.

TEMPLATE_LIST_TEST_CASE("trust that yields no anchor is refused", "[context]", test::backends) {
    const auto no_anchor = bad(field::trust, cause::no_anchor);
    const auto& pki = test::standard();
    const auto cut_off = pki.root_pem.substr(0, pki.root_pem.size() / 2);
    auto cut_off_der = pki.root.der();
    cut_off_der.pop_back();

    CHECK(client_failure<TestType>(trusting(trust::none())) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(""))) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only("no certificate here"))) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(broken_pem))) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(wrong_pem))) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(cut_off))) == no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(test::source_of(cut_off_der)))) ==
          no_anchor);
    CHECK(client_failure<TestType>(trusting(trust::only(pki.key_pem))) == no_anchor);
}

TEMPLATE_LIST_TEST_CASE("trust in a file that is not there or holds no anchor is refused",
                        "[context]", test::backends) {
    const test::temporary_file empty{""};
    const test::temporary_file text{"# no anchors\n"};
    const test::temporary_file broken{broken_pem};

    CHECK(client_failure<TestType>(trusting(trust::only(onetls::file("/does/not/exist")))) ==
          bad(field::trust, cause::not_found));
    CHECK(client_failure<TestType>(trusting(trust::only(onetls::file("/")))) ==
          bad(field::trust, cause::unreadable));
    CHECK(client_failure<TestType>(trusting(trust::only(onetls::file("")))) ==
          bad(field::trust, cause::not_found));
    CHECK(client_failure<TestType>(trusting(trust::only(onetls::file(std::string(5000, 'a'))))) ==
          bad(field::trust, cause::too_long));
    for (const auto* each : {&empty, &text, &broken})
        CHECK(client_failure<TestType>(trusting(trust::only(onetls::file(each->path())))) ==
              bad(field::trust, cause::no_anchor));
}

TEMPLATE_LIST_TEST_CASE("one missing source of trust is enough to be refused", "[context]",
                        test::backends) {
    const auto anchors =
        trust::only(test::standard().root_pem) + trust::only(onetls::file("/does/not/exist"));

    CHECK(client_failure<TestType>(trusting(anchors)) == bad(field::trust, cause::not_found));
}

TEMPLATE_LIST_TEST_CASE("too many sources of trust are refused", "[context]", test::backends) {
    auto anchors = trust::only(test::standard().root_pem);
    for (int added = 0; added != 8; ++added) anchors = anchors + trust::only("");

    CHECK(client_failure<TestType>(trusting(anchors)) == bad(field::trust, cause::too_many));
}

TEMPLATE_LIST_TEST_CASE("anchors are counted, and so is what had to be skipped", "[context]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto second = test::certified::self_signed(test::authority("second"));
    const std::string bundle = "a comment\n" + pki.root_pem + std::string{broken_pem} +
                               pki.key_pem + second.pem() + std::string{wrong_pem} +
                               pki.root_pem.substr(0, 200);

    const auto from_memory = TestType::client_context::create(trusting(trust::only(bundle)));
    REQUIRE(from_memory);
    CHECK(from_memory->anchors() == onetls::anchor_count{2, 3});

    const test::temporary_file written{bundle};
    const auto from_file =
        TestType::client_context::create(trusting(trust::only(onetls::file(written.path()))));
    REQUIRE(from_file);
    CHECK(from_file->anchors() == onetls::anchor_count{2, 3});

    const auto second_der = second.der();
    const auto from_der = TestType::client_context::create(
        trusting(trust::only(test::source_of(second_der)) + trust::only(bundle)));
    REQUIRE(from_der);
    CHECK(from_der->anchors() == onetls::anchor_count{2, 3});
}

TEMPLATE_LIST_TEST_CASE("an anchor with a key that the backend lacks is skipped and counted",
                        "[context]", test::backends) {
    auto spec = test::authority("an anchor of its own");
    spec.key = test::key_kind::ed25519;
    const auto bundle = test::standard().root_pem + test::certified::self_signed(spec).pem();

    const auto made = TestType::client_context::create(trusting(trust::only(bundle)));

    REQUIRE(made);
    const std::size_t lacking_one = TestType::supports(feature::ed25519) ? 0 : 1;
    CHECK(made->anchors() == onetls::anchor_count{2 - lacking_one, lacking_one});
}

TEMPLATE_LIST_TEST_CASE("the system's trust is where SSL_CERT_FILE says", "[context]",
                        test::backends) {
    const test::temporary_file bundle{test::standard().root_pem};
    unsetenv("SSL_CERT_DIR");
    setenv("SSL_CERT_FILE", bundle.path().c_str(), 1);
    const auto made = TestType::client_context::create({});
    setenv("SSL_CERT_FILE", "/does/not/exist", 1);
    const auto refused = client_failure<TestType>({});
    unsetenv("SSL_CERT_FILE");

    REQUIRE(made);
    CHECK(made->anchors() == onetls::anchor_count{1, 0});
    CHECK(refused == bad(field::trust, cause::not_found));
}

TEMPLATE_LIST_TEST_CASE("an anchor that is given twice is one", "[context]", test::backends) {
    const auto& pki = test::standard();
    const auto twice = pki.root_pem + pki.root_pem;
    const auto made =
        TestType::client_context::create({.trust = trust::only(twice) + trust::only(pki.root_pem)});

    REQUIRE(made);
    CHECK(made->anchors() == onetls::anchor_count{1, 0});
}

// Credentials.

TEMPLATE_LIST_TEST_CASE("half a credential is refused", "[context]", test::backends) {
    const auto& pki = test::standard();
    auto client = client_settings();

    CHECK(server_failure<TestType>({}) == bad(field::certificate_chain, cause::missing));
    CHECK(server_failure<TestType>(showing({}, pki.key_pem)) ==
          bad(field::certificate_chain, cause::missing));
    CHECK(server_failure<TestType>(showing(pki.chain_pem, {})) ==
          bad(field::private_key, cause::missing));

    client.credential = {.private_key = pki.key_pem};
    CHECK(client_failure<TestType>(client) == bad(field::certificate_chain, cause::missing));
    client.credential = {.certificate_chain = pki.chain_pem};
    CHECK(client_failure<TestType>(client) == bad(field::private_key, cause::missing));
}

TEMPLATE_LIST_TEST_CASE("a malformed chain is refused", "[context]", test::backends) {
    const auto& pki = test::standard();
    const auto malformed = bad(field::certificate_chain, cause::malformed);
    auto trailing = pki.server.der();
    trailing.push_back(std::byte{0});
    const test::bytes zeros(100);
    const auto refusal = [&](source chain) {
        return server_failure<TestType>(showing(chain, pki.key_pem));
    };

    CHECK(refusal(test::source_of(trailing)) == malformed);
    CHECK(refusal(test::source_of(zeros)) == malformed);
    CHECK(refusal(pki.server.pem() + std::string{broken_pem}) == malformed);
    CHECK(refusal(pki.server.pem() + std::string{wrong_pem}) == malformed);
    CHECK(refusal(std::string{broken_pem} + pki.server.pem()) == malformed);
    CHECK(refusal(pki.chain_pem.substr(0, pki.chain_pem.size() - 40)) == malformed);
    CHECK(refusal(pki.key_pem) == bad(field::certificate_chain, cause::no_certificate));
    CHECK(refusal(onetls::file("/does/not/exist")) ==
          bad(field::certificate_chain, cause::not_found));
}

TEMPLATE_LIST_TEST_CASE("a malformed private key is refused", "[context]", test::backends) {
    const auto& pki = test::standard();
    const auto malformed = bad(field::private_key, cause::malformed);
    auto cut_off = pki.server.key().der();
    cut_off.resize(cut_off.size() / 2);
    const test::bytes zeros(100);
    const auto refusal = [&](source key) {
        return server_failure<TestType>(showing(pki.chain_pem, key));
    };

    CHECK(refusal("no key") == malformed);
    CHECK(refusal(test::source_of(zeros)) == malformed);
    CHECK(refusal(test::source_of(cut_off)) == malformed);
    CHECK(refusal(pki.key_pem.substr(0, pki.key_pem.size() / 2)) == malformed);
    CHECK(refusal(pki.chain_pem) == malformed);
    CHECK(refusal("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") == malformed);
    CHECK(refusal(onetls::file("/does/not/exist")) == bad(field::private_key, cause::not_found));
}

TEMPLATE_LIST_TEST_CASE("a key of another certificate is refused", "[context]", test::backends) {
    const auto& pki = test::standard();
    const auto& rsa = test::standard_rsa();
    const auto mismatch = bad(field::private_key, cause::key_mismatch);
    auto client = client_settings();

    CHECK(server_failure<TestType>(showing(pki.chain_pem, pki.root.key().pem())) == mismatch);
    CHECK(server_failure<TestType>(showing(rsa.chain_pem, rsa.root.key().pem())) == mismatch);
    CHECK(server_failure<TestType>(showing(pki.chain_pem, rsa.key_pem)) == mismatch);
    CHECK(server_failure<TestType>(showing(rsa.chain_pem, pki.key_pem)) == mismatch);
    // The key belongs to a certificate that is not the first.
    CHECK(server_failure<TestType>(showing(pki.chain_pem, pki.intermediate.key().pem())) ==
          mismatch);
    client.credential = test::credential_of(pki.chain_pem, rsa.key_pem);
    CHECK(client_failure<TestType>(client) == mismatch);
}

TEMPLATE_LIST_TEST_CASE("an encrypted key is refused without its passphrase", "[context]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto& key = pki.server.key();

    for (const auto& encrypted :
         {key.encrypted_pem("secret"), key.encrypted_traditional_pem("secret")}) {
        const auto refusal = [&](std::string_view passphrase) {
            return server_failure<TestType>(showing(pki.chain_pem, encrypted, passphrase));
        };
        CAPTURE(encrypted);
        CHECK(refusal("") == bad(field::passphrase, cause::passphrase_needed));
        CHECK(refusal("Secret") == bad(field::passphrase, cause::wrong_passphrase));
        CHECK(refusal("secret ") == bad(field::passphrase, cause::wrong_passphrase));
        CHECK(refusal(std::string(2000, 'x')) == bad(field::passphrase, cause::wrong_passphrase));
        CHECK(refusal("secret") == succeeded);
    }
}

// What a wrong passphrase makes of the key looks right now and then.
TEMPLATE_LIST_TEST_CASE("every wrong passphrase is called one", "[context]", test::backends) {
    const auto& pki = test::standard();
    const auto encrypted = pki.server.key().encrypted_pem("secret");
    std::size_t refused = 0;

    for (int attempt = 0; attempt != 600; ++attempt) {
        const auto passphrase = "wrong" + std::to_string(attempt);
        if (server_failure<TestType>(showing(pki.chain_pem, encrypted, passphrase)) ==
            bad(field::passphrase, cause::wrong_passphrase))
            ++refused;
    }

    CHECK(refused == 600);
}

TEMPLATE_LIST_TEST_CASE("a credential that is too weak is refused", "[context]", test::backends) {
    const auto& pki = test::standard_rsa();
    const auto too_weak = bad(field::certificate_chain, cause::too_weak);
    auto weak_authority = test::authority("weak");
    weak_authority.key = test::key_kind::rsa1024;
    const auto intermediate = pki.root.issue(weak_authority);
    const auto below = intermediate.issue({.key = test::key_kind::rsa2048});
    const auto weak = pki.root.issue({.key = test::key_kind::rsa1024});

    CHECK(server_failure<TestType>(showing(weak.pem(), weak.key().pem())) == too_weak);
    CHECK(server_failure<TestType>(showing(below.pem() + intermediate.pem(), below.key().pem())) ==
          too_weak);

    auto demanding = showing(pki.chain_pem, pki.key_pem);
    CHECK(server_failure<TestType>(demanding) == succeeded);
    demanding.policy.minimum_rsa_bits = 3072;
    CHECK(server_failure<TestType>(demanding) == too_weak);
}

TEMPLATE_LIST_TEST_CASE("a credential with a key that the backend lacks is refused as such",
                        "[context]", test::backends) {
    const auto made = test::standard().root.issue({.key = test::key_kind::ed25519});

    const auto seen = server_failure<TestType>(showing(made.pem(), made.key().pem()));

    CHECK(seen ==
          (TestType::supports(feature::ed25519) ? succeeded : lacking(field::certificate_chain)));
}

TEMPLATE_LIST_TEST_CASE("a credential is taken in every form", "[context]", test::backends) {
    auto p384 = test::certificate_spec{};
    p384.key = test::key_kind::p384;
    const auto other_curve = test::standard().intermediate.issue(p384);

    for (const auto* each :
         {&test::standard().server, &test::standard_rsa().server, &other_curve}) {
        const auto& key = each->key();
        const auto pem = each->pem();
        const auto der = each->der();
        const test::temporary_file pem_file{pem};
        const test::temporary_file der_file{der};
        const test::temporary_file key_file{key.pem()};
        const test::temporary_file key_der_file{key.der()};
        const auto outcome = [&](source chain, source private_key) {
            return server_failure<TestType>(showing(chain, private_key, "secret"));
        };

        for (const auto& chain : {source{pem}, test::source_of(der), onetls::file(pem_file.path()),
                                  onetls::file(der_file.path())})
            CHECK(outcome(chain, key.pem()) == succeeded);
        for (const auto& written : {key.traditional_pem(), key.encrypted_pem("secret"),
                                    key.encrypted_traditional_pem("secret")})
            CHECK(outcome(pem, written) == succeeded);
        for (const auto& encoded : {key.der(), key.traditional_der(), key.encrypted_der("secret")})
            CHECK(outcome(pem, test::source_of(encoded)) == succeeded);
        CHECK(outcome(pem, onetls::file(key_file.path())) == succeeded);
        CHECK(outcome(pem, onetls::file(key_der_file.path())) == succeeded);
        CHECK(outcome(pem + key.pem(), pem + key.pem()) == succeeded);
    }
}

// Application protocols.

TEMPLATE_LIST_TEST_CASE("application protocols that cannot be sent are refused", "[context]",
                        test::backends) {
    using namespace std::string_view_literals;
    const std::string too_long(256, 'a');
    auto too_many = onetls::alpn_list{};
    for (int added = 0; added != 17; ++added) too_many.push_back("h2");
    const auto check = [](onetls::alpn_list names, cause why) {
        auto client = client_settings();
        auto server = server_settings();
        client.alpn = server.alpn = names;
        CHECK(client_failure<TestType>(client) == bad(field::alpn, why));
        CHECK(server_failure<TestType>(server) == bad(field::alpn, why));
    };

    check({""}, cause::empty);
    check({"h2", ""}, cause::empty);
    check({too_long}, cause::too_long);
    check({"h2", too_long}, cause::too_long);
    check({"h\0002"sv}, cause::invalid_character);
    check(too_many, cause::too_many);
}

TEMPLATE_LIST_TEST_CASE("as many application protocols as fit are taken", "[context]",
                        test::backends) {
    std::vector<std::string> names;
    onetls::alpn_list list;
    for (char first = 'a'; first != 'a' + 16; ++first) names.emplace_back(255, first);
    for (const auto& each : names) list.push_back(each);
    auto client = client_settings();
    auto server = server_settings();
    client.alpn = server.alpn = list;

    CHECK(client_failure<TestType>(client) == succeeded);
    CHECK(server_failure<TestType>(server) == succeeded);
}

// Policy.

namespace {

/// Checks that neither role takes `wanted`.
template <class Backend>
void check_refused(const onetls::policy& wanted, error expected) {
    auto client = client_settings();
    auto server = server_settings();
    client.policy = server.policy = wanted;
    CHECK(client_failure<Backend>(client) == expected);
    CHECK(server_failure<Backend>(server) == expected);
}

/// The recommended policy as a program's own: what the backend lacks is not left out.
constexpr onetls::policy custom = [] {
    auto made = onetls::policies::recommended;
    made.groups = {onetls::named_group::secp256r1};
    made.signature_schemes = {onetls::signature_scheme::ecdsa_secp256r1_sha256};
    made.adapts = {};
    return made;
}();

template <class Change>
constexpr onetls::policy changed(Change change) {
    auto made = custom;
    change(made);
    return made;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a policy that contradicts itself is refused", "[context]",
                        test::backends) {
    using onetls::cipher_suite;
    using onetls::named_group;
    using onetls::policy;
    using onetls::protocol_version;
    using onetls::signature_scheme;
    const auto check = [](auto change, error expected) {
        check_refused<TestType>(changed(change), expected);
    };

    check(
        [](policy& p) { p = p.with_versions(protocol_version::tls1_3, protocol_version::tls1_2); },
        bad(field::versions, cause::contradiction));
    check([](policy& p) { p.minimum = protocol_version::unknown; },
          bad(field::versions, cause::unknown_value));
    check([](policy& p) { p.maximum = protocol_version{0x0305}; },
          bad(field::versions, cause::unknown_value));
    check([](policy& p) { p.minimum = protocol_version{0x0301}; },
          bad(field::versions, cause::unknown_value));
    check([](policy& p) { p.cipher_suites.clear(); }, bad(field::cipher_suites, cause::empty));
    check([](policy& p) { p.groups.clear(); }, bad(field::groups, cause::empty));
    check([](policy& p) { p.signature_schemes.clear(); },
          bad(field::signature_schemes, cause::empty));
    check([](policy& p) { p.cipher_suites = {cipher_suite::aes_128_gcm_sha256}; },
          bad(field::cipher_suites, cause::contradiction));
    check([](policy& p) { p.cipher_suites = {cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256}; },
          bad(field::cipher_suites, cause::contradiction));
    check([](policy& p) { p.cipher_suites.push_back(cipher_suite{0x0005}); },
          bad(field::cipher_suites, cause::unknown_value));
    check([](policy& p) { p.groups.push_back(named_group{0x0001}); },
          bad(field::groups, cause::unknown_value));
    check([](policy& p) { p.signature_schemes.push_back(signature_scheme{0x0201}); },
          bad(field::signature_schemes, cause::unknown_value));
    check(
        [](policy& p) {
            while (p.groups.push_back(named_group::x25519)) {
            }
        },
        bad(field::groups, cause::too_many));
}

TEMPLATE_LIST_TEST_CASE("a policy that names something twice is refused", "[context]",
                        test::backends) {
    using onetls::policy;
    const auto check = [](auto change, field where) {
        auto client = client_settings();
        client.policy = changed(change);
        const auto seen = client_failure<TestType>(client);
        CHECK(seen.code == errc::bad_input);
        CHECK(seen.where == where);
    };

    check([](policy& p) { p.cipher_suites.push_back(p.cipher_suites[0]); }, field::cipher_suites);
    check([](policy& p) { p.groups.push_back(p.groups[0]); }, field::groups);
    check([](policy& p) { p.signature_schemes.push_back(p.signature_schemes[0]); },
          field::signature_schemes);
}

TEMPLATE_LIST_TEST_CASE("a policy of one's own is refused where it names what the backend lacks",
                        "[context]", test::backends) {
    using onetls::named_group;
    using onetls::policy;
    using onetls::signature_scheme;
    const auto outcome = [](auto change) {
        auto client = client_settings();
        client.policy = changed(change);
        return client_failure<TestType>(client);
    };

    const auto hybrid =
        outcome([](policy& p) { p.groups.push_back(named_group::x25519_mlkem768); });
    CHECK(hybrid ==
          (TestType::supports(feature::hybrid_groups) ? succeeded : lacking(field::groups)));
    const auto edwards =
        outcome([](policy& p) { p.signature_schemes.push_back(signature_scheme::ed25519); });
    CHECK(edwards ==
          (TestType::supports(feature::ed25519) ? succeeded : lacking(field::signature_schemes)));
}

TEMPLATE_LIST_TEST_CASE("a policy of one's own is effective as it is", "[context]",
                        test::backends) {
    auto client = client_settings();
    auto server = server_settings();
    client.policy = server.policy = custom;

    const auto made_client = TestType::client_context::create(client);
    const auto made_server = TestType::server_context::create(server);

    REQUIRE(made_client);
    REQUIRE(made_server);
    CHECK(made_client->effective_policy() == custom);
    CHECK(made_server->effective_policy() == custom);
}

TEMPLATE_LIST_TEST_CASE("a preset leaves out what the backend lacks, and says so", "[context]",
                        test::backends) {
    const auto& wanted = onetls::policies::recommended;
    const auto made = TestType::client_context::create(client_settings());
    REQUIRE(made);
    const auto effective = made->effective_policy();

    CHECK(effective.cipher_suites.size() == wanted.cipher_suites.size());
    for (const auto suite : effective.cipher_suites) CHECK(wanted.cipher_suites.contains(suite));
    for (const auto group : wanted.groups)
        CHECK(effective.groups.contains(group) == (group != onetls::named_group::x25519_mlkem768 ||
                                                   TestType::supports(feature::hybrid_groups)));
    CHECK(effective.signature_schemes.contains(onetls::signature_scheme::ed25519) ==
          TestType::supports(feature::ed25519));
    CHECK(effective.forward_secret());
}

TEMPLATE_LIST_TEST_CASE("the suites of a version that is not permitted are not effective",
                        "[context]", test::backends) {
    auto client = client_settings();
    client.policy = onetls::policies::modern;

    const auto made = TestType::client_context::create(client);

    REQUIRE(made);
    CHECK(made->effective_policy().cipher_suites.size() == 3);
}

// Values.

TEMPLATE_LIST_TEST_CASE("a context keeps nothing of its settings", "[context]", test::backends) {
    auto pki = test::standard();
    std::string protocol = "h2";
    auto wanted = test::settings{
        .client = {.trust = trust::only(pki.root_pem), .alpn = {protocol}},
        .server = {.credential = test::credential_of(pki.chain_pem, pki.key_pem),
                   .alpn = {protocol}},
    };
    const auto client = TestType::client_context::create(wanted.client);
    const auto server = TestType::server_context::create(wanted.server);
    REQUIRE(client);
    REQUIRE(server);
    for (auto* each : {&pki.root_pem, &pki.chain_pem, &pki.key_pem, &protocol})
        each->assign(each->size(), 'x');

    auto ends = onetls::memory_pipe::create();
    auto here = TestType::template stream<onetls::memory_pipe>::client(
        *client, *onetls::identity::parse("example.org"), std::move(ends->first));
    auto there =
        TestType::template stream<onetls::memory_pipe>::server(*server, std::move(ends->second));
    REQUIRE(test::handshake(*here, *there));
    CHECK(here->info().application_protocol == "h2");
}
