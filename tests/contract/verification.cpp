// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_view.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "native_server.hpp"
#include "pki.hpp"
#include "words.hpp"

// The server is OpenSSL's own, which shows any chain; the clients are ours.

namespace {

using onetls::alert_description;
using onetls::errc;
using onetls::protocol_version;
using onetls::reason;
using std::chrono::hours;

/// A reason and the depth that it is found at.
struct expected_finding {
    reason why;
    int depth = 0;
};

/// A server's chain, the client's trust and whom the client expects.
struct scenario {
    std::string chain;
    std::string key;
    std::string trust = test::standard().root_pem;
    std::string host = "example.org";
    onetls::policy policy = onetls::policies::recommended;
};

/// What came of it, after both ends are gone.
struct outcome {
    onetls::error client{errc::internal};
    onetls::error write{errc::internal};
    onetls::error read{errc::internal};
    onetls::verification from_error;
    onetls::verification from_stream;
    bool client_done = false;
    bool server_done = false;
    bool server_failed = false;
    alert_description server_alert = alert_description::none;
    std::size_t server_received = 0;
};

template <class Stream>
void take_turns(Stream& client, test::native_server& server, outcome& seen) {
    auto done = client.handshake();
    for (int turn = 0; turn != 16; ++turn) {
        seen.server_done = server.handshake();
        if (test::may_go_on(done)) done = client.handshake();
    }
    seen.client_done = done.has_value();
    if (done) return;
    seen.client = done.error();
    seen.from_error = done.error().report;
}

template <class Backend>
outcome attempt(const scenario& wanted, protocol_version version) {
    const auto context = test::value_of(Backend::client_context::create({
                                            .trust = onetls::trust::only(wanted.trust),
                                            .policy = wanted.policy.with_versions(version, version),
                                        }),
                                        "client context");
    auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
    test::native_server server{{.chain_pem = wanted.chain, .key_pem = wanted.key},
                               std::move(ends.second)};
    auto client = test::value_of(
        Backend::template stream<onetls::memory_pipe>::client(
            context, test::value_of(onetls::identity::parse(wanted.host), "identity"),
            std::move(ends.first)),
        "client stream");
    outcome seen;
    take_turns(client, server, seen);
    seen.from_stream = client.verification();
    seen.write = test::write_error(client);
    seen.read = test::read_error(client);
    seen.server_received = server.received().size();
    seen.server_failed = server.failed();
    seen.server_alert = server.alert();
    return seen;
}

std::string told(reason why, int depth) {
    return std::string{name_of(why)} + " at " + std::to_string(depth);
}

std::set<std::string> told(const onetls::verification& report) {
    std::set<std::string> all;
    for (const auto& each : report.findings()) all.insert(told(each.why, each.depth));
    return all;
}

std::set<std::string> told(const std::vector<expected_finding>& expected) {
    std::set<std::string> all;
    for (const auto& each : expected) all.insert(told(each.why, each.depth));
    return all;
}

std::size_t certificates_in(const std::string& pem) {
    std::size_t count = 0;
    for (std::size_t at = pem.find("BEGIN C"); at != pem.npos; at = pem.find("BEGIN C", at + 1))
        ++count;
    return count;
}

/// The alert for `expected`, by the contract's own order.
alert_description alert_for(const std::vector<expected_finding>& expected) {
    onetls::finding_list findings;
    for (const auto& each : expected)
        findings.push_back({each.why, static_cast<std::uint8_t>(each.depth)});
    return onetls::alert_for(findings);
}

void check_report(const onetls::verification& report, const scenario& wanted,
                  const std::vector<expected_finding>& expected) {
    REQUIRE(report.known());
    CHECK_FALSE(report.trusted());
    CHECK(told(report) == told(expected));
    CHECK(report.chain().size() == certificates_in(wanted.chain));
    REQUIRE_FALSE(report.chain().empty());
    CHECK(test::to_pem(test::bytes(report.chain()[0].begin(), report.chain()[0].end())) ==
          wanted.chain.substr(0, wanted.chain.find("-----END") + 26));
    CHECK(report.presented().has_value());
    REQUIRE(report.expected());
    CHECK(*report.expected() == *onetls::identity::parse(wanted.host));
    CHECK(report.explain().view().find("refused") != std::string_view::npos);
}

void check_refused(const outcome& seen, const scenario& wanted,
                   const std::vector<expected_finding>& expected) {
    CHECK_FALSE(seen.client_done);
    CHECK(seen.client.code == errc::untrusted_peer);
    CHECK(seen.client.alert == alert_for(expected));
    check_report(seen.from_error, wanted, expected);
    check_report(seen.from_stream, wanted, expected);
    CHECK(seen.write.code == errc::untrusted_peer);
    CHECK(seen.read.code == errc::untrusted_peer);
    CHECK(seen.server_failed);
    CHECK(seen.server_alert == alert_for(expected));
    CHECK(seen.server_received == 0);
}

/// Checks that the client refuses `wanted` for exactly the `expected` reasons, in both versions.
template <class Backend>
void refuses(const scenario& wanted, const std::vector<expected_finding>& expected) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(Backend::name, version);
        check_refused(attempt<Backend>(wanted, version), wanted, expected);
    }
}

