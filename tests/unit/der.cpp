// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/der.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using test::hex;
using test::is_malformed;

namespace {

constexpr std::array two_numbers{std::byte{2}, std::byte{1}, std::byte{5},
                                 std::byte{2}, std::byte{1}, std::byte{6}};

static_assert(der::reader{two_numbers}.next()->contents[0] == std::byte{5});

}  // namespace

TEST_CASE("a reader yields the elements in their order") {
    der::reader from{two_numbers};

    const auto first = from.expect(der::tag::integer);
    const auto second = from.next();

    REQUIRE((first && second));
    CHECK(first->whole.size() == 3);
    CHECK(second->tag == der::tag::integer);
    CHECK(second->contents[0] == std::byte{6});
    CHECK(from.at_end());
    CHECK(from.rest().empty());
}

TEST_CASE("a reader enters an element and goes on behind it") {
    const auto input = hex("30 03 02 01 05  04 00");
    der::reader from{input};

    REQUIRE(from.enter(der::tag::sequence));
    CHECK(from.expect(der::tag::integer));
    CHECK(from.expect(der::tag::octet_string));
    CHECK(from.at_end());
}

TEST_CASE("a reader refuses what is no element of DER") {
    const char* const malformed[] = {
        "",                         // nothing
        "30",                       // no length
        "30 80 00 00",              // indefinite length
        "30 01",                    // contents missing
        "30 81",                    // length missing
        "30 81 7f",                 // length cut off, and not minimal
        "30 82 01",                 // length cut off
        "30 81 01 00",              // the short form would do
        "30 82 00 80",              // leading zero in the length
        "30 84 ff ff ff ff 00",     // longer than the input
        "30 85 00 00 00 00 01 00",  // a length of five bytes
        "30 ff 00",                 // a length of 127 bytes
        "1f 81 01 00",              // a tag number of 129
        "bf 01 00",                 // a high tag number
    };
    for (const char* digits : malformed) {
        INFO(digits);
        const auto input = hex(digits);
        der::reader from{input};
        CHECK(is_malformed(from.next()));
        CHECK(from.rest().size() == input.size());
    }
}

TEST_CASE("a reader stays where it is when another tag was expected") {
    der::reader from{two_numbers};

    CHECK(is_malformed(from.expect(der::tag::boolean)));
    CHECK(is_malformed(from.enter(der::tag::sequence)));
    CHECK_FALSE(from.sees(der::tag::boolean));
    CHECK(from.rest().size() == two_numbers.size());
}

TEST_CASE("a reader does not enter an element that does not fit") {
    const auto input = hex("30 04 02 01 05");
    der::reader from{input};

    CHECK(is_malformed(from.enter(der::tag::sequence)));
}

TEST_CASE("a reader reads lengths of one to four bytes") {
    for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65'535U, 65'536U, 2'000'000U}) {
        const auto input = test::element(0x04, test::encoded(size));
        der::reader from{input};
        const auto found = from.next();
        REQUIRE(found);
        CHECK(found->contents.size() == size);
        CHECK(from.at_end());
    }
}

TEST_CASE("no prefix of an element is an element") {
    const auto input = test::element(0x04, test::encoded(300));
    for (std::size_t size = 0; size != input.size(); ++size) {
        der::reader from{std::span{input}.first(size)};
        REQUIRE(is_malformed(from.next()));
    }
}

TEST_CASE("the only element is refused when bytes follow it") {
    CHECK(der::only(hex("02 01 05"), der::tag::integer));
    CHECK(is_malformed(der::only(hex("02 01 05 00"), der::tag::integer)));
    CHECK(is_malformed(der::only(hex("02 01 05"), der::tag::boolean)));
    CHECK(is_malformed(der::only({}, der::tag::boolean)));
}

TEST_CASE("tags of a context are told apart by being constructed") {
    CHECK(der::context(3) == static_cast<der::tag>(0x83));
    CHECK(der::constructed(3) == static_cast<der::tag>(0xa3));
}
