// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/file.hpp>
#include <onetls/insecure.hpp>
#include <onetls/memory_pin_store.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "name_limits.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"
#include "words.hpp"

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::reason;
using onetls::timestamp;
using onetls::trust;
using onetls::verify_settings;
using std::chrono::hours;
using test::certificate_spec;
using test::certified;
using test::founds;
using test::name_limits;
using test::pin_of;

onetls::identity host(std::string_view name = "example.org") {
    return onetls::identity::parse(name).value();
}

template <class Backend>
onetls::verification verified(const std::string& chain, const verify_settings& settings) {
    CAPTURE(Backend::name);
    return test::value_of(Backend::verify(chain, settings), "verify");
}

template <class Backend>
void accepts(const std::string& chain, const verify_settings& settings,
             const founds& tolerated = {}) {
    CAPTURE(Backend::name);
    const auto report = verified<Backend>(chain, settings);
    INFO(report.explain().view());
    test::check_trusted(report, tolerated);
}

template <class Backend>
void refuses(const std::string& chain, const verify_settings& settings, const founds& expected) {
    CAPTURE(Backend::name);
    const auto report = verified<Backend>(chain, settings);
    CHECK(report.known());
    CHECK_FALSE(report.trusted());
    CHECK(test::told(report.findings()) == test::told(expected));
}

/// The standard chain for example.org.
verify_settings standard() {
    return {.trust = trust::only(test::standard().root_pem), .identity = host()};
}

/// A chain below the standard root: `authority`, and a leaf that it issues as `spec` says.
std::string below(const certificate_spec& authority, const certificate_spec& spec) {
    const auto issuer = test::standard().root.issue(authority);
    return issuer.issue(spec).pem() + issuer.pem();
}

certificate_spec named(test::texts names) {
    certificate_spec spec;
    spec.names = std::move(names);
    return spec;
}

certificate_spec expired(certificate_spec spec) {
    spec.begins = hours{-48};
    spec.ends = hours{-24};
    return spec;
}

certificate_spec limited(const test::texts& permitted, const test::texts& excluded) {
    auto spec = test::authority("limited");
    spec.extensions = {name_limits(permitted, excluded)};
    return spec;
}

}  // namespace

// Agreement with the handshake.

