// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/buffered.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/memory_pipe.hpp>

#include "transports.hpp"

using onetls::buffered;
using onetls::errc;
using onetls::error;
using onetls::result;
using onetls::detail::as_bytes;

namespace {

/// What a scripted transport does, and what was done with it. It outlives the transport.
struct script {
    std::string incoming = {};
    std::string outgoing = {};
    std::size_t room = test::conduct::unlimited;     ///< For writes, in all.
    std::size_t at_most = test::conduct::unlimited;  ///< In one call.
    std::optional<error> read_fails = {};
    std::optional<error> write_fails = {};
    result<void> waiting = {};

    std::vector<std::size_t> reads = {};  ///< How much each call asked for.
    std::vector<std::size_t> writes = {};
    std::vector<errc> waits = {};
};

/// A transport that does what its script says.
struct scripted {
    script* told;

    result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        told->reads.push_back(into.size());
        if (told->read_fails) return std::unexpected(*told->read_fails);
        const auto size = std::min({into.size(), told->incoming.size(), told->at_most});
        if (size == 0) return std::unexpected(error{errc::want_read});
        std::ranges::copy(as_bytes(told->incoming).first(size), into.begin());
        told->incoming.erase(0, size);
        return size;
    }
    result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        told->writes.push_back(from.size());
        if (told->write_fails) return std::unexpected(*told->write_fails);
        const auto size = std::min({from.size(), told->room, told->at_most});
        if (size == 0) return std::unexpected(error{errc::want_write});
        told->outgoing += onetls::detail::as_characters(from.first(size));
        told->room -= size;
        return size;
    }
    result<void> wait(errc wanted) noexcept {
        told->waits.push_back(wanted);
        return told->waiting;
    }
};

using small = buffered<scripted, 8, 8>;

template <class T>
result<std::string> read(T& from, std::size_t size) {
    std::string into(size, '\0');
    const auto got = from.read_some(std::as_writable_bytes(std::span{into}));
    if (!got) return std::unexpected(got.error());
    into.resize(*got);
    return into;
}

template <class T>
result<std::size_t> write(T& to, std::string_view text) {
    return to.write_some(as_bytes(text));
}

constexpr error broken{.code = errc::transport_failed, .native = 32};

}  // namespace

// Reading

TEST_CASE("small reads that follow each other ask the transport once", "[buffered]") {
    script told{.incoming = "abcdefgh"};
    small transport{scripted{&told}};

    CHECK(read(transport, 3) == "abc");
    CHECK(transport.holds_input());
    CHECK(read(transport, 3) == "def");
    CHECK(read(transport, 3) == "gh");
    CHECK_FALSE(transport.holds_input());
    CHECK(told.reads == std::vector<std::size_t>{8});
}

TEST_CASE("a read that is as large as the buffer goes past it", "[buffered]") {
    script told{.incoming = "abcdefghijkl"};
    small transport{scripted{&told}};

    CHECK(read(transport, 12) == "abcdefghijkl");
    CHECK(told.reads == std::vector<std::size_t>{12});
    CHECK_FALSE(transport.holds_input());
}

TEST_CASE("a small read behind a large one reads no further, the next one does", "[buffered]") {
    script told{.incoming = "0123456789abABCDEFGHIJcdefgh"};
    small transport{scripted{&told}};

    CHECK(read(transport, 10) == "0123456789");
    CHECK(read(transport, 2) == "ab");
    CHECK(read(transport, 10) == "ABCDEFGHIJ");
    CHECK(read(transport, 2) == "cd");
    CHECK(read(transport, 2) == "ef");
    CHECK(read(transport, 2) == "gh");
    CHECK(told.reads == std::vector<std::size_t>{10, 2, 10, 2, 8});
}

TEST_CASE("a small read behind a large one may be repeated", "[buffered]") {
    script told{.incoming = "0123456789"};
    small transport{scripted{&told}};
    CHECK(read(transport, 10) == "0123456789");

    for (int turn = 0; turn != 2; ++turn)
        CHECK(read(transport, 2) == std::unexpected(error{errc::want_read}));
    told.incoming = "abcd";
    CHECK(read(transport, 2) == "ab");
    CHECK(told.reads == std::vector<std::size_t>{10, 2, 2, 2});
}

