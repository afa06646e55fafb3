// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/name_constraints.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::name_constraints;
using test::described;
using test::hex;
using test::is_malformed;

TEST_CASE("both lists of subtrees are read") {
    const auto found = test::authority.name_constraints();
    std::string permitted;
    std::string excluded;

    REQUIRE(found);
    for (const auto& tree : found->permitted) permitted += described(tree.base) + " ";
    for (const auto& tree : found->excluded) excluded += described(tree.base) + " ";
    CHECK(permitted == "DNS:example.org IP:192.0.2.0/255.255.255.0 IP:2001:db8::/ffff:ffff:: ");
    CHECK(excluded == "email:evil.example.org directory:O=Evil ");
}

TEST_CASE("one list is enough") {
    const auto permitted = hex("30 07 a0 05 30 03 82 01 61");
    const auto excluded = hex("30 07 a1 05 30 03 82 01 61");

    CHECK(name_constraints::from(permitted)->excluded.empty());
    CHECK(name_constraints::from(excluded)->permitted.empty());
    CHECK(name_constraints::from(excluded)->excluded.count() == 1);
}

TEST_CASE("malformed name constraints are refused") {
    const char* const malformed[] = {
        "",
        "30 00",                                            // neither list
        "30 02 a0 00",                                      // an empty list
        "30 09 a0 00 a1 05 30 03 82 01 61",                 // an empty list and one that is not
        "30 0e a1 05 30 03 82 01 61 a0 05 30 03 82 01 61",  // in the wrong order
        "30 0e a0 05 30 03 82 01 61 a0 05 30 03 82 01 61",  // twice
        "30 0a a0 08 30 06 82 01 61 80 01 00",              // a minimum
        "30 0a a0 08 30 06 82 01 61 81 01 05",              // a maximum
        "30 0a a0 08 30 06 87 04 c0 00 02 01",              // an address without a mask
        "30 04 a0 02 30 00",                                // a subtree without a base
        "30 05 a0 03 82 01 61",                             // a base without a subtree
        "30 09 a0 05 30 03 82 01 61 05 00",                 // something behind the lists
        "30 07 a0 05 30 03 82 01 61 00",                    // something behind it all
        "31 07 a0 05 30 03 82 01 61",                       // a SET
    };
    for (const char* digits : malformed) {
        INFO(digits);
        CHECK(is_malformed(name_constraints::from(hex(digits))));
    }
}
