// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/der_string.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using der::tag;
using test::bytes;
using test::hex;

namespace {

/// The characters of a string in UTF-8, and `!` where it stops being one.
std::string read(tag type, const test::encoded& contents) {
    std::string characters;
    for (der::string_reader from{type, contents}; !from.at_end();) {
        const auto character = from.next();
        if (!character) return characters + "!";
        characters += onetls::detail::utf8_character{*character}.view();
    }
    return characters;
}

}  // namespace

TEST_CASE("strings of every type are read") {
    CHECK(read(tag::printable_string, bytes("Example, Inc.")) == "Example, Inc.");
    CHECK(read(tag::ia5_string, bytes("a@b")) == "a@b");
    CHECK(read(tag::utf8_string, bytes("a\u00df\u20ac\U0001f600")) == "a\u00df\u20ac\U0001f600");
    CHECK(read(tag::teletex_string, hex("61 df")) == "a\u00df");
    CHECK(read(tag::bmp_string, hex("00 61 20 ac")) == "a\u20ac");
    CHECK(read(tag::bmp_string, hex("d8 3d de 00")) == "\U0001f600");
    CHECK(read(tag::universal_string, hex("00 01 f6 00")) == "\U0001f600");
}

TEST_CASE("the first and last characters of each length in UTF-8 are read and written") {
    for (const char* edge : {"\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
                             "\U00010000", "\U0010ffff"})
        CHECK(read(tag::utf8_string, bytes(edge)) == edge);
}

TEST_CASE("what encodes no character is not read") {
    for (const char* digits :
         {"80", "bf", "c0 80", "c1 bf", "c3", "c3 28", "e0 80 80", "e0 9f bf", "ed a0 80", "e2 82",
          "f0 80 80 80", "f0 8f bf bf", "f4 90 80 80", "f5 80 80 80", "ff"}) {
        INFO(digits);
        CHECK(read(tag::utf8_string, hex(digits)) == "!");
    }
    CHECK(read(tag::printable_string, hex("61 80")) == "a!");
    CHECK(read(tag::ia5_string, hex("ff")) == "!");
    CHECK(read(tag::bmp_string, hex("00")) == "!");
    CHECK(read(tag::bmp_string, hex("d8 00")) == "!");
    CHECK(read(tag::bmp_string, hex("dc 00 d8 00")) == "!");
    CHECK(read(tag::bmp_string, hex("d8 00 00 61")) == "!");
    CHECK(read(tag::universal_string, hex("00 00 61")) == "!");
    CHECK(read(tag::universal_string, hex("00 11 00 00")) == "!");
    CHECK(read(tag::universal_string, hex("00 00 d8 00")) == "!");
    CHECK(read(tag::octet_string, bytes("a")) == "!");
}

TEST_CASE("a string is readable as a whole or not at all") {
    CHECK(der::is_readable(tag::utf8_string, {}));
    CHECK(der::is_readable(tag::utf8_string, bytes("ab")));
    CHECK_FALSE(der::is_readable(tag::utf8_string, hex("61 ff")));
    CHECK_FALSE(der::is_readable(tag::integer, bytes("ab")));
    CHECK_FALSE(der::is_readable(tag::octet_string, {}));
}

TEST_CASE("only printable characters are shown as they are") {
    std::string shown;
    onetls::detail::append_printable(shown, hex("41 00 5c 7f 1b c3 20"));

    CHECK(shown == "A\\00\\5c\\7f\\1b\\c3 ");
}
