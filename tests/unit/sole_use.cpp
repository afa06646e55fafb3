// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/sole_use.hpp>

#include "../support/dying.hpp"

using onetls::detail::sole_use;

TEST_CASE("calls that follow each other are fine", "[sole_use]") {
    CHECK_FALSE(test::aborts([] {
        sole_use object;
        for (int count = 0; count != 3; ++count) const sole_use::call alone{object};
    }));
}

TEST_CASE("calls on different objects may meet", "[sole_use]") {
    CHECK_FALSE(test::aborts([] {
        sole_use one;
        sole_use other;
        const sole_use::call first{one};
        const sole_use::call second{other};
    }));
}

TEST_CASE("calls that meet in one object end the program where assertions are on", "[sole_use]") {
    const bool found = test::aborts([] {
        sole_use object;
        const sole_use::call first{object};
        const sole_use::call second{object};
    });

    CHECK(found == test::has_assertions());
}
