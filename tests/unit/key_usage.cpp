// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/key_usage.hpp>

#include "encoder.hpp"

using onetls::key_usage;
using onetls::key_usages;
using test::hex;
using test::is_malformed;

static_assert(key_usages{}.add(key_usage::crl_sign).contains(key_usage::crl_sign));
static_assert(!key_usages{}.contains(key_usage::digital_signature));

TEST_CASE("usages are read bit by bit") {
    const auto usages = key_usages::from(hex("03 02 01 06"));
    std::vector<key_usage> listed;

    REQUIRE(usages);
    usages->for_each([&](key_usage usage) { listed.push_back(usage); });
    CHECK(listed == std::vector{key_usage::certificate_sign, key_usage::crl_sign});
    CHECK(key_usages::from(hex("03 03 07 00 80"))->contains(key_usage::decipher_only));
    CHECK(key_usages::from(hex("03 02 00 80")) == key_usages{}.add(key_usage::digital_signature));
}

TEST_CASE("bits beyond those that are defined do not count") {
    CHECK(key_usages::from(hex("03 03 00 00 7f"))->empty());
    CHECK(key_usages::from(hex("03 05 00 00 00 ff ff"))->empty());
    CHECK(key_usages::from(hex("03 01 00"))->empty());
}

TEST_CASE("a malformed key usage is refused") {
    for (const char* digits : {"", "03 00", "03 01 01", "03 02 08 00", "03 02 07 40", "04 02 01 06",
                               "03 02 01 06 00", "03 02 01"}) {
        INFO(digits);
        CHECK(is_malformed(key_usages::from(hex(digits))));
    }
}

TEST_CASE("each usage has a name") {
    for (std::uint8_t number = 0; number != key_usages::kinds; ++number)
        CHECK(name_of(static_cast<key_usage>(number)) != "unknown");
    CHECK(name_of(static_cast<key_usage>(key_usages::kinds)) == "unknown");
}
