// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/concepts.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/memory_pipe.hpp>

using onetls::errc;
using onetls::memory_pipe;

namespace {

static_assert(onetls::Transport<memory_pipe>);
static_assert(!onetls::WaitableTransport<memory_pipe>);
static_assert(!std::is_copy_constructible_v<memory_pipe>);
static_assert(std::is_nothrow_move_constructible_v<memory_pipe>);

constexpr std::size_t capacity = std::size_t{64} << 10;

memory_pipe::ends make() {
    auto made = memory_pipe::create();
    REQUIRE(made);
    return std::move(*made);
}

auto write(memory_pipe& end, std::string_view characters) {
    return end.write_some(onetls::detail::as_bytes(characters));
}

/// What is to be read at `end` now.
std::string read(memory_pipe& end) {
    std::string taken;
    std::array<std::byte, 100> room{};
    while (const auto size = end.read_some(room))
        taken += onetls::detail::as_characters(std::span{room}.first(*size));
    return taken;
}

/// Why nothing can be read at `end`.
errc why_not_read(memory_pipe& end) {
    std::array<std::byte, 1> room{};
    const auto taken = end.read_some(room);
    REQUIRE_FALSE(taken);
    return taken.error().code;
}

}  // namespace

TEST_CASE("what one end writes the other reads, in both directions", "[memory_pipe]") {
    auto [first, second] = make();

    REQUIRE(write(first, "there") == 5);
    REQUIRE(write(second, "and back") == 8);

    CHECK(second.readable() == 5);
    CHECK(read(second) == "there");
    CHECK(read(first) == "and back");
}

TEST_CASE("an end does not read what it wrote itself", "[memory_pipe]") {
    auto [first, second] = make();
    REQUIRE(write(first, "there"));

    CHECK(first.readable() == 0);
    CHECK(why_not_read(first) == errc::want_read);
}

TEST_CASE("an empty pipe asks to wait until it can be read", "[memory_pipe]") {
    auto [first, second] = make();

    CHECK(why_not_read(first) == errc::want_read);
    CHECK(why_not_read(second) == errc::want_read);
}

TEST_CASE("a full pipe takes what it has room for and then asks to wait", "[memory_pipe]") {
    auto [first, second] = make();
    const std::string much(capacity + 10, 'x');

    CHECK(write(first, much) == capacity);
    CHECK(write(first, "y").error().code == errc::want_write);
    CHECK(read(second).size() == capacity);
    CHECK(write(first, "y") == 1);
    CHECK(read(second) == "y");
}

TEST_CASE("a pipe holds as much as its type says", "[memory_pipe]") {
    auto small = onetls::basic_memory_pipe<4>::create().value();
    std::array<std::byte, 6> bytes{};

    CHECK(small.first.write_some(bytes).value() == 4);
    CHECK(small.first.write_some(bytes).error().code == errc::want_write);
    CHECK(small.second.read_some(bytes).value() == 4);
}

TEST_CASE("nothing can be read and written at any time", "[memory_pipe]") {
    auto [first, second] = make();

    CHECK(first.read_some({}) == 0);
    CHECK(first.write_some({}) == 0);
}

TEST_CASE("what was written before the end closed is read, then the end is seen", "[memory_pipe]") {
    auto [first, second] = make();
    REQUIRE(write(first, "last words"));

    first.close();

    CHECK(read(second) == "last words");
    CHECK(why_not_read(second) == errc::closed);
    CHECK(why_not_read(second) == errc::closed);
}

TEST_CASE("nothing can be written to an end that is gone", "[memory_pipe]") {
    auto [first, second] = make();

    second.close();

    CHECK(write(first, "x").error().code == errc::closed);
}

TEST_CASE("nothing comes from an end after it has closed", "[memory_pipe]") {
    auto [first, second] = make();

    first.close();

    CHECK_FALSE(write(first, "x"));
    CHECK(why_not_read(second) == errc::closed);
    CHECK(second.readable() == 0);
}

TEST_CASE("an end that has closed does not wait for what cannot come", "[memory_pipe]") {
    auto [first, second] = make();

    first.close();

    CHECK(why_not_read(first) == errc::closed);
}

TEST_CASE("an end that is destroyed is closed", "[memory_pipe]") {
    auto [first, second] = make();
    std::optional<memory_pipe> gone{std::move(second)};
    REQUIRE(write(*gone, "bye"));

    gone.reset();

    CHECK(read(first) == "bye");
    CHECK(why_not_read(first) == errc::closed);
}

TEST_CASE("an end that is assigned to closes what it was before", "[memory_pipe]") {
    auto [first, second] = make();
    auto [third, fourth] = make();

    first = std::move(third);

    CHECK(why_not_read(second) == errc::closed);
    CHECK(why_not_read(fourth) == errc::want_read);
    REQUIRE(write(fourth, "here"));
    CHECK(read(first) == "here");
}

TEST_CASE("an end that was moved is not closed", "[memory_pipe]") {
    auto [first, second] = make();

    {
        auto moved = std::move(first);
        CHECK(why_not_read(second) == errc::want_read);
        first = std::move(moved);
    }

    CHECK(why_not_read(second) == errc::want_read);
    CHECK(write(first, "x") == 1);
}

TEST_CASE("a ring keeps every byte in order, wherever it begins and ends", "[memory_pipe]") {
    onetls::detail::byte_ring<7> ring;
    std::deque<std::byte> expected;
    std::uint32_t random = 1;
    std::uint8_t next = 0;

    for (int round = 0; round != 20'000; ++round) {
        random = random * 1664525 + 1013904223;
        std::vector<std::byte> bytes((random >> 16) % 10);
        if ((random >> 28) % 2 == 0) {
            for (auto& byte : bytes) byte = std::byte{next++};
            const auto taken = ring.push(bytes);
            REQUIRE(taken == std::min(bytes.size(), 7 - expected.size()));
            expected.insert(expected.end(), bytes.begin(),
                            bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        } else {
            const auto taken = static_cast<std::ptrdiff_t>(ring.pull(bytes));
            REQUIRE(static_cast<std::size_t>(taken) == std::min(bytes.size(), expected.size()));
            REQUIRE(std::equal(bytes.begin(), bytes.begin() + taken, expected.begin()));
            expected.erase(expected.begin(), expected.begin() + taken);
        }
        REQUIRE(ring.size() == expected.size());
    }
}