namespace {

/// A chain, and what it is held against: by a handshake and without one.
struct scenario {
    std::string name;
    test::shown server;
    std::string anchors = test::standard().root_pem;
    std::string host = "example.org";
    std::string crls = {};
    onetls::trust_terms terms = {};
    founds found = {};
    founds tolerated = {};
};

std::vector<scenario> scenarios() {
    const auto& pki = test::standard();
    const auto issued = [&](const certificate_spec& spec) {
        return test::show(pki.intermediate.issue(spec), {pki.intermediate.pem()});
    };
    const test::shown good{pki.chain_pem, pki.key_pem};
    auto broken_der = pki.server.der();
    broken_der.back() ^= std::byte{1};
    const test::shown broken{test::to_pem(broken_der) + pki.intermediate.pem(), pki.key_pem};
    const auto stranger = certified::self_signed(test::authority("stranger"));
    const auto alone = certified::self_signed(named({"dns:example.org"}));
    const auto late = expired(named({"dns:example.org"}));
    const auto lists = [&](const std::vector<certified>& leaves) {
        return test::revocation_list(pki.root) +
               test::revocation_list(pki.intermediate, {.revoked = leaves});
    };
    const onetls::trust_terms pinned{.pins = {pin_of(stranger)}};
    const onetls::trust_terms keyed{.trusted_keys = {pin_of(alone)}};
    const onetls::trust_terms careless{.waived = onetls::insecure::any_certificate()};

    return {
        {.name = "good", .server = good},
        {.name = "good with lists", .server = good, .crls = lists({})},
        {.name = "another name",
         .server = good,
         .host = "example.com",
         .found = {{reason::name_mismatch}}},
        {.name = "no name", .server = issued({}), .found = {{reason::no_alternative_name}}},
        {.name = "wildcard",
         .server = issued(named({"dns:*.org"})),
         .found = {{reason::wildcard_too_wide}}},
        {.name = "expired", .server = issued(late), .found = {{reason::expired}}},
        {.name = "unknown root",
         .server = good,
         .anchors = stranger.pem(),
         .found = {{reason::unknown_issuer, 1}}},
        {.name = "untrusted root",
         .server = test::show(pki.server, {pki.intermediate.pem(), pki.root_pem}),
         .anchors = stranger.pem(),
         .found = {{reason::untrusted_root, 2}}},
        {.name = "no intermediate",
         .server = test::show(pki.server),
         .found = {{reason::unknown_issuer}}},
        {.name = "broken signature", .server = broken, .found = {{reason::bad_signature}}},
        {.name = "self-signed", .server = test::show(alone), .found = {{reason::self_signed}}},
        {.name = "self-signed and trusted", .server = test::show(alone), .anchors = alone.pem()},
        {.name = "small key",
         .server = issued({.names = {"dns:example.org"}, .key = test::key_kind::rsa1024}),
         .found = {{reason::weak_key}}},
        {.name = "revoked",
         .server = good,
         .crls = lists({pki.server}),
         .found = {{reason::revoked}}},
        {.name = "no list",
         .server = good,
         .crls = test::revocation_list(pki.root),
         .found = {{reason::revocation_unknown}}},
        {.name = "pin", .server = good, .terms = pinned, .found = {{reason::pin_mismatch}}},
        {.name = "trusted key",
         .server = test::show(alone),
         .terms = keyed,
         .tolerated = {{reason::self_signed}}},
        {.name = "trusted key, another name",
         .server = test::show(alone),
         .host = "example.com",
         .terms = keyed,
         .found = {{reason::name_mismatch}},
         .tolerated = {{reason::self_signed}}},
        {.name = "any certificate",
         .server = test::show(certified::self_signed(late)),
         .host = "example.com",
         .terms = careless,
         .tolerated = {{reason::expired}, {reason::name_mismatch}, {reason::self_signed}}},
    };
}

// A server that has a small key cannot be had of every backend.
template <class Backend>
std::optional<onetls::verification> shaken(const scenario& wanted) {
    const test::settings both{
        .client = {.trust = trust::only(wanted.anchors),
                   .crls = wanted.crls,
                   .terms = wanted.terms},
        .server = {.credential = wanted.server.credential()},
        .peer = wanted.host,
    };
    if (!Backend::server_context::create(both.server)) return std::nullopt;
    return test::shake<test::pair<Backend, Backend>>(both).client.report;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("off-line and in a handshake the verdict is the same", "[offline]",
                        test::backends) {
    for (const auto& each : scenarios()) {
        CAPTURE(TestType::name, each.name);
        const auto report =
            verified<TestType>(each.server.chain, {.trust = trust::only(each.anchors),
                                                   .identity = host(each.host),
                                                   .crls = each.crls,
                                                   .terms = each.terms});
        CHECK(test::told(report.findings()) == test::told(each.found));
        CHECK(test::told(report.tolerated()) == test::told(each.tolerated));
        if (const auto live = shaken<TestType>(each)) {
            CHECK(test::told(live->findings()) == test::told(each.found));
            CHECK(test::told(live->tolerated()) == test::told(each.tolerated));
            CHECK(live->verified_chain().size() == report.verified_chain().size());
        }
    }
}

// Settings.

TEMPLATE_LIST_TEST_CASE("off-line, a chain is judged at any time", "[offline]", test::backends) {
    const auto& pki = test::standard();
    const auto der = pki.server.der();
    const auto leaf = onetls::certificate_view::parse(der).value();
    const auto anchor = pki.intermediate.pem();
    const auto issuer_der = pki.intermediate.der();
    const auto issuer = onetls::certificate_view::parse(issuer_der).value();
    const auto at = [&](timestamp when) {
        return verify_settings{.trust = trust::only(anchor), .identity = host(), .time = when};
    };
    const auto first = std::max(leaf.not_before(), issuer.not_before());
    const auto last = std::min(leaf.not_after(), issuer.not_after());

    accepts<TestType>(pki.chain_pem, at(first));
    accepts<TestType>(pki.chain_pem, at(last));
    CHECK_FALSE(verified<TestType>(pki.chain_pem, at(timestamp{first.seconds - 1})).trusted());
    CHECK_FALSE(verified<TestType>(pki.chain_pem, at(timestamp{last.seconds + 1})).trusted());
    refuses<TestType>(pki.chain_pem, at(timestamp{last.seconds + 86400}),
                      {{reason::expired}, {reason::expired, 1}});
    CHECK(verified<TestType>(pki.chain_pem, at(first)).time() == first);
}

TEMPLATE_LIST_TEST_CASE("off-line, a clock of one's own tells the time where none is given",
                        "[offline]", test::backends) {
    const auto& pki = test::standard();
    const auto anchor = pki.intermediate.pem();
    verify_settings wanted{.trust = trust::only(anchor), .identity = host()};
    wanted.clock = []() noexcept { return timestamp{1}; };

    CHECK(verified<TestType>(pki.chain_pem, wanted).has(reason::not_yet_valid));
    CHECK(verified<TestType>(pki.chain_pem, wanted).time() == timestamp{1});
    wanted.time = onetls::system_time();
    CHECK(verified<TestType>(pki.chain_pem, wanted).trusted());
}

TEMPLATE_LIST_TEST_CASE("off-line, without a time and without a clock nothing is judged",
                        "[offline]", test::backends) {
    const auto anchor = test::standard().intermediate.pem();
    verify_settings wanted{.trust = trust::only(anchor), .clock = nullptr};

    const auto refused = TestType::verify(test::standard().chain_pem, wanted);

    REQUIRE_FALSE(refused);
    CHECK(refused.error() ==
          onetls::error{onetls::errc::bad_input, onetls::cause::missing, onetls::field::clock});
}

TEMPLATE_LIST_TEST_CASE("off-line, a chain is judged for a role and for nobody in particular",
                        "[offline]", test::backends) {
    const auto& pki = test::standard();
    auto spec = certificate_spec{};
    spec.extended_key_usages = {"clientAuth"};
    const auto client = pki.intermediate.issue(spec).pem() + pki.intermediate.pem();
    const verify_settings as_client{.trust = trust::only(pki.root_pem),
                                    .purpose = onetls::purpose::client};
    const verify_settings as_server{.trust = trust::only(pki.root_pem)};

    accepts<TestType>(client, as_client);
    refuses<TestType>(client, as_server, {{reason::wrong_purpose}});
    accepts<TestType>(pki.chain_pem, as_server);
    refuses<TestType>(pki.chain_pem, as_client, {{reason::wrong_purpose}});
}

TEMPLATE_LIST_TEST_CASE("off-line, a chain is kept to a number of intermediates", "[offline]",
                        test::backends) {
    auto wanted = standard();
    wanted.most_intermediates = 1;
    accepts<TestType>(test::standard().chain_pem, wanted);

    wanted.most_intermediates = 0;
    refuses<TestType>(test::standard().chain_pem, wanted, {{reason::path_too_long, 1}});
}

TEMPLATE_LIST_TEST_CASE("off-line, a key that is seen first is trusted and not remembered",
                        "[offline]", test::backends) {
    onetls::memory_pin_store<1> store;
    const auto alone = certified::self_signed(named({"dns:example.org"}));
    const verify_settings wanted{
        .trust = trust::none(), .identity = host(), .terms = {.first_use = store}};

    accepts<TestType>(alone.pem(), wanted, {{reason::self_signed}});
    CHECK(store.size() == 0);

    REQUIRE(store.remember(host(), pin_of(test::standard().root)));
    refuses<TestType>(alone.pem(), wanted, {{reason::self_signed}, {reason::key_changed}});
}

TEMPLATE_LIST_TEST_CASE("off-line, without authorities nobody is trusted", "[offline]",
                        test::backends) {
    refuses<TestType>(test::standard().chain_pem, {.trust = trust::none(), .identity = host()},
                      {{reason::unknown_issuer, 1}});
}

TEMPLATE_LIST_TEST_CASE("off-line, a hook is asked too", "[offline]", test::backends) {
    auto wanted = standard();
    wanted.terms.hook.accepts = [](void*, const onetls::verification&) noexcept { return false; };

    refuses<TestType>(test::standard().chain_pem, wanted, {{reason::refused_by_hook}});
}

TEMPLATE_LIST_TEST_CASE("what cannot be read is an error, not a verdict", "[offline]",
                        test::backends) {
    const auto failure = [](std::string_view chain, const verify_settings& settings) {
        const auto report = TestType::verify(chain, settings);
        if (report) return error{errc::internal};
        return error{report.error().code, report.error().why, report.error().where};
    };
    const auto bad = [](field where, cause why) { return error{errc::bad_input, why, where}; };
    const auto& pki = test::standard();
    auto no_anchors = standard();
    no_anchors.trust = trust::only(onetls::file("/does/not/exist"));
    auto broken_list = standard();
    broken_list.crls = "no list";

    CHECK(failure("", standard()) == bad(field::certificate_chain, cause::no_certificate));
    CHECK(failure("none", standard()) == bad(field::certificate_chain, cause::malformed));
    CHECK(failure(pki.key_pem, standard()) == bad(field::certificate_chain, cause::no_certificate));
    CHECK(failure("-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n", standard()) ==
          bad(field::certificate_chain, cause::malformed));
    CHECK(failure(pki.chain_pem, no_anchors) == bad(field::trust, cause::not_found));
    CHECK(failure(pki.chain_pem, broken_list) == bad(field::crls, cause::malformed));
}

// Paths.

TEMPLATE_LIST_TEST_CASE("off-line, every path is tried until one is good", "[offline]",
                        test::backends) {
    // RSA keys come again by their number, so that an authority may have two certificates.
    const auto authority = [](std::string name, int number) {
        auto spec = test::authority(std::move(name));
        spec.key = test::key_kind::rsa2048;
        spec.key_number = number;
        return spec;
    };
    const auto old_root = certified::self_signed(authority("old root", 11));
    const auto new_root = certified::self_signed(authority("new root", 12));
    const auto crossed = old_root.issue(authority("new root", 12));
    const auto middle = new_root.issue(authority("middle", 13));
    const auto late_middle = new_root.issue(expired(authority("middle", 13)));
    const auto leaf = middle.issue(named({"dns:example.org"}));
    const auto with = [](const certified& anchor) {
        static std::string kept;
        kept = anchor.pem();
        return verify_settings{.trust = trust::only(kept), .identity = host()};
    };
    const auto rest = middle.pem() + crossed.pem();

    accepts<TestType>(leaf.pem() + rest, with(old_root));
    accepts<TestType>(leaf.pem() + rest, with(new_root));
    accepts<TestType>(leaf.pem() + crossed.pem() + middle.pem(), with(old_root));
    accepts<TestType>(leaf.pem() + late_middle.pem() + rest, with(old_root));
    accepts<TestType>(leaf.pem() + rest + late_middle.pem(), with(new_root));
    refuses<TestType>(leaf.pem() + late_middle.pem() + crossed.pem(), with(new_root),
                      {{reason::expired, 1}});
    const auto both = old_root.pem() + new_root.pem();
    accepts<TestType>(leaf.pem() + late_middle.pem() + rest,
                      {.trust = trust::only(both), .identity = host()});
}

TEMPLATE_LIST_TEST_CASE("off-line, authorities that vouch for one another lead nowhere",
                        "[offline]", test::backends) {
    const auto authority = [](std::string name, int number) {
        auto spec = test::authority(std::move(name));
        spec.key = test::key_kind::rsa2048;
        spec.key_number = number;
        return spec;
    };
    const auto one = certified::self_signed(authority("one", 14));
    const auto two = certified::self_signed(authority("two", 15));
    const auto one_by_two = two.issue(authority("one", 14));
    const auto two_by_one = one.issue(authority("two", 15));
    const auto leaf = one.issue(named({"dns:example.org"}));
    const auto chain = leaf.pem() + one_by_two.pem() + two_by_one.pem();

    CHECK_FALSE(verified<TestType>(chain, standard()).trusted());
    const auto anchor = two.pem();
    accepts<TestType>(chain, {.trust = trust::only(anchor), .identity = host()});
}

// Name constraints, critical as RFC 5280 wants them.

TEMPLATE_LIST_TEST_CASE("constraints permit DNS names", "[offline]", test::backends) {
    const auto only = limited({"dns:example.org"}, {});
    const auto check = [&](test::texts names, bool good) {
        const auto chain = below(only, named(std::move(names)));
        if (good) return accepts<TestType>(chain, standard());
        refuses<TestType>(chain, standard(), {{reason::name_constraint_violated}});
    };

    check({"dns:example.org"}, true);
    check({"dns:example.org", "dns:a.b.EXAMPLE.org", "dns:*.example.org"}, true);
    check({"dns:example.org", "dns:example.com"}, false);
    check({"dns:example.org", "dns:notexample.org"}, false);
    check({"dns:example.org", "dns:*.org"}, false);
    // Only DNS names are bounded.
    check({"dns:example.org", "ip:192.0.2.1", "email:a@example.com"}, true);
}

TEMPLATE_LIST_TEST_CASE("constraints exclude DNS names", "[offline]", test::backends) {
    const auto but = limited({}, {"dns:evil.example.org"});

    accepts<TestType>(below(but, named({"dns:example.org", "dns:good.example.org"})), standard());
    for (const auto* name :
         {"dns:evil.example.org", "dns:very.EVIL.example.org", "dns:*.example.org"})
        refuses<TestType>(below(but, named({"dns:example.org", name})), standard(),
                          {{reason::name_constraint_violated}});
}

TEMPLATE_LIST_TEST_CASE("constraints bound addresses", "[offline]", test::backends) {
    const auto only = limited({"ip:192.0.2.0/255.255.255.0", "ip:2001:db8::/ffff:ffff::"}, {});
    const auto but = limited({}, {"ip:192.0.2.128/255.255.255.128"});
    const auto check = [](const certificate_spec& authority, const std::string& address,
                          bool good) {
        CAPTURE(address);
        const auto chain = below(authority, named({"dns:example.org", "ip:" + address}));
        if (good) return accepts<TestType>(chain, standard());
        refuses<TestType>(chain, standard(), {{reason::name_constraint_violated}});
    };

    check(only, "192.0.2.77", true);
    check(only, "2001:db8:1::1", true);
    check(only, "192.0.3.1", false);
    check(only, "2001:db9::1", false);
    check(but, "192.0.2.127", true);
    check(but, "192.0.2.128", false);
}

TEMPLATE_LIST_TEST_CASE("constraints bound mailboxes", "[offline]", test::backends) {
    const auto only = limited({"email:example.org"}, {});
    const auto below_only = limited({"email:.example.org"}, {});
    const auto but = limited({}, {"email:root@example.org"});
    const auto check = [](const certificate_spec& authority, const std::string& mailbox,
                          bool good) {
        CAPTURE(mailbox);
        const auto chain = below(authority, named({"dns:example.org", "email:" + mailbox}));
        if (good) return accepts<TestType>(chain, standard());
        refuses<TestType>(chain, standard(), {{reason::name_constraint_violated}});
    };

    check(only, "a@example.org", true);
    check(only, "a@mail.example.org", false);
    check(only, "a@example.com", false);
    check(below_only, "a@mail.example.org", true);
    check(below_only, "a@example.org", false);
    check(but, "admin@example.org", true);
    check(but, "root@EXAMPLE.org", false);
}

TEMPLATE_LIST_TEST_CASE("constraints bound directory names", "[offline]", test::backends) {
    const auto only = limited({"directory:ours"}, {});
    const auto but = limited({}, {"directory:theirs"});
    const auto check = [](const certificate_spec& authority, std::string subject, bool good) {
        CAPTURE(subject);
        auto spec = named({"dns:example.org"});
        spec.common_name = std::move(subject);
        const auto chain = below(authority, spec);
        if (good) return accepts<TestType>(chain, standard());
        refuses<TestType>(chain, standard(), {{reason::name_constraint_violated}});
    };

    check(only, "ours", true);
    check(only, "OURS", true);
    check(only, "leaf", false);
    check(but, "leaf", true);
    check(but, "theirs", false);
}

TEMPLATE_LIST_TEST_CASE("constraints hold for every certificate below", "[offline]",
                        test::backends) {
    const auto& root = test::standard().root;
    const auto upper = root.issue(limited({"dns:example.org"}, {}));
    const auto lower = upper.issue(test::authority("lower"));
    const auto good = lower.issue(named({"dns:www.example.org", "dns:example.org"}));
    const auto bad = lower.issue(named({"dns:example.org", "dns:example.com"}));
    const auto rest = lower.pem() + upper.pem();

    accepts<TestType>(good.pem() + rest, standard());
    refuses<TestType>(bad.pem() + rest, standard(), {{reason::name_constraint_violated}});
}

// Lists.

TEMPLATE_LIST_TEST_CASE("off-line, a list that nobody can check clears nothing", "[offline]",
                        test::backends) {
    const auto& pki = test::standard();
    // What it covers is limited to authorities, critically: not every backend takes it in.
    const test::raw_extension limit{
        .oid = "2.5.29.28",
        .critical = true,
        .der = {std::byte{0x30}, std::byte{3}, std::byte{0x82}, std::byte{1}, std::byte{0xff}}};
    const auto lists = test::revocation_list(pki.root) +
                       test::revocation_list(pki.intermediate, {.extensions = {limit}});
    auto wanted = standard();
    wanted.crls = lists;

    refuses<TestType>(pki.chain_pem, wanted, {{reason::revocation_unknown}});
}

// The signature is of an algorithm that no backend knows, so that it is no signature at all.
TEMPLATE_LIST_TEST_CASE("off-line, a list with a signature that nobody knows clears nothing",
                        "[offline]", test::backends) {
    const auto& pki = test::standard();
    const auto impostor = certified::self_signed(test::authority("impostor"));
    auto forged = test::revocation_list(pki.intermediate, impostor);
    // ecdsa-with-SHA256 becomes the last of its kind but one, 1.2.840.10045.4.3.9, both times.
    const test::bytes known{std::byte{0x3d}, std::byte{4}, std::byte{3}, std::byte{2}};
    int changed = 0;
    for (auto at = forged.begin();
         (at = std::search(at, forged.end(), known.begin(), known.end())) != forged.end();
         ++changed)
        *(at += 3) = std::byte{9};
    REQUIRE(changed == 2);
    const auto lists = test::revocation_list(pki.root) + test::to_pem("X509 CRL", forged);
    auto wanted = standard();
    wanted.crls = lists;

    const auto report = verified<TestType>(pki.chain_pem, wanted);

    CHECK_FALSE(report.trusted());
    CHECK(report.has(reason::revocation_unknown));
}

// The report.

TEMPLATE_LIST_TEST_CASE("a report holds the certificates, the names and the time", "[offline]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto unrelated = certified::self_signed(test::authority("unrelated"));
    const timestamp when{onetls::system_time().seconds + 60};
    auto wanted = standard();
    wanted.identity = host("www.example.com");
    wanted.time = when;

    const auto report =
        verified<TestType>(pki.server.pem() + unrelated.pem() + pki.intermediate.pem(), wanted);

    const auto is = [](std::span<const std::byte> der, const certified& expected) {
        return test::bytes(der.begin(), der.end()) == expected.der();
    };
    REQUIRE(report.chain().size() == 3);
    CHECK(is(report.chain()[0], pki.server));
    CHECK(is(report.chain()[1], unrelated));
    CHECK(is(report.chain()[2], pki.intermediate));
    REQUIRE(report.verified_chain().size() == 3);
    CHECK(is(report.verified_chain()[0], pki.server));
    CHECK(is(report.verified_chain()[1], pki.intermediate));
    CHECK(is(report.verified_chain()[2], pki.root));
    CHECK(report.time() == when);
    CHECK(report.expected() == host("www.example.com"));
    REQUIRE(report.presented());
    CHECK(report.presented()->version() == 3);
    CHECK(report.has(reason::name_mismatch));
    CHECK_FALSE(report.has(reason::expired));
    const std::string told{report.explain().view()};
    CHECK(told.find("www.example.com") != told.npos);
    CHECK(told.find("*.wild.example.org") != told.npos);
}

TEMPLATE_LIST_TEST_CASE("a report of success holds the chain too", "[offline]", test::backends) {
    const auto report = verified<TestType>(test::standard().chain_pem, standard());

    CHECK(report.trusted());
    CHECK(report.known());
    CHECK(report.chain().size() == 2);
    CHECK(report.verified_chain().size() == 3);
    CHECK(report.expected() == host());
    CHECK(report.presented().has_value());
}

// RFC 5280 §7.1 calls such names equal; each library does so in a way of its own, Go and rustls in
// none.
TEMPLATE_LIST_TEST_CASE("an issuer's name has to be written as its own certificate writes it",
                        "[offline]", test::backends) {
    const auto of_one_key = [](std::string name) {
        auto spec = test::authority(std::move(name));
        spec.key = test::key_kind::rsa2048;
        return certified::self_signed(spec);
    };
    const auto trusted = of_one_key("Authority");
    const auto leaf = [](const certified& issuer) {
        return issuer.issue({.names = {"dns:example.org"}}).pem();
    };
    const auto anchor = trusted.pem();
    const verify_settings settings{.trust = trust::only(anchor), .identity = host()};

    accepts<TestType>(leaf(trusted), settings);
    for (const auto* written : {"authority", "AUTHORITY", "Authority ", " Authority"})
        refuses<TestType>(leaf(of_one_key(written)), settings, {{reason::unknown_issuer}});
}
