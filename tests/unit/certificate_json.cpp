// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_json.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::certificate_view;
using test::encode;
using test::hex;

namespace {

std::string json_of(const certificate_view& certificate) {
    std::string written;
    describe_json(certificate, written);
    return written;
}

bool contains(const std::string& whole, std::string_view part) {
    return whole.find(part) != whole.npos;
}

}  // namespace

TEST_CASE("a server's certificate is written as JSON") {
    const auto written = json_of(test::server);

    CHECK(written.starts_with(R"({"version":3,"serial":"00c0ffee",)"));
    CHECK(written.ends_with(R"("validity_follows_profile":true})"));
    CHECK_FALSE(contains(written, "\n"));
    for (
        const char* part :
        {R"("signature_algorithm":"ecdsa-with-SHA256")", R"("signature_hash":"SHA-256")",
         R"("subject":{"text":"CN=example.org,O=Example\\, Inc.,C=NL","attributes":[{"oid":"2.5.4.6","value":"NL"},)",
         R"("not_before":"2026-11-22T03:16:18Z")", R"("curve":"secp256r1","exponent":null)",
         R"("ca":false,"path_length":null)", R"("key_usage":["digitalSignature","keyAgreement"])",
         R"("extended_key_usage":["1.3.6.1.5.5.7.3.1","1.3.6.1.5.5.7.3.2"])",
         R"("tls_features":[5],"must_staple":true)", R"({"kind":"IP","value":"2001:db8::1"})",
         R"("name_constraints":null)",
         R"("ocsp":[{"kind":"URI","value":"http://ocsp.example.org"}])",
         R"("unknown_critical_extension":"1.2.3.4.5")",
         R"({"oid":"1.2.3.4.5","critical":true,"value":"0500"})"}) {
        INFO(part);
        CHECK(contains(written, part));
    }
}

TEST_CASE("an authority's certificate is written as JSON") {
    const auto written = json_of(test::authority);
    for (const char* part :
         {R"("ca":true,"path_length":0)", R"("permitted":[{"kind":"DNS","value":"example.org"},)",
          R"({"kind":"directory","value":"O=Evil"}]})",
          R"("require_explicit_policy":0,"inhibit_policy_mapping":1,"inhibit_any_policy":2)",
          R"([{"issuer_domain":"1.2.3.4","subject_domain":"1.2.3.5"}])"}) {
        INFO(part);
        CHECK(contains(written, part));
    }
}

TEST_CASE("what a certificate does not say is null or empty in JSON") {
    const auto written = json_of(test::version_1);
    for (const char* part :
         {R"("ca":null,"path_length":null,"key_usage":null,"extended_key_usage":null)",
          R"("subject_alternative_names":[],"name_constraints":null)",
          R"("authority_key_identifier":null)", R"("extensions":[])",
          R"("malformed_extension":null)"}) {
        INFO(part);
        CHECK(contains(written, part));
    }
}

TEST_CASE("no bytes of a certificate break out of their JSON string") {
    const auto names = test::sequence({test::element(0x82, "\",\"ca\":true,\"\n\xff")});
    const auto input =
        encode({.subject = test::name("\"}\\\n\xff"), .extensions = {test::extension(17, names)}});
    const auto written = json_of(*certificate_view::parse(input));

    CHECK(contains(written, R"({"oid":"2.5.4.3","value":"\"}\\\u000a)"
                            "\ufffd\"}"));
    CHECK(contains(written, R"("value":"\",\"ca\":true,\"\\0a\\ff")"));
    CHECK_FALSE(contains(written, "\n"));
    CHECK_FALSE(contains(written, "\xff"));
}

TEST_CASE("what is odd is said in JSON") {
    const auto broken = test::extension(17, hex("05 00"));
    const auto written =
        json_of(*certificate_view::parse(encode({.extensions = {broken, broken}})));

    CHECK(contains(written,
                   R"("malformed_extension":"2.5.29.17","duplicate_extension":"2.5.29.17")"));
}
