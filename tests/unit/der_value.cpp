// SPDX-License-Identifier: BSL-1.0
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/civil_time.hpp>
#include <onetls/der_value.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using onetls::from_civil;
using test::hex;
using test::is_malformed;
using test::is_out_of_range;

namespace {

auto time(unsigned tag, std::string_view characters) {
    const auto encoded = test::element(tag, characters);
    der::reader from{encoded};
    return der::time(*from.next());
}

auto utc(std::string_view characters) {
    return time(0x17, characters);
}
auto generalized(std::string_view characters) {
    return time(0x18, characters);
}

}  // namespace

TEST_CASE("a BOOLEAN is one byte") {
    CHECK(der::boolean(hex("00")) == false);
    CHECK(der::boolean(hex("ff")) == true);
    CHECK(der::boolean(hex("01")) == true);
    CHECK(is_malformed(der::boolean({})));
    CHECK(is_malformed(der::boolean(hex("ff ff"))));
}

TEST_CASE("an INTEGER is as short as it can be") {
    CHECK(der::integer(hex("00")));
    CHECK(der::integer(hex("00 80")));
    CHECK(der::integer(hex("ff 7f")));
    CHECK(is_malformed(der::integer({})));
    CHECK(is_malformed(der::integer(hex("00 7f"))));
    CHECK(is_malformed(der::integer(hex("00 00"))));
    CHECK(is_malformed(der::integer(hex("ff 80"))));
}

TEST_CASE("a small INTEGER has a value") {
    CHECK(der::small_integer(hex("00")) == 0);
    CHECK(der::small_integer(hex("ff")) == -1);
    CHECK(der::small_integer(hex("00 ff")) == 255);
    CHECK(der::small_integer(hex("80 00 00 00 00 00 00 00")) == INT64_MIN);
    CHECK(der::small_integer(hex("7f ff ff ff ff ff ff ff")) == INT64_MAX);
    CHECK(is_out_of_range(der::small_integer(hex("00 80 00 00 00 00 00 00 00"))));
    CHECK(is_malformed(der::small_integer(hex("00 01"))));
}

TEST_CASE("a count is not negative and not huge") {
    CHECK(der::count(hex("00")) == 0U);
    CHECK(der::count(hex("7f ff ff ff")) == 0x7fff'ffffU);
    CHECK(is_out_of_range(der::count(hex("ff"))));
    CHECK(is_out_of_range(der::count(hex("00 80 00 00 00"))));
    CHECK(is_out_of_range(der::count(hex("01 00 00 00 00 00 00 00 00"))));
    CHECK(is_malformed(der::count({})));
}

TEST_CASE("the length of a number is counted in bits") {
    CHECK(der::bit_length(hex("00")) == 0);
    CHECK(der::bit_length(hex("01")) == 1);
    CHECK(der::bit_length(hex("00 ff")) == 8);
    CHECK(der::bit_length(hex("01 00")) == 9);
    CHECK(der::bit_length(hex("ff")) == 0);
    CHECK(der::bit_length({}) == 0);
}

TEST_CASE("a BIT STRING says how many of its bits count") {
    const auto contents = hex("07 01 80");
    const auto found = der::bit_string::from(contents);

    REQUIRE(found);
    CHECK(found->unused == 7);
    CHECK(found->test(7));
    CHECK(found->test(8));
    CHECK_FALSE(found->test(0));
    CHECK_FALSE(found->test(9));
    CHECK_FALSE(found->test(16));
    CHECK(der::bit_string::from(hex("00")));
}

TEST_CASE("a BIT STRING is refused when its unused bits are wrong") {
    CHECK(is_malformed(der::bit_string::from({})));
    CHECK(is_malformed(der::bit_string::from(hex("01"))));
    CHECK(is_malformed(der::bit_string::from(hex("08 00"))));
    CHECK(is_malformed(der::bit_string::from(hex("ff 00"))));
    CHECK(is_malformed(der::bit_string::from(hex("01 01"))));
    CHECK(is_malformed(der::bit_string::from(hex("04 08"))));
}

TEST_CASE("a UTCTime lies in the years 1950 to 2049") {
    CHECK(utc("500101000000Z") == from_civil({1950, 1, 1}));
    CHECK(utc("491231235959Z") == from_civil({2049, 12, 31, 23, 59, 59}));
    CHECK(utc("261122023700Z") == from_civil({2026, 11, 22, 2, 37, 0}));
}

TEST_CASE("a GeneralizedTime spells its year") {
    CHECK(generalized("20500101000000Z") == from_civil({2050, 1, 1}));
    CHECK(generalized("99991231235959Z") == from_civil({9999, 12, 31, 23, 59, 59}));
    CHECK(generalized("00000101000000Z") == from_civil({0, 1, 1}));
}

TEST_CASE("a time is refused in any other form") {
    for (const char* written :
         {"", "Z", "2601010000Z", "260101000000", "260101000000+0000", "260101000000z",
          "2601010000 0Z", "26010100000-Z", "20260101000000Z", "260101000000.5Z"}) {
        INFO(written);
        CHECK(is_malformed(utc(written)));
    }
    for (const char* written :
         {"", "260101000000Z", "202601010000Z", "20260101000000", "20260101000000.5Z",
          "20260101000000+0100", "100000101000000Z", "-0010101000000Z", "2026010100000Z"}) {
        INFO(written);
        CHECK(is_malformed(generalized(written)));
    }
    CHECK(is_malformed(time(0x0c, "260101000000Z")));
}

TEST_CASE("a time that does not exist is refused") {
    CHECK(is_out_of_range(utc("260001000000Z")));
    CHECK(is_out_of_range(utc("260229000000Z")));
    CHECK(is_out_of_range(utc("260101240000Z")));
    CHECK(is_out_of_range(utc("260101006000Z")));
    CHECK(is_out_of_range(utc("260101000060Z")));
    CHECK(is_out_of_range(generalized("20501301000000Z")));
    CHECK(is_out_of_range(generalized("21000229000000Z")));
}
