// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <iterator>

#include <catch2/catch_test_macros.hpp>

#include <onetls/der_list.hpp>
#include <onetls/extension.hpp>
#include <onetls/oid.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using onetls::oid;
using test::hex;
using test::is_malformed;
using oid_list = der::list<oid>;

static_assert(std::input_iterator<oid_list::iterator>);
static_assert(std::sentinel_for<oid_list::end_mark, oid_list::iterator>);
static_assert(!der::Decodable<int>);

TEST_CASE("a list walks over its values") {
    const auto contents = hex("06 01 2a  06 01 2b  06 01 2c");
    const auto list = oid_list::checked(contents);

    REQUIRE(list);
    CHECK(list->count() == 3);
    CHECK(list->begin()->encoded()[0] == std::byte{0x2a});
    CHECK(list->contains(oid{std::span{contents}.subspan(5, 1)}));
    CHECK_FALSE(list->contains(oid{}));
}

TEST_CASE("a list that was never filled is empty") {
    CHECK(oid_list{}.empty());
    CHECK(oid_list{}.begin() == oid_list{}.end());
    CHECK(oid_list::checked({}));
    CHECK(is_malformed(oid_list::checked_and_filled({})));
}

TEST_CASE("a list is refused for any value that is wrong") {
    CHECK(is_malformed(oid_list::checked(hex("06 01 2a  02 01 05"))));
    CHECK(is_malformed(oid_list::checked(hex("06 01 2a  06 02 2b"))));
    CHECK(is_malformed(oid_list::checked(hex("06 00"))));
    CHECK(is_malformed(oid_list::checked_and_filled(hex("06 01"))));
}

TEST_CASE("an unchecked list ends before the first wrong value") {
    const auto contents = hex("06 01 2a  06 01 ff  06 01 2c");

    CHECK(oid_list{contents}.count() == 1);
}
