// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <cstdint>

#include <catch2/catch_test_macros.hpp>

#include <onetls/testing/random_numbers.hpp>

using onetls::testing::random_numbers;

// The first numbers of the reference implementation for these seeds.
TEST_CASE("the numbers are those of splitmix64", "[testing]") {
    constexpr std::uint64_t first_of_zero = random_numbers{0}.next();
    STATIC_REQUIRE(first_of_zero == 0xE220A8397B1DCDAF);

    random_numbers random{1234567};
    for (const std::uint64_t expected : std::array<std::uint64_t, 5>{
             6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U,
             16408922859458223821U})
        CHECK(random.next() == expected);
}

TEST_CASE("numbers stay within their bounds, and reach them", "[testing]") {
    random_numbers random{1};
    std::array<bool, 3> seen{};
    for (int turn = 0; turn != 200; ++turn) {
        const auto number = random.between(5, 7);
        REQUIRE(5 <= number);
        REQUIRE(number <= 7);
        seen[number - 5] = true;
        CHECK(random.below(1) == 0);
        CHECK(random.below(0) == 0);
        CHECK(random.between(9, 9) == 9);
    }
    CHECK(seen == std::array{true, true, true});
}

TEST_CASE("what happens never or always does so", "[testing]") {
    random_numbers random{2};
    int half = 0;
    for (int turn = 0; turn != 1000; ++turn) {
        CHECK_FALSE(random.happens(0));
        CHECK(random.happens(100));
        if (random.happens(50)) ++half;
    }
    CHECK(400 < half);
    CHECK(half < 600);
}
