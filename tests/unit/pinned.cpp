// SPDX-License-Identifier: BSL-1.0
#include <type_traits>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/pinned.hpp>

namespace {

/// An object that cannot move, and says when it is gone.
struct watched {
    watched(int& destroyed, int with) noexcept : value{with}, destroyed_{destroyed} {}
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
    ~watched() { ++destroyed_; }

    int value;

private:
    int& destroyed_;
};

using pinned = onetls::detail::pinned<watched>;

static_assert(!std::is_copy_constructible_v<pinned>);
static_assert(!std::is_copy_assignable_v<pinned>);
static_assert(std::is_nothrow_move_constructible_v<pinned>);
static_assert(std::is_nothrow_move_assignable_v<pinned>);

}  // namespace

TEST_CASE("an object stays where it is when its owner moves", "[pinned]") {
    int destroyed = 0;
    auto first = pinned::make(destroyed, 7);
    const auto* const place = first.get();

    auto second = std::move(first);

    CHECK(second.get() == place);
    CHECK(second->value == 7);
    CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): what is left is the point
    CHECK(destroyed == 0);
}

TEST_CASE("an object goes with its owner, once", "[pinned]") {
    int destroyed = 0;
    {
        const auto owner = pinned::make(destroyed, 7);
        CHECK((*owner).value == 7);
    }
    CHECK(destroyed == 1);
}

TEST_CASE("an owner that is assigned to gives up what it had", "[pinned]") {
    int destroyed = 0;
    auto first = pinned::make(destroyed, 1);

    first = pinned::make(destroyed, 2);

    CHECK(destroyed == 1);
    CHECK(first->value == 2);
    first = {};
    CHECK(destroyed == 2);
    CHECK_FALSE(first);
}
