// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/names.hpp>

#include "encoder.hpp"

using onetls::identity;
using onetls::match_dns_name;
using onetls::name_match;
using onetls::reason;
using test::element;
using test::encoded;

namespace {

static_assert(match_dns_name("example.org", "example.org") == name_match::full);
static_assert(match_dns_name("*.example.org", "www.example.org") == name_match::full);
static_assert(match_dns_name("*.com", "example.com") == name_match::too_wide);

struct pair {
    std::string_view presented;
    std::string_view expected;
};

encoded dns(std::string_view name) {
    return element(0x82, name);
}
encoded ip(std::string_view digits) {
    return element(0x87, test::hex(digits));
}

/// A certificate with a common name, and with alternative names if there are any.
encoded certificate_for(std::string_view common_name, const std::vector<encoded>& names) {
    test::certificate_parts parts{.subject = test::name(common_name)};
    if (!names.empty()) parts.extensions = {test::extension(17, test::sequence(names))};
    return test::encode(parts);
}

/// Why the certificate is not one for `expected`, or nothing.
std::optional<reason> verdict(const encoded& certificate, std::string_view expected) {
    const auto view = onetls::certificate_view::parse(certificate);
    REQUIRE(view);
    onetls::finding_list findings;
    judge_identity(*view, *identity::parse(expected), findings);
    CHECK(findings.size() <= 1);
    return findings.empty() ? std::nullopt : std::optional{findings[0].why};
}

}  // namespace

TEST_CASE("a name matches itself, whatever the case of its letters", "[names]") {
    CHECK(match_dns_name("Example.ORG", "example.org") == name_match::full);
    CHECK(match_dns_name("localhost", "localhost") == name_match::full);
    CHECK(match_dns_name("xn--bcher-kva.example", "xn--bcher-kva.example") == name_match::full);
}

TEST_CASE("a wildcard stands for one whole label", "[names]") {
    CHECK(match_dns_name("*.example.org", "a.example.org") == name_match::full);
    CHECK(match_dns_name("*.EXAMPLE.org", "a.example.org") == name_match::full);
    CHECK(match_dns_name("*.co.example", "a.co.example") == name_match::full);
}

TEST_CASE("names that differ do not match", "[names]") {
    using namespace std::string_view_literals;
    const pair pairs[] = {
        {"", ""},
        {"", "example.org"},
        {"example.org", ""},
        {"example.org", "example.net"},
        {"example.org", "www.example.org"},
        {"www.example.org", "example.org"},
        {"example.org.", "example.org"},
        {".example.org", "example.org"},
        {".example.org", "www.example.org"},
        {"example.org\0"sv, "example.org"},
        {"example.org\0.evil"sv, "example.org"},
        {"xample.org", "example.org"},
        {"eexample.org", "example.org"},
    };

    for (const auto& [presented, expected] : pairs) {
        INFO(presented << " for " << expected);
        CHECK(match_dns_name(presented, expected) == name_match::none);
    }
}

TEST_CASE("a wildcard matches nothing but one left-most label", "[names]") {
    const pair pairs[] = {
        {"*.example.org", "example.org"},
        {"*.example.org", "a.b.example.org"},
        {"*.example.org", ".example.org"},
        {"*.example.org", "aexample.org"},
        {"*.example.org", "a.example.net"},
        {"*", "example"},
        {"*", "example.org"},
        {"*.", "example"},
        {"*.", "example."},
        {"**.example.org", "a.example.org"},
        {"a*.example.org", "ab.example.org"},
        {"*a.example.org", "ba.example.org"},
        {"a*b.example.org", "acb.example.org"},
        {"xn--*.example.org", "xn--a.example.org"},
        {"www.*.org", "www.example.org"},
        {"*.*.org", "www.example.org"},
        {"*.*.example.org", "a.b.example.org"},
        {"example.*", "example.org"},
    };

    for (const auto& [presented, expected] : pairs) {
        INFO(presented << " for " << expected);
        CHECK(match_dns_name(presented, expected) == name_match::none);
    }
}

