// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_text.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::certificate_view;
using test::described;
using test::encode;
using test::hex;

TEST_CASE("a server's certificate is described line by line") {
    CHECK(described(test::server) ==
          "Version: 3\n"
          "Serial number: 00:c0:ff:ee\n"
          "Signature algorithm: ecdsa-with-SHA256\n"
          "Issuer: CN=Example CA,O=Example\\, Inc.,C=NL\n"
          "Subject: CN=example.org,O=Example\\, Inc.,C=NL\n"
          "Not before: 2026-11-22T03:16:18Z\n"
          "Not after: 2126-10-29T03:16:18Z\n"
          "Public key: EC secp256r1, 256 bits\n"
          "Basic constraints: not a CA\n"
          "Key usage (critical): digitalSignature, keyAgreement\n"
          "Extended key usage: serverAuth, clientAuth\n"
          "TLS features: 5\n"
          "Subject alternative names: DNS:example.org, DNS:*.example.org, IP:192.0.2.1, "
          "IP:2001:db8::1, email:root@example.org, URI:https://example.org/x, directory:O=Evil, "
          "registered ID:1.2.3.4, other:1.2.3.5#06032a0305a0080c0668696464656e\n"
          "Policies: 1.2.3.4\n"
          "Subject key identifier: "
          "5f:b1:df:3c:15:6d:37:35:7c:ee:b0:fb:f2:d5:8d:02:1b:85:f9:a7\n"
          "Authority key identifier: "
          "b5:92:fe:08:3f:8c:7a:a6:13:97:b5:99:b8:2f:7d:84:d1:bf:a0:cf, "
          "directory:CN=Example CA,O=Example\\, Inc.,C=NL, serial 01\n"
          "Authority information: OCSP URI:http://ocsp.example.org, "
          "caIssuers URI:http://example.org/ca.der\n"
          "CRL distribution points: URI:http://example.org/ca.crl\n"
          "Other extension (critical): 1.2.3.4.5\n"
          "Odd: unknown critical extension 1.2.3.4.5\n");
}

TEST_CASE("an authority's constraints and policies are described") {
    const auto written = described(test::authority);
    for (const char* line :
         {"Basic constraints (critical): CA, path length 0\n",
          "Permitted names (critical): DNS:example.org, IP:192.0.2.0/255.255.255.0, "
          "IP:2001:db8::/ffff:ffff::\n",
          "Excluded names (critical): email:evil.example.org, directory:O=Evil\n",
          "Policies: anyPolicy\n", "Policy mappings: 1.2.3.4 = 1.2.3.5\n",
          "Policy constraints (critical): explicit policy after 0, no mapping after 1\n",
          "No any-policy after: 2\n"}) {
        INFO(line);
        CHECK(written.find(line) != written.npos);
    }
}

TEST_CASE("what is not there is not described") {
    const auto written = described(test::version_1);
    CHECK(written.find("constraints") == written.npos);
    CHECK(written.find("usage") == written.npos);
    CHECK(written.find("Odd") == written.npos);
    CHECK(written.ends_with("Public key: EC secp256r1, 256 bits\n"));
}

TEST_CASE("what is odd is described") {
    const auto broken = test::extension(17, hex("05 00"));
    const auto input = encode({.version = {},
                               .not_after = test::element(0x18, "20300101000000Z"),
                               .extensions = {broken, broken},
                               .outer_algorithm = hex("30 05 06 03 2b6570")});
    const auto written = described(*certificate_view::parse(input));

    for (const char* line :
         {"Odd: malformed extension subjectAltName\n", "Odd: duplicate extension subjectAltName\n",
          "Odd: the two signature algorithms differ\n",
          "Odd: the version is too low for the contents\n",
          "Odd: a date is not encoded as RFC 5280 has it\n"}) {
        INFO(line);
        CHECK(written.find(line) != written.npos);
    }
}

TEST_CASE("a description cannot command a terminal or forge a line") {
    const auto names = test::sequence({test::element(0x82, "a\nOdd: b\x1b[2J")});
    const auto input = encode(
        {.subject = test::name("a\nIssuer: b\x1b"), .extensions = {test::extension(17, names)}});
    const auto written = described(*certificate_view::parse(input));

    CHECK(written.find('\x1b') == written.npos);
    CHECK(written.find("\nOdd") == written.npos);
    CHECK(written.find("Subject: CN=a\\0aIssuer: b\\1b\n") != written.npos);
}

TEST_CASE("a description that does not fit is cut off") {
    onetls::text<40> little;
    describe(test::server, little);

    CHECK(little.truncated());
    CHECK(little.view() == "Version: 3\nSerial number: 00:c0:ff:ee\nSi");
}
