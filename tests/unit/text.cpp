// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/text.hpp>

namespace {

using onetls::text;

static_assert(onetls::TextSink<text<8>>);
static_assert(onetls::TextSink<std::string>);
static_assert(!onetls::TextSink<std::string_view>);
static_assert(!onetls::TextSink<std::ostringstream>);
static_assert(onetls::CharacterStream<std::ostringstream>);
static_assert(!onetls::CharacterStream<std::string>);

static_assert(text<4>{"abcd"}.view() == "abcd");
static_assert(!text<4>{"abcd"}.truncated());
static_assert(text<4>{"abcde"}.view() == "abcd");
static_assert(text<4>{"abcde"}.truncated());
static_assert(text<4>{}.empty() && !text<4>{}.truncated());

std::string number(std::int64_t value) {
    std::string written;
    onetls::detail::append_number(written, value);
    return written;
}

}  // namespace

TEST_CASE("a text holds what was appended, in order", "[text]") {
    text<16> line;

    line.append("one").append(" ").append("two");

    CHECK(line == "one two");
    CHECK_FALSE(line.truncated());
    CHECK_FALSE(line.empty());
}

TEST_CASE("a text cuts off what does not fit, and says so", "[text]") {
    text<5> line{"one"};

    line.append(" two");

    CHECK(line == "one t");
    CHECK(line.truncated());
}

TEST_CASE("a text that was cut off stays so", "[text]") {
    text<3> line{"four"};

    line.append("x").append("");

    CHECK(line == "fou");
    CHECK(line.truncated());
}

TEST_CASE("a full text takes nothing more and is not cut off by nothing", "[text]") {
    text<3> line{"abc"};

    line.append("");

    CHECK_FALSE(line.truncated());
}

TEST_CASE("a text keeps bytes that are zero", "[text]") {
    const text<4> line{std::string_view{"a\0b", 3}};

    CHECK(line.view().size() == 3);
    CHECK_FALSE(line == "a");
}

TEST_CASE("a text without room holds nothing", "[text]") {
    text<0> line;

    line.append("a");

    CHECK(line.empty());
    CHECK(line.truncated());
}

TEST_CASE("numbers are written in decimal, to both ends of their range", "[text]") {
    CHECK(number(0) == "0");
    CHECK(number(-1) == "-1");
    CHECK(number(1234567890) == "1234567890");
    CHECK(number(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    CHECK(number(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("bytes are written as two hexadecimal digits each", "[text]") {
    constexpr std::array bytes{std::byte{0x00}, std::byte{0x0f}, std::byte{0xf0}, std::byte{0xff}};
    std::string plain;
    std::string separated;
    std::string nothing;

    onetls::detail::append_hex(plain, bytes);
    onetls::detail::append_hex(separated, bytes, ":");
    onetls::detail::append_hex(nothing, {}, ":");

    CHECK(plain == "000ff0ff");
    CHECK(separated == "00:0f:f0:ff");
    CHECK(nothing.empty());
}
