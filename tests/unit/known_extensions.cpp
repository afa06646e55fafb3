// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/known_extensions.hpp>

#include "encoder.hpp"

using onetls::known_extension_index;
using onetls::known_extensions;
namespace oids = onetls::oids;

TEST_CASE("an extension that can be read is found by its identifier") {
    const auto& known = known_extensions[known_extension_index(oids::basic_constraints)];

    CHECK(known.identifier == oids::basic_constraints);
    CHECK(known.is_well_formed(test::hex("30 00")));
    CHECK_FALSE(known.is_well_formed(test::hex("31 00")));
}

TEST_CASE("an extension that cannot be read is not found") {
    CHECK(known_extension_index(onetls::oid_of<"1.2.3.4">) == known_extensions.size());
    CHECK_FALSE(onetls::is_known_extension(onetls::oid_of<"2.5.29.99">));
    CHECK_FALSE(onetls::is_known_extension(onetls::oid{}));
}

TEST_CASE("no extension that can be read may be empty") {
    for (const auto& known : known_extensions) {
        CHECK(onetls::is_known_extension(known.identifier));
        CHECK_FALSE(known.is_well_formed({}));
    }
}
