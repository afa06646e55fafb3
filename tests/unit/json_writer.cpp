// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/json_writer.hpp>

#include "encoder.hpp"

using onetls::der::tag;
using onetls::detail::json_writer;

namespace {

/// The JSON of a string of this type.
std::string characters(tag type, const test::encoded& value) {
    std::string written;
    json_writer{written}.characters({}, type, value);
    return written;
}

}  // namespace

TEST_CASE("commas stand between values and nowhere else") {
    std::string written;
    json_writer json{written};
    json.begin_object();
    json.number("a", -1);
    json.begin_array("b");
    json.end_array();
    json.begin_array("c");
    json.boolean({}, true);
    json.begin_object();
    json.end_object();
    json.null({});
    json.end_array();
    json.hex("d", test::hex("00 ff"));
    json.string("e", "f");
    json.end_object();

    CHECK(written == R"({"a":-1,"b":[],"c":[true,{},null],"d":"00ff","e":"f"})");
}

TEST_CASE("strings are escaped") {
    std::string written;
    json_writer{written}.string({}, std::string_view{"a\"b\\c\0d\ne\x7f\u00df", 12});

    CHECK(written == "\"a\\\"b\\\\c\\u0000d\\u000ae\\u007f\u00df\"");
}

TEST_CASE("whatever a string holds, valid UTF-8 is written") {
    CHECK(characters(tag::utf8_string, test::bytes("a\u20ac")) == "\"a\u20ac\"");
    CHECK(characters(tag::teletex_string, test::hex("e9")) == "\"\u00e9\"");
    CHECK(characters(tag::utf8_string, test::hex("61 ff 62")) == "\"a\ufffd\"");
    CHECK(characters(tag::bmp_string, test::hex("d8 00 00 61")) == "\"\ufffd\"");
    CHECK(characters(tag::ia5_string, test::hex("80")) == "\"\ufffd\"");
    CHECK(characters(tag::integer, test::hex("05")) == "\"\ufffd\"");
    CHECK(characters(tag::integer, {}) == "\"\"");
}