TEST_CASE("a large read takes first what was read ahead", "[buffered]") {
    script told{.incoming = "abcdefghijklmnopqrst"};
    small transport{scripted{&told}};

    CHECK(read(transport, 2) == "ab");
    CHECK(read(transport, 12) == "cdefgh");
    CHECK(read(transport, 12) == "ijklmnopqrst");
}

TEST_CASE("a read that finds nothing may be repeated", "[buffered]") {
    script told;
    small transport{scripted{&told}};

    for (int turn = 0; turn != 2; ++turn)
        CHECK(read(transport, 3) == std::unexpected(error{errc::want_read}));
    told.incoming = "abc";
    CHECK(read(transport, 3) == "abc");
}

TEST_CASE("what was read ahead comes before the end, and the end stays", "[buffered]") {
    script told{.incoming = "abcd"};
    small transport{scripted{&told}};
    CHECK(read(transport, 2) == "ab");
    told.read_fails = error{errc::closed};

    CHECK(read(transport, 2) == "cd");
    CHECK(read(transport, 2) == std::unexpected(error{errc::closed}));
    told.read_fails.reset();
    told.incoming = "never";
    CHECK(read(transport, 2) == std::unexpected(error{errc::closed}));
    CHECK(read(transport, 20) == std::unexpected(error{errc::closed}));
}

TEST_CASE("a read that failed for good fails again, though the transport would not", "[buffered]") {
    script told{.incoming = "abcd", .read_fails = broken};
    small transport{scripted{&told}};

    CHECK(read(transport, 20) == std::unexpected(broken));
    told.read_fails.reset();
    CHECK(read(transport, 2) == std::unexpected(broken));
    CHECK(told.reads.size() == 1);
}

TEST_CASE("reading nothing asks nobody", "[buffered]") {
    script told{.incoming = "abcd", .read_fails = broken};
    small transport{scripted{&told}};

    CHECK(read(transport, 0) == "");
    CHECK(told.reads.empty());
}

// Writing

TEST_CASE("what is written goes at once, unless corked", "[buffered]") {
    script told;
    small transport{scripted{&told}};

    CHECK(write(transport, "ab") == 2U);
    CHECK(write(transport, "cd") == 2U);
    CHECK(told.outgoing == "abcd");
    CHECK(told.writes == std::vector<std::size_t>{2, 2});
    CHECK_FALSE(transport.holds_output());
}

TEST_CASE("corked writes wait for the flush, and go together", "[buffered]") {
    script told;
    small transport{scripted{&told}};
    CHECK_FALSE(transport.cork(true));

    CHECK(write(transport, "ab") == 2U);
    CHECK(write(transport, "cde") == 3U);
    CHECK(told.outgoing.empty());
    CHECK(transport.holds_output());
    CHECK(transport.flush());
    CHECK(told.outgoing == "abcde");
    CHECK(told.writes == std::vector<std::size_t>{5});
    CHECK_FALSE(transport.holds_output());
    CHECK(transport.cork(false));
}

TEST_CASE("a corked write that does not fit sends what is held back first", "[buffered]") {
    script told;
    small transport{scripted{&told}};
    transport.cork(true);

    CHECK(write(transport, "abcdef") == 6U);
    CHECK(write(transport, "ghi") == 3U);
    CHECK(told.outgoing == "abcdef");
    CHECK(transport.flush());
    CHECK(told.outgoing == "abcdefghi");
}

TEST_CASE("a large corked write goes past the buffer, behind what is held back", "[buffered]") {
    script told;
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "ab") == 2U);

    CHECK(write(transport, "0123456789") == 10U);

    CHECK(told.outgoing == "ab0123456789");
    CHECK(told.writes == std::vector<std::size_t>{2, 10});
}

