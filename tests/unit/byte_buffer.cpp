// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/byte_buffer.hpp>
#include <onetls/detail/bytes.hpp>

using onetls::detail::as_bytes;
using onetls::detail::as_characters;

namespace {

using buffer = onetls::detail::byte_buffer<8>;

buffer holding(std::string_view text) {
    buffer made;
    made.put(as_bytes(text));
    return made;
}

std::string taken(buffer& from, std::size_t size) {
    std::string into(size, '\0');
    into.resize(from.take(std::as_writable_bytes(std::span{into})));
    return into;
}

}  // namespace

TEST_CASE("bytes come out in the order in which they went in", "[byte_buffer]") {
    auto bytes = holding("abc");
    bytes.put(as_bytes("de"));

    CHECK(taken(bytes, 2) == "ab");
    CHECK(taken(bytes, 8) == "cde");
    CHECK(bytes.empty());
    CHECK(taken(bytes, 8).empty());
}

TEST_CASE("the room is whole again once nothing is left, and not before", "[byte_buffer]") {
    auto bytes = holding("abcdef");
    CHECK(bytes.room().size() == 2);

    bytes.drop(5);
    CHECK(bytes.room().size() == 2);
    CHECK(as_characters(bytes.bytes()) == "f");
    bytes.drop(1);
    CHECK(bytes.room().size() == 8);
}

TEST_CASE("a buffer that moves takes what is there along, and leaves nothing", "[byte_buffer]") {
    auto first = holding("abcdef");
    first.drop(2);

    buffer second{std::move(first)};
    CHECK(as_characters(second.bytes()) == "cdef");
    CHECK(second.room().size() == 4);
    CHECK(first.empty());
    CHECK(first.room().size() == 8);

    auto third = holding("x");
    third = std::move(second);
    CHECK(as_characters(third.bytes()) == "cdef");
    CHECK(second.empty());
}

TEST_CASE("a buffer that is moved to itself keeps its bytes", "[byte_buffer]") {
    auto bytes = holding("abc");
    auto& same = bytes;

    bytes = std::move(same);

    CHECK(as_characters(bytes.bytes()) == "abc");
}
