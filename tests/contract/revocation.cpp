// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>

#include "backends.hpp"
#include "loopback.hpp"
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
using onetls::trust;
using std::chrono::hours;
using test::client_accepts;
using test::client_refuses;
using test::revocation_list;

const test::standard_pki& pki() {
    return test::standard();
}

/// The standard server, and a client with revocation lists.
test::settings with(const std::string& lists) {
    auto wanted = test::standard_settings();
    wanted.client.crls = lists;
    return wanted;
}

std::string of_root(const test::revocation_spec& spec = {}) {
    return revocation_list(pki().root, spec);
}

std::string of_intermediate(const test::revocation_spec& spec = {}) {
    return revocation_list(pki().intermediate, spec);
}

template <class Backend>
error client_failure(const onetls::client_config& settings) {
    const auto made = Backend::client_context::create(settings);
    if (made) return {errc::internal};
    return {made.error().code, made.error().why, made.error().where};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a client accepts what lists in force clear", "[revocation]", test::pairs) {
    const auto elsewhere = test::certified::self_signed(test::authority("elsewhere"));
    const auto another = pki().intermediate.issue({.names = {"dns:example.com"}});
    const auto plain = of_root() + of_intermediate();
    const auto withdrawing_others = of_root() + of_intermediate({.revoked = {another}});
    const auto more = revocation_list(elsewhere) + of_intermediate() + of_root();

    client_accepts<TestType>(with(plain));
    client_accepts<TestType>(with(withdrawing_others));
    client_accepts<TestType>(with(more));
}

TEMPLATE_LIST_TEST_CASE("a client refuses a server that was revoked", "[revocation]", test::pairs) {
    const auto lists = of_root() + of_intermediate({.revoked = {pki().server}});

    client_refuses<TestType>(with(lists), {{reason::revoked}});
}

TEMPLATE_LIST_TEST_CASE("a client refuses an intermediate that was revoked", "[revocation]",
                        test::pairs) {
    const auto lists = of_root({.revoked = {pki().intermediate}}) + of_intermediate();

    client_refuses<TestType>(with(lists), {{reason::revoked, 1}});
}

TEMPLATE_LIST_TEST_CASE("a client that has lists wants one of every issuer", "[revocation]",
                        test::pairs) {
    const auto elsewhere =
        revocation_list(test::certified::self_signed(test::authority("elsewhere")));

    client_refuses<TestType>(with(of_root()), {{reason::revocation_unknown}});
    client_refuses<TestType>(with(of_intermediate()), {{reason::revocation_unknown, 1}});
    client_refuses<TestType>(with(elsewhere),
                             {{reason::revocation_unknown}, {reason::revocation_unknown, 1}});
}

TEMPLATE_LIST_TEST_CASE("a list out of its time clears nothing", "[revocation]", test::pairs) {
    const test::revocation_spec late{.begins = hours{-48}, .ends = hours{-24}};
    const test::revocation_spec early{.begins = hours{24}, .ends = hours{48}};

    for (const auto& each : {late, early}) {
        client_refuses<TestType>(with(of_root() + of_intermediate(each)),
                                 {{reason::revocation_unknown}});
        client_refuses<TestType>(with(of_root(each) + of_intermediate()),
                                 {{reason::revocation_unknown, 1}});
    }
}

TEMPLATE_LIST_TEST_CASE("a list that another key has signed clears nothing", "[revocation]",
                        test::pairs) {
    const auto impostor = test::certified::self_signed(test::authority("impostor"));
    const auto forged = test::to_pem("X509 CRL", revocation_list(pki().intermediate, impostor));

    client_refuses<TestType>(with(of_root() + forged), {{reason::revocation_unknown}});
}

