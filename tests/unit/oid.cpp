// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/oid.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using onetls::oid;
using onetls::oid_of;
using test::described;
using test::hex;
using test::is_malformed;

static_assert(der::equal(oid_of<"2.5.4.3">.encoded(),
                         std::array{std::byte{0x55}, std::byte{0x04}, std::byte{0x03}}));
static_assert(oid_of<"1.2.3"> == oid_of<"1.2.3"> && oid_of<"1.2.3"> != oid_of<"1.2.4">);
static_assert(oid_of<"1.2.3"> != oid_of<"1.2.3.0">);

TEST_CASE("an identifier that is spelt at compile time reads the same") {
    CHECK(described(oid_of<"0.0">) == "0.0");
    CHECK(described(oid_of<"0.39">) == "0.39");
    CHECK(described(oid_of<"1.0">) == "1.0");
    CHECK(described(oid_of<"1.39.0">) == "1.39.0");
    CHECK(described(oid_of<"2.0">) == "2.0");
    CHECK(described(oid_of<"2.47.1">) == "2.47.1");
    CHECK(described(oid_of<"2.48.1">) == "2.48.1");
    CHECK(described(oid_of<"2.999.3">) == "2.999.3");
    CHECK(described(oid_of<"1.2.840.113549.1.1.11">) == "1.2.840.113549.1.1.11");
    CHECK(described(oid_of<"1.3.6.1.4.1.18446744073709551615">) ==
          "1.3.6.1.4.1.18446744073709551615");
}

TEST_CASE("numbers beyond 64 bits are written in full, and absurd ones cut short") {
    const auto uuid = hex("69 83 e0 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 00");
    CHECK(described(oid{hex("69 81 80 80 80 80 80 80 80 80 80 00")}) ==
          "2.25.1180591620717411303424");
    CHECK_FALSE(described(oid{uuid}).empty());

    test::encoded absurd(1000, std::byte{0xff});
    absurd.push_back(std::byte{0x01});
    CHECK(described(oid{absurd}) == "2.?");
}

TEST_CASE("an identifier is read from its element") {
    const auto input = hex("06 03 55 04 03");
    der::reader from{input};
    const auto found = oid::decode(from);

    REQUIRE(found);
    CHECK(*found == oid_of<"2.5.4.3">);
}

TEST_CASE("an identifier is refused when a number in it is incomplete or padded") {
    for (const char* digits : {"06 00", "06 01 80", "06 02 55 84", "06 03 55 80 03", "06 02 80 01",
                               "04 01 55", "06 02 55", ""}) {
        INFO(digits);
        const auto input = hex(digits);
        der::reader from{input};
        CHECK(is_malformed(oid::decode(from)));
    }
    CHECK(is_malformed(oid::from_contents({})));
}

TEST_CASE("the empty identifier has no text") {
    CHECK(described(oid{}).empty());
}