TEST_CASE("a write that does not fit and cannot send what is held back takes nothing",
          "[buffered]") {
    script told{.room = 3};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abcdef") == 6U);

    for (int turn = 0; turn != 2; ++turn)
        CHECK(write(transport, "ghi") == std::unexpected(error{errc::want_write}));
    told.room = 100;
    CHECK(write(transport, "ghi") == 3U);
    CHECK(transport.flush());
    CHECK(told.outgoing == "abcdefghi");
}

TEST_CASE("a flush that blocked goes on where it was", "[buffered]") {
    script told{.room = 3, .at_most = 2};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abcdef") == 6U);

    CHECK(transport.flush() == result<void>{std::unexpected(error{errc::want_write})});
    CHECK(told.outgoing == "abc");
    told.room = 100;
    CHECK(transport.flush());
    CHECK(told.outgoing == "abcdef");
    CHECK(transport.flush());
    CHECK(told.outgoing == "abcdef");
}

TEST_CASE("without the cork a write goes behind what is still held back", "[buffered]") {
    script told{.room = 0};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);
    transport.cork(false);

    CHECK(write(transport, "de") == std::unexpected(error{errc::want_write}));
    told.room = 4;
    CHECK(write(transport, "de") == 1U);
    CHECK(told.outgoing == "abcd");
}

TEST_CASE("a write that failed for good fails again, and so does the flush", "[buffered]") {
    script told{.write_fails = broken};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);

    CHECK(transport.flush() == result<void>{std::unexpected(broken)});
    told.write_fails.reset();
    CHECK(transport.flush() == result<void>{std::unexpected(broken)});
    CHECK(write(transport, "d") == std::unexpected(broken));
    transport.cork(false);
    CHECK(write(transport, "d") == std::unexpected(broken));
    CHECK(told.outgoing.empty());
    CHECK(told.writes.size() == 1);
}

TEST_CASE("a transport that moves nothing and says nothing has failed", "[buffered]") {
    struct mute {
        result<std::size_t> read_some(std::span<std::byte>) noexcept { return 0; }
        result<std::size_t> write_some(std::span<const std::byte>) noexcept { return 0; }
    };
    buffered<mute> transport{mute{}};

    CHECK(read(transport, 3) == std::unexpected(error{errc::transport_failed}));
    CHECK(write(transport, "a") == std::unexpected(error{errc::transport_failed}));
}

TEST_CASE("writing nothing asks nobody", "[buffered]") {
    script told{.write_fails = broken};
    small transport{scripted{&told}};

    CHECK(write(transport, "") == 0U);
    CHECK(transport.flush());
    CHECK(told.writes.empty());
}

// Both

TEST_CASE("a read that has to wait flushes first", "[buffered]") {
    script told;
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "question") == 8U);

    CHECK(read(transport, 3) == std::unexpected(error{errc::want_read}));
    CHECK(told.outgoing == "question");
    CHECK(write(transport, "more") == 4U);
    CHECK(read(transport, 30) == std::unexpected(error{errc::want_read}));
    CHECK(told.outgoing == "questionmore");
}

TEST_CASE("a read that finds something does not flush", "[buffered]") {
    script told{.incoming = "abcd"};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "x") == 1U);

    CHECK(read(transport, 2) == "ab");
    CHECK(read(transport, 2) == "cd");
    CHECK(told.writes.empty());
}

TEST_CASE("a read that has to wait for the flush says so, and loses nothing", "[buffered]") {
    script told{.room = 1};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);

    CHECK(read(transport, 3) == std::unexpected(error{errc::want_write}));
    told.incoming = "answer";
    CHECK(read(transport, 3) == "ans");
    CHECK(read(transport, 3) == "wer");
    CHECK(read(transport, 3) == std::unexpected(error{errc::want_write}));
    told.room = 100;
    CHECK(read(transport, 3) == std::unexpected(error{errc::want_read}));
    CHECK(told.outgoing == "abc");
}

TEST_CASE("nobody waits for the answer to what can never be sent", "[buffered]") {
    script told{.write_fails = broken};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);

    CHECK(read(transport, 3) == std::unexpected(broken));
    CHECK(read(transport, 3) == std::unexpected(broken));
    told.incoming = "still here";
    CHECK(read(transport, 3) == "sti");
}