void check_accepted(const outcome& seen, const scenario& wanted) {
    INFO(onetls::message(seen.client).view());
    INFO(seen.from_error.explain().view());
    CHECK(seen.client_done);
    CHECK(seen.server_done);
    CHECK(seen.from_stream.trusted());
    CHECK(seen.from_stream.findings().empty());
    CHECK(seen.from_stream.chain().size() == certificates_in(wanted.chain));
    CHECK_FALSE(seen.from_stream.verified_chain().empty());
    CHECK(seen.from_stream.expected() == onetls::identity::parse(wanted.host).value());
    CHECK(seen.server_received == 1);
}

template <class Backend>
void accepts(const scenario& wanted) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(Backend::name, version, wanted.host);
        check_accepted(attempt<Backend>(wanted, version), wanted);
    }
}

/// A server's certificate as `spec` says, issued by the standard intermediate.
scenario issued(const test::certificate_spec& spec, std::string host = "example.org") {
    const auto& pki = test::standard();
    const auto leaf = pki.intermediate.issue(spec);
    return {.chain = leaf.pem() + pki.intermediate.pem(),
            .key = leaf.key().pem(),
            .host = std::move(host)};
}

/// As above, with only names to say.
scenario named(test::texts names, std::string host) {
    return issued({.names = std::move(names)}, std::move(host));
}

/// The chain of a leaf for example.org, of authorities that `specs` say, below the standard root.
scenario below(const std::vector<test::certificate_spec>& specs) {
    auto issuer = test::standard().root;
    std::string authorities;
    for (const auto& each : specs) {
        issuer = issuer.issue(each);
        authorities = issuer.pem() + authorities;
    }
    const auto leaf = issuer.issue({.names = {"dns:example.org"}});
    return {.chain = leaf.pem() + authorities, .key = leaf.key().pem()};
}

scenario standard_server(std::string host = "example.org") {
    const auto& pki = test::standard();
    return {.chain = pki.chain_pem, .key = pki.key_pem, .host = std::move(host)};
}

}  // namespace

// Names.

TEMPLATE_LIST_TEST_CASE("a client accepts the name that it expects", "[verification]",
                        test::backends) {
    for (const auto* host : {"example.org", "EXAMPLE.org", "example.org.", "a.wild.example.org"})
        accepts<TestType>(standard_server(host));
    accepts<TestType>(named({"dns:EXAMPLE.ORG"}, "example.org"));
    accepts<TestType>(named({"dns:first.org", "email:a@b.c", "dns:last.org"}, "last.org"));
    accepts<TestType>(named({"dns:xn--bcher-kva.example"}, "xn--bcher-kva.example"));
    accepts<TestType>(named({"dns:*.com", "dns:example.com"}, "example.com"));
}

TEMPLATE_LIST_TEST_CASE("a client accepts the address that it expects", "[verification]",
                        test::backends) {
    for (const auto* host : {"192.0.2.1", "2001:db8::1", "[2001:db8::1]", "2001:0DB8:0:0:0:0:0:1"})
        accepts<TestType>(standard_server(host));
}

