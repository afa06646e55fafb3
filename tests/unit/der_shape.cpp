// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/der_shape.hpp>

#include "encoder.hpp"

using onetls::der::has_shape;
using test::hex;

namespace {

bool has(const char* written, const char* shape) {
    const auto bytes = hex(written);
    return has_shape(bytes, shape);
}

}  // namespace

TEST_CASE("a shape says which element comes, and what it holds") {
    CHECK(has("02 01 05", "i"));
    CHECK(has("02 01 05", "n"));
    CHECK(has("06 01 2a", "o"));
    CHECK(has("03 02 00 ff", "b"));
    CHECK(has("04 00", "s"));
    CHECK(has("01 01 ff", "t"));
    CHECK(has("0c 01 61", "."));

    CHECK_FALSE(has("04 01 05", "i"));
    CHECK_FALSE(has("02 02 00 05", "i"));
    CHECK_FALSE(has("02 01 ff", "n"));
    CHECK_FALSE(has("06 02 80 01", "o"));
    CHECK_FALSE(has("03 02 08 ff", "b"));
    CHECK_FALSE(has("03 00", "b"));
    CHECK_FALSE(has("01 02 ff ff", "t"));
    CHECK_FALSE(has("", "."));
    CHECK_FALSE(has("02 02 05", "i"));
}

TEST_CASE("all of the input is held against a shape, and all of the shape against the input") {
    CHECK(has("", ""));
    CHECK(has("02 01 05 04 00", "is"));

    CHECK_FALSE(has("02 01 05 04 00", "i"));
    CHECK_FALSE(has("02 01 05", "is"));
    CHECK_FALSE(has("30 05 02 01 05 04 00", "{i}"));
    CHECK_FALSE(has("30 03 02 01 05", "{is}"));
    CHECK_FALSE(has("30 03 02 01 05 04 00", "{i}"));
}

TEST_CASE("a shape may leave something out, or have it many times") {
    for (const auto* written : {"30 00", "30 03 02 01 05", "30 05 02 01 05 04 00", "30 02 04 00"})
        CHECK(has(written, "{?i?s}"));
    for (const auto* written : {"30 00", "30 03 02 01 05", "30 06 02 01 05 02 01 06"})
        CHECK(has(written, "{*i}"));
    CHECK(has("30 06 02 01 05 02 01 06", "{+i}"));
    CHECK(has("30 04 30 00 30 00", "{+{?i}}"));

    CHECK_FALSE(has("30 05 04 00 02 01 05", "{?i?s}"));
    CHECK_FALSE(has("30 06 02 01 05 02 01 06", "{?i?s}"));
    CHECK_FALSE(has("30 00", "{+i}"));
    CHECK_FALSE(has("30 05 02 01 05 04 00", "{*i}"));
    CHECK_FALSE(has("30 05 02 01 05 04 00", "{+i}"));
    CHECK_FALSE(has("30 00", "{!?i?s}"));
}

TEST_CASE("a shape tells context tags apart") {
    CHECK(has("80 01 05", "0i"));
    CHECK(has("82 00", "2."));
    CHECK(has("a1 03 02 01 05", "[1i]"));
    CHECK(has("31 02 04 00", "(s)"));

    CHECK_FALSE(has("81 01 05", "0i"));
    CHECK_FALSE(has("80 02 00 05", "0i"));
    CHECK_FALSE(has("a0 03 02 01 05", "[1i]"));
    CHECK_FALSE(has("80 03 02 01 05", "[0i]"));
    CHECK_FALSE(has("30 02 04 00", "(s)"));
}

TEST_CASE("a shape has a choice, and may pass over the rest") {
    for (const auto* written : {"02 01 05", "04 00"}) CHECK(has(written, "/is"));
    CHECK(has("30 04 ff ff ff ff", "{?~}"));
    CHECK(has("30 00", "{?~}"));

    CHECK_FALSE(has("02 01 05 04 00", "/is"));
    CHECK_FALSE(has("05 00", "/is"));
    CHECK_FALSE(has("", "/is"));
    CHECK_FALSE(has("30 00", "{~}"));
}

TEST_CASE("a shape steps into each of many elements, and out again") {
    constexpr auto* names = "{*(+{o.})}i";
    CHECK(has("30 00 02 01 05", names));
    const std::string step = "31 0e 30 05 06 01 2a 05 00 30 05 06 01 2a 05 00";
    CHECK(has(("30 20 " + step + step + "02 01 05").c_str(), names));
    CHECK(has("a0 04 a1 02 81 00", "[0/[1+1.][2?~]]"));

    CHECK_FALSE(has(("30 20 " + step + step).c_str(), names));
    CHECK_FALSE(has(("30 22 " + step + step + "05 00 02 01 05").c_str(), names));
    CHECK_FALSE(has("30 09 31 07 30 05 06 01 2a 05 00 05 00 02 01 05", names));
    CHECK_FALSE(has("30 02 31 00 02 01 05", names));
    CHECK_FALSE(has("a0 06 a1 02 81 00 a2 00", "[0/[1+1.][2?~]]"));
}

TEST_CASE("a shape that is deeper than any in use fits nothing") {
    CHECK(has("30 08 30 06 30 04 30 02 30 00", "{{{{{}}}}}"));
    CHECK_FALSE(has("30 0a 30 08 30 06 30 04 30 02 30 00", "{{{{{{}}}}}}"));
}

TEST_CASE("a shape knows general names, and those that bound others") {
    for (const auto* written : {"82 01 61", "81 00", "86 00", "87 04 01 02 03 04", "88 01 2a",
                                "a4 02 30 00", "a0 05 06 01 2a a0 00", "a3 00", "a5 00"})
        CHECK(has(written, "g"));
    CHECK(has("87 08 01 02 03 04 ff ff ff 00", "m"));

    for (const auto* written :
         {"87 08 01 02 03 04 ff ff ff 00", "87 00", "88 00", "a4 02 31 00", "a4 04 30 00 30 00",
          "a0 03 06 01 2a", "a0 00", "89 00", "04 00", "a2 01 61"})
        CHECK_FALSE(has(written, "g"));
    CHECK_FALSE(has("87 04 01 02 03 04", "m"));
}

TEST_CASE("what is kept stands in its order, and nothing for what is not there") {
    const auto bytes = hex("30 08 02 01 05 30 03 04 01 07");
    onetls::der::reader from{bytes};

    const auto kept = onetls::der::read<4>(from, "${@i?@t{$s}}");

    REQUIRE(kept);
    CHECK((*kept)[0].size() == bytes.size());
    CHECK((*kept)[1].size() == 1);
    CHECK((*kept)[2].empty());
    CHECK((*kept)[3].size() == 3);
    CHECK(from.at_end());
}

TEST_CASE("an element that is left out takes what it would have kept with it") {
    const auto bytes = hex("30 02 04 00");
    const auto kept = onetls::der::read_all<3>(bytes, "{?[1{@i}@t]$s}");

    REQUIRE(kept);
    CHECK((*kept)[0].empty());
    CHECK((*kept)[1].empty());
    CHECK((*kept)[2].size() == 2);
}

TEST_CASE("a reader stays where it is when a shape does not fit") {
    const auto bytes = hex("02 01 05 04 00");
    onetls::der::reader from{bytes};

    const auto kept = onetls::der::read<0>(from, "it");

    REQUIRE_FALSE(kept);
    CHECK(kept.error().why == onetls::cause::malformed);
    CHECK(from.rest().size() == bytes.size());
    CHECK_FALSE(onetls::der::read_all<0>(bytes, "i"));
}
