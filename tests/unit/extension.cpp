// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/extension.hpp>
#include <onetls/oids.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using test::encoded;
using test::hex;
using test::is_malformed;
using test::is_out_of_range;

namespace {

auto read(const encoded& input) {
    der::reader from{input};
    return onetls::extension::decode(from);
}

}  // namespace

TEST_CASE("an extension is critical or not") {
    const auto value = hex("30 00");

    CHECK(read(test::extension(19, value, hex("01 01 ff")))->critical);
    CHECK(read(test::extension(19, value, hex("01 01 01")))->critical);
    CHECK_FALSE(read(test::extension(19, value, hex("01 01 00")))->critical);
    CHECK_FALSE(read(test::extension(19, value))->critical);
}

TEST_CASE("an extension knows its name and its value") {
    const auto input = test::extension(19, hex("30 00"));
    const auto found = read(input);

    REQUIRE(found);
    CHECK(found->identifier == onetls::oids::basic_constraints);
    CHECK(found->value.size() == 2);
}

TEST_CASE("a malformed extension is refused") {
    for (const char* digits :
         {"", "30 00", "30 05 06 03 55 1d 13", "30 05 01 01 ff 04 00",
          "30 0b 06 03 55 1d 13 01 02 ff ff 04 00", "30 09 06 03 55 1d 13 03 02 00 00",
          "30 09 06 03 55 1d 13 04 00 05 00", "30 08 06 03 55 1d 13 01 01 ff",
          "30 09 06 03 55 1d 13 01 00 04 00", "31 07 06 03 55 1d 13 04 00"}) {
        INFO(digits);
        CHECK(is_malformed(read(hex(digits))));
    }
}

TEST_CASE("basic constraints say whether there is an authority, and how many below") {
    using onetls::basic_constraints;

    CHECK_FALSE(basic_constraints::from(hex("30 00"))->ca);
    CHECK_FALSE(basic_constraints::from(hex("30 03 01 01 00"))->ca);
    CHECK(basic_constraints::from(hex("30 03 01 01 ff"))->ca);
    CHECK_FALSE(basic_constraints::from(hex("30 03 01 01 ff"))->path_length);
    CHECK(basic_constraints::from(hex("30 06 01 01 ff 02 01 00"))->path_length == 0U);
    CHECK(basic_constraints::from(hex("30 03 02 01 07"))->path_length == 7U);
}

TEST_CASE("malformed basic constraints are refused") {
    using onetls::basic_constraints;

    CHECK(is_out_of_range(basic_constraints::from(hex("30 06 01 01 ff 02 01 ff"))));
    CHECK(is_out_of_range(basic_constraints::from(hex("30 08 02 06 01 00 00 00 00 00"))));
    for (const char* digits :
         {"", "31 00", "30 02 01 00", "30 03 01 01", "30 02 05 00", "30 06 02 01 00 01 01 ff",
          "30 06 01 01 ff 01 01 ff", "30 09 01 01 ff 02 01 00 02 01 00", "30 03 01 01 ff 00",
          "30 04 02 02 00 01", "30 02 02 00"}) {
        INFO(digits);
        CHECK(is_malformed(basic_constraints::from(hex(digits))));
    }
}

TEST_CASE("lists want at least one value and nothing behind them") {
    using onetls::general_names;

    CHECK(general_names::from(hex("30 03 82 01 61")));
    for (const char* digits : {"", "30 00", "31 03 82 01 61", "30 03 82 01 61 00", "30 02 82 01",
                               "30 05 82 01 61 05 00", "82 01 61"}) {
        INFO(digits);
        CHECK(is_malformed(general_names::from(hex(digits))));
    }
    CHECK(general_names::unchecked(hex("31 03 82 01 61")).empty());
}

TEST_CASE("key identifiers are read") {
    const auto subject_value = hex("04 02 01 02");
    const auto subject = onetls::subject_key_identifier::from(subject_value);
    const auto value = hex("30 0e 80 01 07 a1 06 a4 04 30 02 30 00 82 01 05");
    const auto whole = hex("30 0c 80 01 07 a1 04 82 02 61 62 82 01 05");
    const auto authority = onetls::authority_key_identifier::from(whole);

    CHECK(subject->value.size() == 2);
    REQUIRE(authority);
    CHECK(authority->key->size() == 1);
    CHECK(authority->issuer.count() == 1);
    CHECK(authority->serial->size() == 1);
    CHECK(is_malformed(onetls::authority_key_identifier::from(value)));
    CHECK_FALSE(onetls::authority_key_identifier::from(hex("30 00"))->key);
}

TEST_CASE("malformed key identifiers are refused") {
    for (const char* digits : {"", "04", "04 01", "05 00", "04 00 00"})
        CHECK(is_malformed(onetls::subject_key_identifier::from(hex(digits))));
    for (const char* digits :
         {"", "04 00", "30 02 80 01", "30 02 a1 00", "30 04 a1 02 05 00", "30 02 82 00",
          "30 04 82 02 00 01", "30 06 82 01 05 80 01 07", "30 03 83 01 00", "30 00 00"}) {
        INFO(digits);
        CHECK(is_malformed(onetls::authority_key_identifier::from(hex(digits))));
    }
}

TEST_CASE("TLS features are small numbers") {
    using features = onetls::extension_list<onetls::tls_feature>;
    const auto value = hex("30 06 02 01 05 02 01 11");

    CHECK(features::from(value)->values.contains({onetls::tls_feature::status_request}));
    CHECK(is_malformed(features::from(hex("30 00"))));
    CHECK(is_malformed(features::from(hex("30 03 04 01 05"))));
    CHECK(is_out_of_range(features::from(hex("30 03 02 01 ff"))));
}

TEST_CASE("timestamps are wrapped in an octet string") {
    CHECK(onetls::certificate_timestamps::from(hex("04 02 00 00"))->list.size() == 2);
    CHECK(is_malformed(onetls::certificate_timestamps::from(hex("30 00"))));
    CHECK(is_malformed(onetls::certificate_timestamps::from({})));
}
