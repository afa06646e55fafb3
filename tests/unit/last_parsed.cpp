// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/last_parsed.hpp>

using onetls::detail::as_bytes;
using onetls::detail::last_parsed;
using onetls::detail::shared;

namespace {

std::atomic<int> alive = 0;

struct parsed : onetls::detail::counted {
    explicit parsed(std::string_view from) : words{from} { ++alive; }

    std::span<const std::byte> text() const noexcept { return as_bytes(words); }
    static void destroy(const parsed* object) noexcept {
        --alive;
        delete object;
    }

    std::string words;
};

shared<const parsed> parse(std::string_view text) {
    return shared<const parsed>::adopt(new parsed{text});
}

/// Lives as long as the process, as the library's own does.
last_parsed<parsed>& kept() {
    static constinit last_parsed<parsed> made;
    return made;
}

shared<const parsed> find_parsed(std::string_view text) {
    return kept().find([&](std::span<const std::byte> known) {
        return std::ranges::equal(known, as_bytes(text));
    });
}

}  // namespace

TEST_CASE("what was parsed is found by its text, and by no other", "[last_parsed]") {
    const auto one = parse("one");
    kept().keep(one);

    CHECK(find_parsed("one").get() == one.get());
    for (const auto* other : {"", "on", "onf", "one ", "two"}) CHECK_FALSE(find_parsed(other));
}

TEST_CASE("only the last is kept, and who has another keeps it", "[last_parsed]") {
    kept().keep(parse("one"));
    const auto one = find_parsed("one");
    kept().keep(parse("two"));

    CHECK_FALSE(find_parsed("one"));
    CHECK(find_parsed("two"));
    CHECK(one->words == "one");
    CHECK(alive == 2);
}

TEST_CASE("what nobody has any more is gone", "[last_parsed]") {
    kept().keep(parse("one"));
    kept().keep(parse("two"));
    CHECK(alive == 1);
    kept().keep(find_parsed("two"));
    CHECK(alive == 1);
    CHECK(find_parsed("two"));
}

TEST_CASE("any number of threads may keep and find", "[last_parsed]") {
    std::atomic<bool> wrong = false;
    std::vector<std::thread> threads;
    for (int index = 0; index != 4; ++index)
        threads.emplace_back(
            [&wrong, text = std::string(1 + static_cast<std::size_t>(index), 'x')] {
                for (int turn = 0; turn != 2000; ++turn) {
                    const auto found = find_parsed(text);
                    if (found && found->words != text) wrong = true;
                    if (!found) kept().keep(parse(text));
                }
            });
    for (auto& each : threads) each.join();
    CHECK_FALSE(wrong);
    CHECK(alive == 1);
}
