// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/gather.hpp>
#include <onetls/pieces.hpp>

using onetls::pieces;
using onetls::detail::as_bytes;
using onetls::detail::as_characters;

namespace {

std::vector<std::span<const std::byte>> list_of(std::initializer_list<std::string_view> texts) {
    std::vector<std::span<const std::byte>> made;
    for (const auto text : texts) made.push_back(as_bytes(text));
    return made;
}

std::string first(const pieces& from, std::size_t most) {
    std::string copied(most, '?');
    copied.resize(from.copy_to(std::as_writable_bytes(std::span{copied})));
    return copied;
}

/// What one call is given to write of `from`, in records of `size` bytes, and whether in place.
struct given {
    std::string text;
    bool in_place = false;
};

given write_once(const pieces& from, std::size_t size) {
    given seen;
    const auto put = onetls::detail::write_gathered<8>(
        from, size, [&](std::span<const std::byte> record) -> onetls::result<std::size_t> {
            seen = {std::string{as_characters(record)}, record.data() == from.front().data()};
            return record.size();
        });
    CHECK(put == seen.text.size());
    return seen;
}

}  // namespace

TEST_CASE("pieces without a byte are empty", "[pieces]") {
    CHECK(pieces{{}}.empty());
    const auto nothing = list_of({"", "", ""});
    CHECK(pieces{nothing}.empty());
    CHECK(pieces{nothing}.front().empty());
    CHECK(first(pieces{nothing}, 10).empty());
}

TEST_CASE("pieces are copied one after the other, as far as there is room", "[pieces]") {
    const auto list = list_of({"", "one", "", "two", "three", ""});
    for (std::size_t most = 0; most != 15; ++most)
        CHECK(first(pieces{list}, most) == std::string{"onetwothree"}.substr(0, most));
}

TEST_CASE("what was written is left out, wherever it ends", "[pieces]") {
    const auto list = list_of({"one", "", "two", "three", ""});
    const std::string all{"onetwothree"};
    for (std::size_t begin = 0; begin <= all.size(); ++begin)
        for (std::size_t more = 0; begin + more <= all.size(); ++more) {
            pieces rest{list};
            rest.drop(begin);
            rest.drop(more);
            CAPTURE(begin, more);
            CHECK(first(rest, 20) == all.substr(begin + more));
            CHECK(rest.empty() == (begin + more == all.size()));
            CHECK(rest.front().empty() == rest.empty());
        }
}

TEST_CASE("a record is filled with pieces, and copied only for that", "[pieces]") {
    const auto list = list_of({"abcdef", "g", "h", "ij", "klm"});
    SECTION("several fit") {
        const auto seen = write_once(pieces{list}, 8);
        CHECK(seen.text == "abcdefgh");
        CHECK_FALSE(seen.in_place);
    }
    SECTION("the first fills it") {
        const auto seen = write_once(pieces{list}, 6);
        CHECK(seen.text == "abcdef");
        CHECK(seen.in_place);
    }
    SECTION("more is asked for than there is room for") {
        CHECK(write_once(pieces{list}, 100).text == "abcdefgh");
    }
    SECTION("what is left lies in one place") {
        pieces rest{list};
        rest.drop(11);
        const auto seen = write_once(rest, 8);
        CHECK(seen.text == "lm");
        CHECK(seen.in_place);
    }
}
