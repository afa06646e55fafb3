// SPDX-License-Identifier: BSL-1.0
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/ip_address.hpp>

using namespace onetls::detail;

// What addresses look like is tested where they are used: identity.cpp.

static_assert(to_lower('A') == 'a' && to_lower('Z') == 'z' && to_lower('z') == 'z');
static_assert(to_lower('@') == '@' && to_lower('[') == '[' && to_lower('\xC0') == '\xC0');
static_assert(is_ipv4("0.0.0.0") && !is_ipv4("0.0.0") && !is_ipv4("00.0.0.0"));

TEST_CASE("only ASCII digits are digits", "[ip_address]") {
    int decimal = 0;
    int hexadecimal = 0;

    for (int code = 0; code != 256; ++code) {
        decimal += is_digit(static_cast<char>(code)) ? 1 : 0;
        hexadecimal += hex_value(static_cast<char>(code)) >= 0 ? 1 : 0;
    }

    CHECK(decimal == 10);
    CHECK(hexadecimal == 22);
    CHECK(hex_value('f') == 15);
    CHECK(hex_value('F') == 15);
}

TEST_CASE("a label is numeric where inet_aton would read a number", "[ip_address]") {
    CHECK(is_numeric("0"));
    CHECK(is_numeric("123456789012345678901234567890"));
    CHECK(is_numeric("0x1f"));
    CHECK(is_numeric("0X"));
    CHECK_FALSE(is_numeric(""));
    CHECK_FALSE(is_numeric("1a"));
    CHECK_FALSE(is_numeric("x1"));
    CHECK_FALSE(is_numeric("0xg"));
}