TEMPLATE_LIST_TEST_CASE("a client refuses a certificate for another name", "[verification]",
                        test::backends) {
    for (const auto* host : {"example.com", "www.example.org", "org", "xexample.org",
                             "example.orgx", "wild.example.org", "a.b.wild.example.org"}) {
        CAPTURE(host);
        refuses<TestType>(standard_server(host), {{reason::name_mismatch}});
    }
}

TEMPLATE_LIST_TEST_CASE("a client refuses a certificate for another address", "[verification]",
                        test::backends) {
    for (const auto* host : {"192.0.2.2", "2001:db8::2", "::ffff:192.0.2.1"}) {
        CAPTURE(host);
        refuses<TestType>(standard_server(host), {{reason::name_mismatch}});
    }
}

TEMPLATE_LIST_TEST_CASE("a client never looks at the common name", "[verification]",
                        test::backends) {
    const auto none = std::vector<expected_finding>{{reason::no_alternative_name}};

    refuses<TestType>(issued({.common_name = "example.org"}), none);
    refuses<TestType>(issued({.common_name = "192.0.2.1"}, "192.0.2.1"), none);
    refuses<TestType>(issued({.common_name = "example.org", .names = {"email:a@example.org"}}),
                      none);
    refuses<TestType>(issued({.common_name = "example.org", .names = {"dns:example.com"}}),
                      {{reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a client takes a name only from a subjectAltName of its kind",
                        "[verification]", test::backends) {
    const auto none = std::vector<expected_finding>{{reason::no_alternative_name}};

    refuses<TestType>(named({"dns:192.0.2.1"}, "192.0.2.1"), none);
    refuses<TestType>(named({"dns:*.0.2.1"}, "192.0.2.1"), none);
    refuses<TestType>(named({"dns:example.org"}, "192.0.2.1"), none);
    refuses<TestType>(named({"uri:https://example.org", "uri:example.org"}, "example.org"), none);
    refuses<TestType>(named({"email:example@example.org"}, "example.org"), none);
    refuses<TestType>(named({"ip:192.0.2.1"}, "example.org"), none);
    refuses<TestType>(named({"dns:192.0.2.1", "ip:192.0.2.2"}, "192.0.2.1"),
                      {{reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses a wildcard that stands for too much", "[verification]",
                        test::backends) {
    refuses<TestType>(named({"dns:*.com"}, "example.com"), {{reason::wildcard_too_wide}});
    for (const auto& [presented, host] :
         {std::pair{"dns:*", "localhost"}, std::pair{"dns:f*.example.org", "foo.example.org"},
          std::pair{"dns:*o.example.org", "foo.example.org"},
          std::pair{"dns:f*o.example.org", "foo.example.org"},
          std::pair{"dns:*.*.org", "a.example.org"}, std::pair{"dns:a.*.org", "a.example.org"},
          std::pair{"dns:*.example.org", "example.org"},
          std::pair{"dns:*.example.org", "a.b.example.org"},
          std::pair{"dns:.example.org", "a.example.org"},
          std::pair{"dns:xn--*.example.org", "xn--a.example.org"}}) {
        CAPTURE(presented, host);
        refuses<TestType>(named({presented}, host), {{reason::name_mismatch}});
    }
}

// Time.

TEMPLATE_LIST_TEST_CASE("a client refuses a certificate out of its time", "[verification]",
                        test::backends) {
    auto expired = test::certificate_spec{.names = {"dns:example.org"}};
    expired.begins = hours{-48};
    expired.ends = hours{-24};
    auto future = test::certificate_spec{.names = {"dns:example.org"}};
    future.begins = hours{24};
    future.ends = hours{48};

    refuses<TestType>(issued(expired), {{reason::expired}});
    refuses<TestType>(issued(future), {{reason::not_yet_valid}});
    refuses<TestType>(issued(expired, "example.com"), {{reason::expired}, {reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses an intermediate out of its time", "[verification]",
                        test::backends) {
    auto expired = test::authority("expired");
    expired.begins = hours{-48};
    expired.ends = hours{-24};
    auto future = test::authority("future");
    future.begins = hours{24};
    future.ends = hours{48};

    refuses<TestType>(below({expired}), {{reason::expired, 1}});
    refuses<TestType>(below({future}), {{reason::not_yet_valid, 1}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses an anchor out of its time", "[verification]",
                        test::backends) {
    auto spec = test::authority("expired root");
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    const auto root = test::certified::self_signed(spec);
    const auto leaf = root.issue({.names = {"dns:example.org"}});

    refuses<TestType>({.chain = leaf.pem(), .key = leaf.key().pem(), .trust = root.pem()},
                      {{reason::expired, 1}});
}

// Paths.

TEMPLATE_LIST_TEST_CASE("a client refuses a chain that leads to no anchor", "[verification]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto stranger = test::certified::self_signed(test::authority("stranger"));
    auto unknown_root = standard_server();
    unknown_root.trust = stranger.pem();
    auto root_included = unknown_root;
    root_included.chain += pki.root_pem;
    auto no_intermediate = standard_server();
    no_intermediate.chain = pki.server.pem();
    auto wrong_intermediate = standard_server();
    wrong_intermediate.chain =
        pki.server.pem() + pki.root.issue(test::authority("of no use")).pem();

    refuses<TestType>(unknown_root, {{reason::unknown_issuer, 1}});
    refuses<TestType>(root_included, {{reason::untrusted_root, 2}});
    refuses<TestType>(no_intermediate, {{reason::unknown_issuer}});
    refuses<TestType>(wrong_intermediate, {{reason::unknown_issuer}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses a certificate that vouches for itself", "[verification]",
                        test::backends) {
    const auto made = test::certified::self_signed({.names = {"dns:example.org"}});
    const scenario alone{.chain = made.pem(), .key = made.key().pem()};
    auto misnamed = alone;
    misnamed.host = "example.com";
    auto trusted = alone;
    trusted.trust = made.pem();

    refuses<TestType>(alone, {{reason::self_signed}});
    refuses<TestType>(misnamed, {{reason::self_signed}, {reason::name_mismatch}});
    accepts<TestType>(trusted);
}

TEMPLATE_LIST_TEST_CASE("trust in itself saves no certificate from its name and time",
                        "[verification]", test::backends) {
    auto spec = test::certificate_spec{.names = {"dns:example.org"}};
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    const auto made = test::certified::self_signed(spec);

    refuses<TestType>(
        {.chain = made.pem(), .key = made.key().pem(), .trust = made.pem(), .host = "example.com"},
        {{reason::expired}, {reason::name_mismatch}});
}

// A root of the same name with another key.
TEMPLATE_LIST_TEST_CASE("a client is not misled by an anchor's name", "[verification]",
                        test::backends) {
    const auto impostor = test::certified::self_signed(test::authority("OneTLS test root"));
    const auto leaf = impostor.issue({.names = {"dns:example.org"}});

    const auto seen =
        attempt<TestType>({.chain = leaf.pem(), .key = leaf.key().pem()}, protocol_version::tls1_3);

    CHECK_FALSE(seen.client_done);
    CHECK(seen.client.code == errc::untrusted_peer);
}

// Within a handshake, too, where the libraries compare names more loosely.
TEMPLATE_LIST_TEST_CASE("a client takes an issuer's name as its own certificate writes it",
                        "[verification]", test::backends) {
    const auto of_one_key = [](std::string name) {
        auto spec = test::authority(std::move(name));
        spec.key = test::key_kind::rsa2048;
        return test::certified::self_signed(spec);
    };
    const auto trusted = of_one_key("Authority");
    const auto shown_by = [&](const test::certified& issuer) {
        const auto leaf = issuer.issue({.names = {"dns:example.org"}});
        return scenario{.chain = leaf.pem(), .key = leaf.key().pem(), .trust = trusted.pem()};
    };

    accepts<TestType>(shown_by(trusted));
    for (const auto* written : {"authority", "AUTHORITY", "Authority ", " Authority"})
        refuses<TestType>(shown_by(of_one_key(written)), {{reason::unknown_issuer}});
}

TEMPLATE_LIST_TEST_CASE("a client accepts every path to an anchor", "[verification]",
                        test::backends) {
    const auto& pki = test::standard();
    auto partial = standard_server();
    partial.trust = pki.intermediate.pem();
    auto root_included = standard_server();
    root_included.chain += pki.root_pem;
    auto one_of_many = standard_server();
    one_of_many.trust =
        test::certified::self_signed(test::authority("other")).pem() + pki.root_pem + pki.root_pem;
    auto unrelated_behind = standard_server();
    unrelated_behind.chain += pki.root.issue(test::authority("unrelated")).pem();

    accepts<TestType>(partial);
    accepts<TestType>(root_included);
    accepts<TestType>(one_of_many);
    accepts<TestType>(unrelated_behind);
    accepts<TestType>(
        below({test::authority("first"), test::authority("second"), test::authority("third")}));
}

TEMPLATE_LIST_TEST_CASE("a certificate that another one issued is no anchor of itself",
                        "[verification]", test::backends) {
    auto with_chain = standard_server();
    with_chain.trust = test::standard().server.pem();
    auto alone = with_chain;
    alone.chain = test::standard().server.pem();

    refuses<TestType>(with_chain, {{reason::unknown_issuer, 1}});
    refuses<TestType>(alone, {{reason::unknown_issuer}});
}

TEMPLATE_LIST_TEST_CASE("a client accepts intermediates in any order", "[verification]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto second = pki.intermediate.issue(test::authority("second"));
    const auto leaf = second.issue({.names = {"dns:example.org"}});

    accepts<TestType>(
        {.chain = leaf.pem() + pki.intermediate.pem() + second.pem(), .key = leaf.key().pem()});
}

TEMPLATE_LIST_TEST_CASE("a client refuses a broken signature", "[verification]", test::backends) {
    const auto& pki = test::standard();
    auto broken = pki.server.der();
    broken.back() ^= std::byte{1};

    refuses<TestType>({.chain = test::to_pem(broken) + pki.intermediate.pem(), .key = pki.key_pem},
                      {{reason::bad_signature}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses an issuer that is no authority", "[verification]",
                        test::backends) {
    auto no_authority = test::authority("no authority");
    no_authority.is_authority = false;
    auto no_constraints = test::authority("no constraints");
    no_constraints.has_basic_constraints = false;
    auto old = test::authority("old");
    old.version = 1;
    auto wrong_usage = test::authority("wrong usage");
    wrong_usage.key_usages = {"digitalSignature"};

    refuses<TestType>(below({no_authority}), {{reason::not_a_certificate_authority, 1}});
    refuses<TestType>(below({no_constraints}), {{reason::not_a_certificate_authority, 1}});
    refuses<TestType>(below({old}),
                      {{reason::not_a_certificate_authority, 1}, {reason::old_version, 1}});
    refuses<TestType>(below({wrong_usage}), {{reason::wrong_key_usage, 1}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses more authorities than a path length allows",
                        "[verification]", test::backends) {
    auto last = test::authority("allows none below");
    last.path_length = 0;

    refuses<TestType>(below({last, test::authority("below")}), {{reason::path_too_long, 2}});
    accepts<TestType>(below({test::authority("above"), last}));
}

// Purpose and strength.

TEMPLATE_LIST_TEST_CASE("a client refuses a certificate for another purpose", "[verification]",
                        test::backends) {
    const auto with = [](test::texts usages) {
        return issued({.names = {"dns:example.org"}, .extended_key_usages = std::move(usages)});
    };

    refuses<TestType>(with({"clientAuth"}), {{reason::wrong_purpose}});
    refuses<TestType>(with({"clientAuth", "emailProtection"}), {{reason::wrong_purpose}});
    accepts<TestType>(with({"clientAuth", "serverAuth"}));
    accepts<TestType>(with({}));
}

TEMPLATE_LIST_TEST_CASE("a client refuses a key that is too small", "[verification]",
                        test::backends) {
    auto small_authority = test::authority("small");
    small_authority.key = test::key_kind::rsa1024;

    refuses<TestType>(issued({.names = {"dns:example.org"}, .key = test::key_kind::rsa1024}),
                      {{reason::weak_key}});
    refuses<TestType>(below({small_authority}), {{reason::weak_key, 1}});
}

TEMPLATE_LIST_TEST_CASE("the floor for RSA keys is the policy's", "[verification]",
                        test::backends) {
    const auto& pki = test::standard_rsa();
    scenario wanted{.chain = pki.chain_pem, .key = pki.key_pem, .trust = pki.root_pem};
    accepts<TestType>(wanted);

    wanted.policy.minimum_rsa_bits = 3072;

    refuses<TestType>(wanted, {{reason::weak_key}, {reason::weak_key, 1}, {reason::weak_key, 2}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses a signature with a weak hash", "[verification]",
                        test::backends) {
    auto weak_authority = test::authority("weak");
    weak_authority.hash = "SHA1";

    refuses<TestType>(issued({.names = {"dns:example.org"}, .hash = "SHA1"}),
                      {{reason::weak_hash}});
    refuses<TestType>(below({weak_authority}), {{reason::weak_hash, 1}});
}

TEMPLATE_LIST_TEST_CASE("how an anchor is signed does not matter", "[verification]",
                        test::backends) {
    auto spec = test::authority("old root");
    spec.hash = "SHA1";
    const auto root = test::certified::self_signed(spec);
    const auto leaf = root.issue({.names = {"dns:example.org"}, .hash = "SHA384"});

    accepts<TestType>({.chain = leaf.pem(), .key = leaf.key().pem(), .trust = root.pem()});
}

TEMPLATE_LIST_TEST_CASE("a client refuses a critical extension that it does not know",
                        "[verification]", test::backends) {
    const test::raw_extension unknown{
        .oid = "1.3.6.1.4.1.99999.1", .critical = true, .der = {std::byte{5}, std::byte{0}}};
    auto tolerated = unknown;
    tolerated.critical = false;

    const auto wanted = issued({.names = {"dns:example.org"}, .extensions = {unknown}});
    if (std::string_view{TestType::name} == "mbedtls") {
        // Mbed TLS refuses to parse it, so that nothing is there to be judged.
        const auto seen = attempt<TestType>(wanted, protocol_version::tls1_3);
        CHECK(seen.client.code == errc::untrusted_peer);
        CHECK(told(seen.from_error) == std::set<std::string>{"malformed at 0"});
        CHECK(seen.from_error.chain().empty());
    } else {
        refuses<TestType>(wanted, {{reason::unknown_critical_extension}});
    }
    accepts<TestType>(issued({.names = {"dns:example.org"}, .extensions = {tolerated}}));
}

TEMPLATE_LIST_TEST_CASE("a client tells every reason at once", "[verification]", test::backends) {
    auto spec = test::certificate_spec{.names = {"dns:example.org"}};
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    spec.extended_key_usages = {"clientAuth"};
    auto wanted = issued(spec, "example.com");
    wanted.trust = test::certified::self_signed(test::authority("stranger")).pem();

    refuses<TestType>(wanted, {{reason::expired},
                               {reason::name_mismatch},
                               {reason::wrong_purpose},
                               {reason::unknown_issuer, 1}});
}

// Pairs: the server's side of a refusal.

TEMPLATE_LIST_TEST_CASE("a server learns that it was refused", "[verification]", test::pairs) {
    using server = typename TestType::server;
    CAPTURE(TestType::name());
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        auto wanted = test::standard_settings(version);
        wanted.peer = "example.com";
        auto ends = test::joined_pair<TestType>(wanted);

        const auto shaken = test::handshake(ends.client, ends.server);

        REQUIRE_FALSE(shaken.client);
        CHECK(shaken.client.error().code == errc::untrusted_peer);
        REQUIRE_FALSE(shaken.server);
        CHECK(shaken.server.error().code == errc::peer_alert);
        if (server::supports(onetls::feature::reports_peer_alert))
            CHECK(shaken.server.error().alert == alert_description::bad_certificate);
        CHECK(test::read_error(ends.server).code == errc::peer_alert);
    }
}

TEMPLATE_LIST_TEST_CASE("a server that asks for no certificate knows nothing of its client",
                        "[verification]", test::pairs) {
    const auto ends = test::connected<TestType>();

    CHECK_FALSE(ends.server.verification().known());
    CHECK(ends.client.verification().trusted());
    const auto report = ends.client.verification();
    CHECK(report.verified_chain().size() == 3);
}
