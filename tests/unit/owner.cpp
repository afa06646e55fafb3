// SPDX-License-Identifier: BSL-1.0
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/owner.hpp>

using namespace onetls::detail;

namespace {

std::vector<int> given_back;

void give_back(const int* object) noexcept {
    given_back.push_back(*object);
}

using handle = owner<int, &give_back>;

static_assert(!std::is_copy_constructible_v<handle> && !std::is_copy_assignable_v<handle>);
static_assert(std::is_nothrow_move_constructible_v<handle>);
static_assert(!std::is_convertible_v<int*, handle>);
static_assert(sizeof(handle) == sizeof(int*));

/// What was given back since it was asked last.
std::vector<int> taken() {
    return std::exchange(given_back, {});
}

int one = 1;
int two = 2;

}  // namespace

TEST_CASE("an owner gives its object back once", "[owner]") {
    {
        handle first{&one};
        handle second{std::move(first)};
        CHECK_FALSE(first);
        CHECK(second.get() == &one);
        CHECK(*second == 1);
        CHECK(taken().empty());
    }
    CHECK(taken() == std::vector{1});
}

TEST_CASE("an owner of nothing gives nothing back", "[owner]") {
    {
        const handle empty;
        handle null{nullptr};
        null.reset();
        CHECK_FALSE(empty);
        CHECK(null.get() == nullptr);
    }
    CHECK(taken().empty());
}

TEST_CASE("an owner that takes over another object gives the former back", "[owner]") {
    handle kept{&one};

    kept.reset(&two);
    CHECK(taken() == std::vector{1});

    kept = handle{&one};
    CHECK(taken() == std::vector{2});

    kept = nullptr;
    CHECK(taken() == std::vector{1});
    CHECK_FALSE(kept);
}

TEST_CASE("an owner that is assigned to itself keeps its object", "[owner]") {
    handle kept{&one};
    auto& same = kept;

    kept = std::move(same);

    CHECK(taken().empty());
    CHECK(kept.release() == &one);
    CHECK(taken().empty());
}

TEST_CASE("an owner whose object is released gives nothing back", "[owner]") {
    {
        CHECK(handle{&one}.release() == &one);
    }
    CHECK(taken().empty());
}