TEMPLATE_LIST_TEST_CASE("a list of an issuer whose name is only alike clears nothing",
                        "[revocation]", test::pairs) {
    for (const auto* name :
         {"ONETLS TEST INTERMEDIATE", "OneTLS  test intermediate ", "OneTLS test intermediate2"}) {
        CAPTURE(name);
        const auto impostor = test::certified::self_signed(test::authority(name));
        const auto lists = of_root() + revocation_list(impostor);

        client_refuses<TestType>(with(lists), {{reason::revocation_unknown}});
    }
}

TEMPLATE_LIST_TEST_CASE("nothing below an anchor is left out, and the anchor needs no list",
                        "[revocation]", test::pairs) {
    const auto own = of_intermediate();
    auto partial = with(own);
    const auto anchor = pki().intermediate.pem();
    partial.client.trust = trust::only(anchor);
    const auto lists = of_intermediate({.revoked = {pki().server}});
    auto revoked = partial;
    revoked.client.crls = lists;

    client_accepts<TestType>(partial);
    client_refuses<TestType>(revoked, {{reason::revoked}});
}

TEMPLATE_LIST_TEST_CASE("no form of trust makes up for revocation", "[revocation]", test::pairs) {
    const auto lists = of_root() + of_intermediate({.revoked = {pki().server}});
    auto keyed = with(lists);
    keyed.client.terms.trusted_keys = {test::pin_of(pki().server)};
    auto waived = with(lists);
    waived.client.terms.waived = onetls::insecure::any_certificate();

    client_refuses<TestType>(keyed, {{reason::revoked}});
    client_refuses<TestType>(waived, {{reason::revoked}});
}

TEMPLATE_LIST_TEST_CASE("lists that cannot be read are refused with the context", "[revocation]",
                        test::backends) {
    const auto lists = [](std::string_view text) {
        auto settings = test::standard_settings().client;
        settings.crls = text;
        return client_failure<TestType>(settings);
    };
    const error malformed{errc::bad_input, cause::malformed, field::crls};
    const auto good = of_root();
    constexpr std::string_view broken = "-----BEGIN X509 CRL-----\n????\n-----END X509 CRL-----\n";
    constexpr std::string_view wrong =
        "-----BEGIN X509 CRL-----\nMAMCAQA=\n-----END X509 CRL-----\n";

    CHECK(lists(good).code == errc::internal);
    CHECK(lists("no list here") == malformed);
    CHECK(lists(broken) == malformed);
    CHECK(lists(wrong) == malformed);
    CHECK(lists(good + std::string{broken}) == malformed);
    CHECK(lists(good + std::string{wrong}) == malformed);
    CHECK(lists(good.substr(0, good.size() / 2)) == malformed);
    CHECK(lists(pki().root_pem) == malformed);
}

// An issuing distribution point that covers authorities alone: not every backend takes it in.
TEMPLATE_LIST_TEST_CASE("a list that limits itself clears nothing", "[revocation]", test::pairs) {
    const test::raw_extension limit{
        .oid = "2.5.29.28",
        .critical = true,
        .der = {std::byte{0x30}, std::byte{3}, std::byte{0x82}, std::byte{1}, std::byte{0xff}}};
    const auto lists = of_root() + of_intermediate({.extensions = {limit}});
    const auto wanted = with(lists);

    const auto refused = client_failure<typename TestType::client>(wanted.client);

    if (refused.code != errc::internal)
        CHECK(refused.where == field::crls);
    else
        client_refuses<TestType>(wanted, {{reason::revocation_unknown}});
}

TEMPLATE_LIST_TEST_CASE("a list may be given in DER", "[revocation]", test::backends) {
    const auto der = revocation_list(pki().root, pki().root);
    auto cut_off = der;
    cut_off.pop_back();
    auto settings = test::standard_settings().client;

    settings.crls = test::source_of(der);
    CHECK(client_failure<TestType>(settings).code == errc::internal);
    settings.crls = test::source_of(cut_off);
    CHECK(client_failure<TestType>(settings) ==
          error{errc::bad_input, cause::malformed, field::crls});
}
