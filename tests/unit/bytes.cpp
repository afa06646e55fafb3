// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/bytes.hpp>

using onetls::detail::owned_bytes;

// An allocation that fails is what a test asks for: without this it ends the program.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
    return "allocator_may_return_null=1";
}

namespace {

static_assert(!std::is_copy_constructible_v<owned_bytes>);
static_assert(std::is_nothrow_move_constructible_v<owned_bytes>);
static_assert(std::is_nothrow_move_assignable_v<owned_bytes>);

}  // namespace

TEST_CASE("wiped bytes are zero, and their neighbours are not", "[bytes]") {
    std::array bytes{std::byte{1}, std::byte{2}, std::byte{3}};

    onetls::detail::wipe(std::span{bytes}.subspan(1, 1));
    onetls::detail::wipe({});

    CHECK(bytes == std::array{std::byte{1}, std::byte{0}, std::byte{3}});
}

TEST_CASE("no bytes are owned before they are allocated", "[bytes]") {
    const owned_bytes nothing;

    CHECK_FALSE(nothing);
    CHECK(nothing.span().empty());
}

TEST_CASE("bytes that are not to be had are an empty answer", "[bytes]") {
    const auto impossible = owned_bytes::allocate(std::numeric_limits<std::ptrdiff_t>::max());

    CHECK_FALSE(impossible);
    CHECK(impossible.span().empty());
}

TEST_CASE("owned bytes move and leave nothing behind", "[bytes]") {
    auto first = owned_bytes::allocate(8);
    REQUIRE(first);
    std::ranges::fill(first.span(), std::byte{5});
    const auto* const place = first.span().data();

    auto second = std::move(first);
    owned_bytes third;
    third = std::move(second);

    CHECK(third.span().data() == place);
    CHECK(third.span().size() == 8);
    CHECK_FALSE(first);   // NOLINT(bugprone-use-after-move): what is left is the point
    CHECK_FALSE(second);  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("no byte at all can be owned too", "[bytes]") {
    const auto none = owned_bytes::allocate(0);

    CHECK(none);
    CHECK(none.span().empty());
}

TEST_CASE("a copy holds the same bytes elsewhere", "[bytes]") {
    const std::array original{std::byte{1}, std::byte{2}, std::byte{3}};
    const auto copy = owned_bytes::copy_of(original);

    REQUIRE(copy);
    CHECK(std::ranges::equal(copy.span(), original));
    CHECK(copy.span().data() != original.data());
    CHECK(owned_bytes::copy_of({}));
}
