// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/general_name.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using onetls::general_name;
using onetls::general_name_kind;
using test::described;
using test::element;
using test::encoded;
using test::hex;
using test::is_malformed;

namespace {

auto read(const encoded& input) {
    der::reader from{input};
    return general_name::decode(from);
}

auto read_bound(const encoded& input) {
    der::reader from{input};
    return general_name::decode_bound(from);
}

std::string text_of(const encoded& input) {
    return described(*read(input));
}

}  // namespace

TEST_CASE("a general name knows its kind and what it says") {
    const auto input = element(0x82, "example.org");
    const auto name = read(input);

    REQUIRE(name);
    CHECK(name->what() == general_name_kind::dns);
    CHECK(name->is_dns());
    CHECK_FALSE(name->is_ip());
    CHECK(name->characters() == "example.org");
    CHECK(name->address().empty());
    CHECK(name->directory().empty());
    CHECK(name->identifier() == onetls::oid{});
}

TEST_CASE("general names of every kind are read and written") {
    CHECK(text_of(element(0x81, "a@b")) == "email:a@b");
    CHECK(text_of(element(0x82, "*.b")) == "DNS:*.b");
    CHECK(text_of(element(0x86, "https://b")) == "URI:https://b");
    CHECK(text_of(element(0xa4, test::name("b"))) == "directory:CN=b");
    CHECK(text_of(hex("88 03 2a 03 04")) == "registered ID:1.2.3.4");
    CHECK(text_of(hex("87 04 c0 00 02 01")) == "IP:192.0.2.1");
    CHECK(text_of(hex("a0 07 06 01 2a a0 02 05 00")) == "other:1.2#06012aa0020500");
    CHECK(text_of(hex("a3 02 05 00")) == "other:#0500");
    CHECK(text_of(hex("a5 02 05 00")) == "other:#0500");
}

TEST_CASE("an IPv6 address is written as RFC 5952 recommends") {
    const auto ipv6 = [](std::string_view digits) { return text_of(element(0x87, hex(digits))); };

    CHECK(ipv6("00000000 00000000 00000000 00000000") == "IP:::");
    CHECK(ipv6("00000000 00000000 00000000 00000001") == "IP:::1");
    CHECK(ipv6("00010000 00000000 00000000 00000000") == "IP:1::");
    CHECK(ipv6("20010db8 00000000 00010000 00000001") == "IP:2001:db8::1:0:0:1");
    CHECK(ipv6("20010db8 00000001 00010001 00010001") == "IP:2001:db8:0:1:1:1:1:1");
    CHECK(ipv6("20010db8 00000000 00000001 00000000") == "IP:2001:db8::1:0:0");
    CHECK(ipv6("ffffffff ffffffff ffffffff ffffffff") ==
          "IP:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST_CASE("an address of another size is no name") {
    for (const std::size_t size : {0U, 3U, 5U, 8U, 15U, 17U, 32U})
        CHECK(is_malformed(read(element(0x87, encoded(size)))));
}

TEST_CASE("a bound has a mask, and nothing else has") {
    CHECK(described(*read_bound(hex("87 08 c0000200 ffffff00"))) == "IP:192.0.2.0/255.255.255.0");
    CHECK(read_bound(element(0x87, encoded(32))));
    CHECK(is_malformed(read_bound(hex("87 04 c0000201"))));
    CHECK(is_malformed(read_bound(element(0x87, encoded(16)))));
    CHECK(is_malformed(read_bound(element(0x87, encoded(0)))));
    CHECK(read_bound(element(0x82, "")));
}

TEST_CASE("a malformed general name is refused") {
    const char* const malformed[] = {
        "",
        "02 01 05",                          // no context tag
        "80 01 61",                          // otherName, not constructed
        "89 01 61",                          // nobody has defined [9]
        "a2 01 61",                          // dNSName, constructed
        "82 02 61",                          // cut off
        "88 00",                             // an empty identifier
        "88 01 80",                          // an incomplete identifier
        "a4 00",                             // no name
        "a4 02 31 00",                       // a SET
        "a4 04 30 00 30 00",                 // two names
        "a0 00",                             // no type
        "a0 03 06 01 2a",                    // no value
        "a0 05 06 01 2a 05 00",              // a value that is not [0]
        "a0 09 06 01 2a a0 02 05 00 05 00",  // something behind the value
    };
    for (const char* digits : malformed) {
        INFO(digits);
        CHECK(is_malformed(read(hex(digits))));
    }
}

TEST_CASE("a name with odd bytes is read as it is and shown safely") {
    const auto input = element(0x82, hex("61 00 62 0a ff"));
    const auto name = read(input);

    REQUIRE(name);
    CHECK(name->characters().size() == 5);
    CHECK(described(*name) == "DNS:a\\00b\\0a\\ff");
}
