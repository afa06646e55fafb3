// SPDX-License-Identifier: BSL-1.0
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/shared.hpp>

namespace {

/// An object that says when it is gone.
struct watched : onetls::detail::counted {
    explicit watched(int& destroyed) noexcept : destroyed_{destroyed} {}
    static void destroy(const watched* object) noexcept {
        ++object->destroyed_;
        delete object;
    }

    int value = 7;

private:
    int& destroyed_;
};

using shared = onetls::detail::shared<watched>;

static_assert(std::is_nothrow_copy_constructible_v<shared>);
static_assert(std::is_nothrow_move_constructible_v<shared>);
static_assert(std::is_nothrow_move_assignable_v<shared>);
static_assert(sizeof(shared) == sizeof(void*));
static_assert(!std::is_convertible_v<watched*, shared>);

}  // namespace

TEST_CASE("an owner of nothing is empty", "[shared]") {
    const shared nothing;
    const shared copy = nothing;

    CHECK_FALSE(nothing);
    CHECK_FALSE(copy);
    CHECK_FALSE(shared{nullptr});
    CHECK(shared::adopt(nullptr).get() == nullptr);
}

TEST_CASE("the last owner destroys the object, and no other does", "[shared]") {
    int destroyed = 0;
    {
        auto first = shared::adopt(new watched{destroyed});
        {
            const auto second = first;
            CHECK(second->value == 7);
            first = nullptr;
            CHECK(destroyed == 0);
        }
        CHECK(destroyed == 1);
    }
    CHECK(destroyed == 1);
}

TEST_CASE("an owner that was moved owns nothing", "[shared]") {
    int destroyed = 0;
    auto first = shared::adopt(new watched{destroyed});

    auto second = std::move(first);

    CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): what is left is the point
    CHECK((*second).value == 7);
    second = nullptr;
    CHECK(destroyed == 1);
}

TEST_CASE("an owner may be assigned to itself", "[shared]") {
    int destroyed = 0;
    auto owner = shared::adopt(new watched{destroyed});
    auto& same = owner;

    owner = same;
    owner = std::move(same);

    CHECK(destroyed == 0);
    CHECK(owner);
}

TEST_CASE("an owner that is assigned to gives up what it had", "[shared]") {
    int destroyed = 0;
    auto first = shared::adopt(new watched{destroyed});
    const auto second = shared::adopt(new watched{destroyed});

    first = second;

    CHECK(destroyed == 1);
    CHECK(first.get() == second.get());
}

TEST_CASE("owners may come and go on different threads", "[shared]") {
    int destroyed = 0;
    auto owner = shared::adopt(new watched{destroyed});
    {
        std::vector<std::jthread> threads;
        for (int count = 0; count != 4; ++count)
            threads.emplace_back([owner] {
                for (int round = 0; round != 10'000; ++round) auto copy = owner;
            });
    }

    CHECK(destroyed == 0);
    owner = nullptr;
    CHECK(destroyed == 1);
}