TEST_CASE("a wildcard over one label is too wide", "[names]") {
    CHECK(match_dns_name("*.com", "example.com") == name_match::too_wide);
    CHECK(match_dns_name("*.localhost", "a.localhost") == name_match::too_wide);
    CHECK(match_dns_name("*.com", "example.org") == name_match::none);
    CHECK(match_dns_name("*.com", "www.example.com") == name_match::none);
}

TEST_CASE("a certificate is for each of its names and addresses", "[names]") {
    const auto certificate =
        certificate_for("unused", {dns("example.org"), dns("*.example.net"), ip("c0000201"),
                                   ip("20010db8 00000000 00000000 00000001")});

    CHECK_FALSE(verdict(certificate, "example.org"));
    CHECK_FALSE(verdict(certificate, "www.example.net"));
    CHECK_FALSE(verdict(certificate, "192.0.2.1"));
    CHECK_FALSE(verdict(certificate, "2001:db8::1"));
}

TEST_CASE("a certificate is not for other names and addresses", "[names]") {
    const auto certificate = certificate_for("example.com", {dns("example.org"), ip("c0000201")});

    CHECK(verdict(certificate, "example.com") == reason::name_mismatch);
    CHECK(verdict(certificate, "www.example.org") == reason::name_mismatch);
    CHECK(verdict(certificate, "192.0.2.2") == reason::name_mismatch);
    CHECK(verdict(certificate, "::ffff:192.0.2.1") == reason::name_mismatch);
}

TEST_CASE("the common name does not count", "[names]") {
    CHECK(verdict(certificate_for("example.org", {}), "example.org") ==
          reason::no_alternative_name);
    CHECK(verdict(certificate_for("192.0.2.1", {}), "192.0.2.1") == reason::no_alternative_name);
}

TEST_CASE("an address is not looked for among names, nor a name among addresses", "[names]") {
    const auto only_names = certificate_for("unused", {dns("192.0.2.1"), dns("::1")});
    const auto only_addresses =
        certificate_for("unused", {ip("6578616d706c652e6f726700 00000000")});

    CHECK(verdict(only_names, "192.0.2.1") == reason::no_alternative_name);
    CHECK(verdict(only_names, "::1") == reason::no_alternative_name);
    CHECK(verdict(only_addresses, "example.org") == reason::no_alternative_name);
}

TEST_CASE("names of other kinds do not count", "[names]") {
    const auto certificate = certificate_for(
        "unused", {element(0x81, "example.org"), element(0x86, "https://example.org")});

    CHECK(verdict(certificate, "example.org") == reason::no_alternative_name);
}

TEST_CASE("a name with a NUL is for nobody", "[names]") {
    using namespace std::string_view_literals;
    const auto certificate = certificate_for("unused", {dns("example.org\0.evil.example"sv)});

    CHECK(verdict(certificate, "example.org") == reason::name_mismatch);
    CHECK(verdict(certificate, "evil.example") == reason::name_mismatch);
}

TEST_CASE("a wildcard that is too wide is told apart, unless another name matches", "[names]") {
    CHECK(verdict(certificate_for("unused", {dns("*.com")}), "example.com") ==
          reason::wildcard_too_wide);
    CHECK(verdict(certificate_for("unused", {dns("other.org"), dns("*.com")}), "example.com") ==
          reason::wildcard_too_wide);
    CHECK_FALSE(
        verdict(certificate_for("unused", {dns("*.com"), dns("example.com")}), "example.com"));
}

TEST_CASE("malformed alternative names are for nobody", "[names]") {
    test::certificate_parts parts;
    parts.extensions = {
        test::extension(17, test::hex("30 0d 82 7f 65 78 61 6d 70 6c 65 2e 6f 72 67"))};

    CHECK(verdict(test::encode(parts), "example.org") == reason::no_alternative_name);
}
