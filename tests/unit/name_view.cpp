// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/name_view.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

namespace der = onetls::der;
using onetls::name_view;
using test::described;
using test::element;
using test::encoded;
using test::hex;
using test::is_malformed;
using test::sequence;
using test::set;

namespace {

const encoded cn = hex("06 03 55 04 03");
const encoded organization = hex("06 03 55 04 0a");
const encoded unknown = hex("06 03 2a 03 04");

auto read(const encoded& input) {
    der::reader from{input};
    return name_view::decode(from);
}

/// The text of a name whose only attribute is a common name with this value.
std::string text_of(const encoded& value) {
    const auto input = sequence({set({sequence({cn, value})})});
    return described(*read(input));
}

std::string text_of(std::string_view value) {
    return text_of(element(0x0c, value));
}

}  // namespace

TEST_CASE("a name is written with the most specific step first") {
    CHECK(described(test::server.subject()) == "CN=example.org,O=Example\\, Inc.,C=NL");
    CHECK(described(test::version_1.subject()) == "CN=old");
}

TEST_CASE("the attributes of one step are joined by a plus") {
    const auto input = sequence(
        {set({sequence({organization, element(0x0c, "a")}), sequence({cn, element(0x0c, "b")})}),
         set({sequence({cn, element(0x13, "c")})})});
    const auto name = read(input);

    REQUIRE(name);
    CHECK(described(*name) == "CN=c,O=a+CN=b");
    CHECK(name->rdns().count() == 2);
    CHECK(name->attributes().count() == 3);
    CHECK(name->common_name()->value.contents[0] == std::byte{'c'});
}

TEST_CASE("values are escaped where they could be taken for something else") {
    CHECK(text_of("a,b+c\"d\\e<f>g;h") == "CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h");
    CHECK(text_of("#a#") == "CN=\\#a#");
    CHECK(text_of(" a b ") == "CN=\\ a b\\ ");
    CHECK(text_of(" ") == "CN=\\ ");
    CHECK(text_of("a=b") == "CN=a=b");
    CHECK(text_of(std::string_view{"a\0b", 3}) == "CN=a\\00b");
    CHECK(text_of("\x1b[2J\n\x7f") == "CN=\\1b[2J\\0a\\7f");
    CHECK(text_of("\u009b2J") == "CN=\\c2\\9b2J");
    CHECK(text_of("\u00df\u20ac") == "CN=\u00df\u20ac");
    CHECK(text_of("") == "CN=");
}

TEST_CASE("values that are no readable string are written as they are encoded") {
    CHECK(text_of(element(0x0c, hex("61 ff"))) == "CN=#0c0261ff");
    CHECK(text_of(element(0x13, hex("ff"))) == "CN=#1301ff");
    CHECK(text_of(element(0x1e, hex("00"))) == "CN=#1e0100");
    CHECK(text_of(hex("02 01 05")) == "CN=#020105");
    CHECK(text_of(hex("30 00")) == "CN=#3000");
}

TEST_CASE("an attribute without a name is written in numbers") {
    const auto input = sequence({set({sequence({unknown, element(0x0c, "a")})})});
    CHECK(described(*read(input)) == "1.2.3.4=#0c0161");
}

TEST_CASE("strings of other types are written in UTF-8") {
    CHECK(text_of(element(0x1e, hex("00 61 20 ac"))) == "CN=a\u20ac");
    CHECK(text_of(element(0x14, hex("e9"))) == "CN=\u00e9");
}

TEST_CASE("the empty name is a name") {
    const auto input = hex("30 00");
    const auto name = read(input);

    REQUIRE(name);
    CHECK(name->empty());
    CHECK(name->der().size() == 2);
    CHECK_FALSE(name->common_name());
    CHECK(described(*name).empty());
    CHECK(*name == name_view{});
}

TEST_CASE("a malformed name is refused") {
    const char* const malformed[] = {
        "",
        "31 00",                                         // a SET
        "30 02 31 00",                                   // a step without attributes
        "30 02 30 00",                                   // a SEQUENCE for a step
        "30 04 31 02 30 00",                             // an attribute without a type
        "30 09 31 07 30 05 06 03 55 04 03",              // no value
        "30 0d 31 0b 30 09 06 03 55 04 03 0c 00 0c 00",  // two values
        "30 0b 31 09 30 07 06 03 55 04 83 0c 00",        // a type that does not end
        "30 0b 31 09 30 07 06 03 55 04 03 0c 01",        // a value that does not end
        "30 0a 31 09 30 07 06 03 55 04 03 0c 00",        // a name that does
        "30 09 30 07 06 03 55 04 03 0c 00",              // no SET
        "30 0d 31 0b 31 09 30 07 06 03 55 04 03 0c 00",  // a SET in a SET
    };
    for (const char* digits : malformed) {
        INFO(digits);
        CHECK(is_malformed(read(hex(digits))));
    }
}

TEST_CASE("names are equal when they are encoded alike") {
    const auto one = test::name("a");
    const auto same = test::name("a");
    const auto other = test::name("A");

    CHECK(*read(one) == *read(same));
    CHECK_FALSE(*read(one) == *read(other));
    CHECK(test::authority.subject() == test::server.issuer());
}

TEST_CASE("a name of many steps is written in their order") {
    std::vector<encoded> steps;
    for (int number = 0; number != 100; ++number)
        steps.push_back(set({sequence({cn, element(0x0c, std::to_string(number))})}));
    const auto input = sequence(steps);
    std::string expected = "CN=99";
    for (int number = 98; number >= 0; --number) expected += ",CN=" + std::to_string(number);

    CHECK(described(*read(input)) == expected);
}

TEST_CASE("a name of a mebibyte is written in bounded time") {
    const auto step = set({sequence({cn, element(0x0c, "")})});
    std::vector<encoded> steps(20'000, step);
    const auto input = sequence(steps);

    CHECK(described(*read(input)).size() == 20'000 * 4 - 1);
}