TEST_CASE("a write that failed does not keep others from reading", "[buffered]") {
    script told{.write_fails = broken};
    small transport{scripted{&told}};
    CHECK(write(transport, "abc") == std::unexpected(broken));

    CHECK(read(transport, 3) == std::unexpected(error{errc::want_read}));
    told.incoming = "abc";
    CHECK(read(transport, 3) == "abc");
}

TEST_CASE("the end of what the peer sends does not end writing", "[buffered]") {
    script told{.read_fails = error{errc::closed}};
    small transport{scripted{&told}};
    CHECK(read(transport, 3) == std::unexpected(error{errc::closed}));

    CHECK(write(transport, "abc") == 3U);
    CHECK(told.outgoing == "abc");
}

// Waiting

TEST_CASE("nobody waits for what was read ahead", "[buffered]") {
    script told{.incoming = "abcd"};
    small transport{scripted{&told}};
    CHECK(read(transport, 2) == "ab");

    CHECK(transport.wait(errc::want_read));
    CHECK(told.waits.empty());
    CHECK(transport.wait(errc::want_write));
    CHECK(told.waits == std::vector{errc::want_write});
}

TEST_CASE("waiting for the peer sends first what is held back", "[buffered]") {
    script told{.room = 1};
    small transport{scripted{&told}};
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);

    CHECK(transport.wait(errc::want_read));
    CHECK(told.waits == std::vector{errc::want_write});
    told.room = 100;
    CHECK(transport.wait(errc::want_read));
    CHECK(told.waits == std::vector{errc::want_write, errc::want_read});
    CHECK(told.outgoing == "abc");
}

TEST_CASE("waiting fails as the transport does", "[buffered]") {
    script told{.waiting = std::unexpected(error{errc::timed_out})};
    small transport{scripted{&told}};
    CHECK(transport.wait(errc::want_read) == result<void>{std::unexpected(error{errc::timed_out})});

    told.write_fails = broken;
    transport.cork(true);
    CHECK(write(transport, "abc") == 3U);
    CHECK(transport.wait(errc::want_read) == result<void>{std::unexpected(broken)});
    CHECK(told.waits.size() == 1);
}

// Lifetime

TEST_CASE("what is held back, what was read ahead and the cork move along", "[buffered]") {
    script told{.incoming = "abcd"};
    small first{scripted{&told}};
    first.cork(true);
    CHECK(write(first, "xy") == 2U);
    CHECK(read(first, 1) == "a");

    small second{std::move(first)};
    CHECK(read(second, 8) == "bcd");
    CHECK(write(second, "z") == 1U);
    CHECK(told.outgoing.empty());
    CHECK(second.flush());
    CHECK(told.outgoing == "xyz");
}

TEST_CASE("the destructor sends nothing", "[buffered]") {
    script told;
    {
        small transport{scripted{&told}};
        transport.cork(true);
        CHECK(write(transport, "abc") == 3U);
    }
    CHECK(told.writes.empty());
}

TEST_CASE("nothing is lost or doubled, however the transport hesitates and the cork moves",
          "[buffered]") {
    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        const auto below = [&](std::size_t limit) { return random() % limit; };
        auto ends = *onetls::memory_pipe::create();
        const test::conduct rough{
            .read_at_most = 5, .write_at_most = 1 + below(40), .hesitates = true};
        buffered<test::rough_pipe, 16, 32> from{test::rough_pipe{std::move(ends.first), rough}};
        buffered<test::rough_pipe, 16, 32> to{test::rough_pipe{std::move(ends.second), rough}};
        std::string sent, received;
        while (sent.size() < 5000) {
            if (below(7) == 0) from.cork(below(2) == 0);
            if (below(9) == 0) (void)from.flush();
            std::string piece(1 + below(60), static_cast<char>('a' + below(26)));
            if (const auto put = write(from, piece)) sent += piece.substr(0, *put);
            if (const auto got = read(to, 1 + below(30))) received += *got;
        }
        while (!from.flush()) continue;
        for (int idle = 0; idle != 4; ++idle)
            while (const auto got = read(to, 1 + below(30))) received += *got, idle = 0;
        CHECK(received == sent);
    }
}
