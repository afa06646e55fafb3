// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/access_points.hpp>
#include <onetls/extension.hpp>
#include <onetls/oids.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using test::described;
using test::hex;
using test::is_malformed;
using descriptions = onetls::extension_list<onetls::access_description>;
using points = onetls::extension_list<onetls::distribution_point>;

TEST_CASE("the places of the issuer are read") {
    const auto found = test::server.authority_information_access();

    CHECK(found.count() == 2);
    CHECK(found.begin()->method == onetls::oids::ocsp);
    CHECK(described(found.begin()->location) == "URI:http://ocsp.example.org");
}

TEST_CASE("the places of the CRL are read") {
    const auto found = test::server.crl_distribution_points();

    REQUIRE(found.count() == 1);
    CHECK(described(*found.begin()->names.begin()) == "URI:http://example.org/ca.crl");
    CHECK_FALSE(found.begin()->partial);
    CHECK_FALSE(found.begin()->indirect);
}

TEST_CASE("a distribution point may be given in other ways") {
    const auto relative = hex("30 06 30 04 a0 02 a1 00");
    const auto restricted = hex("30 0b 30 09 81 02 01 06 a2 03 82 01 61");
    const auto nothing = hex("30 02 30 00");

    CHECK(points::from(relative)->values.begin()->names.empty());
    CHECK(points::from(restricted)->values.begin()->partial);
    CHECK(points::from(restricted)->values.begin()->indirect);
    CHECK(points::from(nothing)->values.count() == 1);
}

TEST_CASE("malformed distribution points are refused") {
    const char* const malformed[] = {
        "",
        "30 00",
        "30 04 30 02 a0 00",                       // a name without a choice
        "30 06 30 04 a0 02 a0 00",                 // no names
        "30 06 30 04 a0 02 a2 00",                 // a choice that there is not
        "30 08 30 06 a0 04 a0 02 05 00",           // no general name
        "30 0a 30 08 a0 06 a0 02 82 00 05 00",     // two choices
        "30 05 30 03 83 01 00",                    // a part that there is not
        "30 0b 30 09 a2 03 82 01 61 81 02 01 06",  // in the wrong order
        "30 02 82 00",                             // no SEQUENCE
    };
    for (const char* digits : malformed) {
        INFO(digits);
        CHECK(is_malformed(points::from(hex(digits))));
    }
}

TEST_CASE("malformed access descriptions are refused") {
    for (const char* digits :
         {"", "30 00", "30 02 30 00", "30 05 30 03 06 01 2a", "30 07 30 05 06 01 2a 05 00",
          "30 09 30 07 06 01 2a 82 00 82 00", "30 04 30 02 82 00"}) {
        INFO(digits);
        CHECK(is_malformed(descriptions::from(hex(digits))));
    }
}
