// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/concepts.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/testing/faults.hpp>
#include <onetls/testing/faulty_transport.hpp>

using onetls::errc;
using onetls::error;
using onetls::memory_pipe;
using onetls::testing::direction_faults;
using onetls::testing::faults;
using onetls::testing::faulty_transport;
using onetls::testing::never;

namespace {

using faulty_pipe = faulty_transport<memory_pipe>;

static_assert(onetls::Transport<faulty_pipe>);
static_assert(!onetls::WaitableTransport<faulty_pipe>);

/// A pipe with a faulty first end.
struct pipe {
    faulty_pipe faulty;
    memory_pipe other;
};

pipe make(const faults& plan) {
    auto ends = memory_pipe::create();
    REQUIRE(ends);
    return {faulty_pipe{std::move(ends->first), plan}, std::move(ends->second)};
}

constexpr std::string_view sent = "the quick brown fox jumps over the lazy dog";

std::span<const std::byte> bytes_of(std::string_view characters) {
    return onetls::detail::as_bytes(characters);
}

/// One call's outcome: the bytes that it moved, or its error.
struct call {
    std::size_t moved = 0;
    error failure{errc::internal};

    friend bool operator==(const call&, const call&) = default;
};
using calls = std::vector<call>;

call outcome_of(const onetls::result<std::size_t>& done) {
    return done ? call{*done} : call{0, done.error()};
}

/// Reads until nothing more comes.
struct taken {
    std::string text;
    calls each;
};

taken read_all(faulty_pipe& from, int turns = 2000) {
    taken all;
    std::array<std::byte, 100> room{};
    for (int turn = 0; turn != turns && all.text.size() != sent.size(); ++turn) {
        const auto got = from.read_some(room);
        all.each.push_back(outcome_of(got));
        if (got) all.text += onetls::detail::as_characters(std::span{room}.first(*got));
        if (!got && !is_retry(got.error())) break;
    }
    return all;
}

calls write_all(faulty_pipe& to, int turns = 2000) {
    calls all;
    auto rest = sent;
    for (int turn = 0; turn != turns && !rest.empty(); ++turn) {
        const auto put = to.write_some(bytes_of(rest));
        all.push_back(outcome_of(put));
        if (put) rest.remove_prefix(*put);
        if (!put && !is_retry(put.error())) break;
    }
    return all;
}

taken read_with(const faults& plan) {
    auto ends = make(plan);
    REQUIRE(ends.other.write_some(bytes_of(sent)) == sent.size());
    return read_all(ends.faulty);
}

std::string received(memory_pipe& from) {
    std::array<std::byte, 100> room{};
    const auto got = from.read_some(room);
    return got ? std::string{onetls::detail::as_characters(std::span{room}.first(*got))} : "";
}

/// A transport that counts how often it is waited for.
struct waiting {
    onetls::result<std::size_t> read_some(std::span<std::byte>) {
        return std::unexpected(error{errc::want_read});
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) { return from.size(); }
    onetls::result<void> wait(errc) {
        ++waits;
        return {};
    }
    int waits = 0;
};
static_assert(onetls::WaitableTransport<faulty_transport<waiting>>);

}  // namespace

TEST_CASE("a transport without a plan changes nothing", "[testing]") {
    auto ends = make({});
    CHECK(write_all(ends.faulty) == calls{{sent.size()}});
    CHECK(received(ends.other) == sent);
    CHECK(read_with({}).text == sent);
    CHECK(read_with({}).each == calls{{sent.size()}});
}

TEST_CASE("pieces are no larger than planned, and of every size up to it", "[testing]") {
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed != 30; ++seed) {
        const auto seen = read_with({.seed = seed, .read = {.at_most = 3}});
        CHECK(seen.text == sent);
        for (const auto& each : seen.each) sizes.insert(each.moved);
    }
    CHECK(sizes == std::set<std::size_t>{1, 2, 3});

    auto ends = make({.write = {.at_most = 1}});
    CHECK(write_all(ends.faulty).size() == sent.size());
    CHECK(received(ends.other) == sent);
}

TEST_CASE("no piece at all is taken for one byte, so that something moves", "[testing]") {
    CHECK(read_with({.read = {.at_most = 0}}).text == sent);
    CHECK(read_with({.read = {.blocks = 100, .longest_block = 0}}).text == sent);
}

TEST_CASE("at 100 percent each piece is blocked once", "[testing]") {
    const auto seen = read_with({.read = {.at_most = 1, .blocks = 100}});
    CHECK(seen.text == sent);
    REQUIRE(seen.each.size() == 2 * sent.size());
    for (std::size_t at = 0; at != seen.each.size(); ++at)
        CHECK(seen.each[at] == (at % 2 == 0 ? call{0, {errc::want_read}} : call{1}));
}

