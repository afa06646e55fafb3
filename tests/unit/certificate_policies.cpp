// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_policies.hpp>
#include <onetls/extension.hpp>

#include "encoder.hpp"

using test::hex;
using test::is_malformed;
using test::is_out_of_range;
using policies = onetls::extension_list<onetls::certificate_policy>;
using mappings = onetls::extension_list<onetls::policy_mapping>;

TEST_CASE("policies are read with and without qualifiers") {
    const auto value = hex("30 0e 30 05 06 03 2a0304 30 05 06 01 2a 30 00");
    const auto found = policies::from(value);

    REQUIRE(found);
    CHECK(found->values.count() == 2);
    CHECK(found->values.begin()->identifier == onetls::oid_of<"1.2.3.4">);
}

TEST_CASE("malformed policies are refused") {
    for (const char* digits : {"", "30 00", "30 02 30 00", "30 05 06 03 2a0304",
                               "30 07 30 05 06 01 2a 05 00", "30 09 30 07 06 01 2a 30 00 05 00"}) {
        INFO(digits);
        CHECK(is_malformed(policies::from(hex(digits))));
    }
}

TEST_CASE("mappings are pairs") {
    CHECK(mappings::from(hex("30 08 30 06 06 01 2a 06 01 2b"))->values.count() == 1);
    for (const char* digits :
         {"30 00", "30 05 30 03 06 01 2a", "30 0b 30 09 06 01 2a 06 01 2b 06 01 2c"})
        CHECK(is_malformed(mappings::from(hex(digits))));
}

TEST_CASE("policy constraints count certificates") {
    using onetls::policy_constraints;
    const auto both = policy_constraints::from(hex("30 06 80 01 00 81 01 03"));

    REQUIRE(both);
    CHECK(both->require_explicit_policy == 0U);
    CHECK(both->inhibit_policy_mapping == 3U);
    CHECK_FALSE(policy_constraints::from(hex("30 03 81 01 03"))->require_explicit_policy);
    CHECK(is_out_of_range(policy_constraints::from(hex("30 03 80 01 ff"))));
    for (const char* digits : {"", "30 00", "30 02 80 00", "30 06 81 01 03 80 01 00",
                               "30 03 82 01 00", "30 03 80 01 00 00"}) {
        INFO(digits);
        CHECK(is_malformed(policy_constraints::from(hex(digits))));
    }
}

TEST_CASE("inhibiting any policy counts certificates") {
    using onetls::inhibit_any_policy;

    CHECK(inhibit_any_policy::from(hex("02 01 02"))->skipped_certificates == 2);
    CHECK(is_out_of_range(inhibit_any_policy::from(hex("02 01 80"))));
    for (const char* digits : {"", "02 00", "04 01 02", "02 01 02 00", "02 02 00 02"})
        CHECK(is_malformed(inhibit_any_policy::from(hex(digits))));
}
