// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/bounded_list.hpp>

namespace {

using list = onetls::bounded_list<int, 3>;

constexpr list full{1, 2, 3};

static_assert(list{}.empty());
static_assert(list::capacity() == 3);
static_assert(full.size() == 3 && !full.overflowed());
static_assert(full.contains(3) && !full.contains(4));
static_assert(full != list{1, 2} && full != list{1, 2, 4} && full != list{3, 2, 1});

TEST_CASE("a list keeps its values in their order", "[bounded_list]") {
    const list values{3, 1, 2};

    CHECK(std::ranges::equal(values, std::array{3, 1, 2}));
    CHECK(values[0] == 3);
    CHECK(values.data()[2] == 2);
}

TEST_CASE("an empty list contains nothing, not even what its unused room holds", "[bounded_list]") {
    const list values;

    CHECK(values.empty());
    CHECK(values.begin() == values.end());
    CHECK_FALSE(values.contains(0));
}

TEST_CASE("a value that does not fit is left out and remembered", "[bounded_list]") {
    list values = full;

    CHECK_FALSE(values.push_back(4));

    CHECK(values.overflowed());
    CHECK(std::ranges::equal(values, std::array{1, 2, 3}));
}

TEST_CASE("a list that is written with too many values has overflowed", "[bounded_list]") {
    const list values{1, 2, 3, 4};

    CHECK(values.overflowed());
    CHECK(values.size() == 3);
    CHECK_FALSE(values.contains(4));
}

TEST_CASE("a list that has overflowed does not equal one that has not", "[bounded_list]") {
    CHECK_FALSE(list{1, 2, 3, 4} == full);
}

TEST_CASE("a cleared list equals one that was never filled", "[bounded_list]") {
    list values{1, 2, 3, 4};

    values.clear();

    CHECK(values == list{});
    CHECK_FALSE(values.overflowed());
    CHECK_FALSE(values.contains(1));
}

TEST_CASE("values are taken away, and the others keep their order", "[bounded_list]") {
    list values{3, 4, 1};

    values.erase_if([](int value) { return value % 2 == 0; });
    CHECK(values == list{3, 1});

    values.erase_if([](int) { return false; });
    CHECK(values == list{3, 1});

    values.erase_if([](int) { return true; });
    CHECK(values.empty());
}

TEST_CASE("a value that was left out is remembered when others are taken away", "[bounded_list]") {
    list values{1, 2, 3, 4};

    values.erase_if([](int value) { return value == 2; });

    CHECK(values.size() == 2);
    CHECK(values.overflowed());
}

TEST_CASE("a list without room takes nothing", "[bounded_list]") {
    onetls::bounded_list<int, 0> values;

    CHECK_FALSE(values.push_back(1));

    CHECK(values.empty());
    CHECK(values.overflowed());
}

TEST_CASE("values can be changed in place", "[bounded_list]") {
    list values = full;

    for (auto& value : values) value *= 2;
    values[0] = 7;

    CHECK(values == list{7, 4, 6});
}

}  // namespace