TEST_CASE("a block lasts for as many calls as planned at most", "[testing]") {
    std::set<std::size_t> lengths;
    for (std::uint64_t seed = 0; seed != 30; ++seed) {
        std::size_t length = 0;
        for (const auto& each :
             read_with({.seed = seed, .read = {.at_most = 1, .blocks = 50, .longest_block = 3}})
                 .each) {
            length = each.moved == 0 ? length + 1 : 0;
            lengths.insert(length);
        }
    }
    CHECK(lengths == std::set<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("blocks want the other direction as often as planned", "[testing]") {
    for (const auto& each :
         read_with({.read = {.at_most = 1, .blocks = 100, .wants_other = 100}}).each)
        CHECK((each.moved == 1 || each.failure == error{errc::want_write}));
    auto ends = make({.write = {.at_most = 1, .blocks = 100, .wants_other = 100}});
    for (const auto& each : write_all(ends.faulty))
        CHECK((each.moved == 1 || each.failure == error{errc::want_read}));
    CHECK(ends.faulty.blocked_calls() == sent.size());

    std::set<errc> wanted;
    for (const auto& each :
         read_with({.read = {.at_most = 1, .blocks = 100, .wants_other = 50}}).each)
        if (each.moved == 0) wanted.insert(each.failure.code);
    CHECK(wanted == std::set{errc::want_read, errc::want_write});
}

TEST_CASE("what the transport within wants is passed on", "[testing]") {
    auto ends = make({.read = {.wants_other = 100}});
    CHECK(read_all(ends.faulty, 1).each == calls{{0, {errc::want_read}}});
    ends.other.close();
    CHECK(read_all(ends.faulty, 1).each == calls{{0, {errc::closed}}});
}

TEST_CASE("the end comes after exactly as many bytes as planned, for ever", "[testing]") {
    const error reset{.code = errc::transport_failed, .native = 104};
    for (const std::size_t after : {std::size_t{0}, std::size_t{1}, std::size_t{10}}) {
        const auto seen =
            read_with({.seed = after, .read = {.at_most = 4, .ends_after = after, .end = reset}});
        CHECK(seen.text == sent.substr(0, after));
        CHECK(seen.each.back().failure == reset);

        auto ends = make({.write = {.ends_after = after, .end = reset}});
        CHECK(write_all(ends.faulty).back().failure == reset);
        CHECK(write_all(ends.faulty) == calls{{0, reset}});
        CHECK(received(ends.other) == sent.substr(0, after));
        CHECK(ends.faulty.bytes_written() == after);
    }
    CHECK(read_with({.read = {.ends_after = 5}}).each.back().failure == error{errc::closed});
}

TEST_CASE("one byte is changed, wherever pieces begin", "[testing]") {
    for (std::size_t at = 0; at != sent.size(); ++at) {
        std::string expected{sent};
        expected[at] = static_cast<char>(expected[at] ^ 0x20);
        direction_faults plan{.at_most = 7, .changes_at = at, .change = std::byte{0x20}};
        CHECK(read_with({.seed = at, .read = plan}).text == expected);
        plan.at_most = never;
        CHECK(read_with({.seed = at, .read = plan}).text == expected);
        auto ends = make({.write = plan});
        write_all(ends.faulty);
        CHECK(received(ends.other) == expected);
    }
}

TEST_CASE("a seed gives the same trouble each time, and another seed another", "[testing]") {
    const auto with_seed = [](std::uint64_t seed) {
        return read_with(
            {.seed = seed,
             .read = {.at_most = 5, .blocks = 40, .longest_block = 3, .wants_other = 50}});
    };
    CHECK(with_seed(7).each == with_seed(7).each);
    CHECK(with_seed(7).each != with_seed(8).each);
}

TEST_CASE("delaying faults delay, and move everything", "[testing]") {
    std::size_t blocked = 0;
    for (std::uint64_t seed = 0; seed != 500; ++seed) {
        auto ends = make(onetls::testing::delaying_faults(seed));
        REQUIRE(ends.other.write_some(bytes_of(sent)) == sent.size());
        CHECK(read_all(ends.faulty).text == sent);
        write_all(ends.faulty);
        CHECK(received(ends.other) == sent);
        blocked += ends.faulty.blocked_calls();
    }
    CHECK(blocked > 5000);
}

TEST_CASE("nobody waits for a block that the plan made", "[testing]") {
    faulty_transport<waiting> planned{waiting{}, {.read = {.blocks = 100}}};
    std::array<std::byte, 1> room{};
    CHECK(planned.read_some(room).error() == error{errc::want_read});
    CHECK(planned.wait(errc::want_read));
    CHECK(planned.inner().waits == 0);
    CHECK(planned.read_some(room).error() == error{errc::want_read});  // of the one within
    CHECK(planned.wait(errc::want_read));
    CHECK(planned.inner().waits == 1);
}

TEST_CASE("closing ends what is within", "[testing]") {
    auto ends = make({});
    ends.faulty.close();
    CHECK(ends.other.write_some(bytes_of(sent)).error() == error{errc::closed});
}
