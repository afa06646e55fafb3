// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/blocking.hpp>
#include <onetls/connection_info.hpp>

using onetls::errc;
using onetls::error;
using onetls::result;

namespace {

/// A stream that does what a test has written down for it, one step for each call.
struct scripted {
    struct step {
        error failure{errc::internal};
        std::size_t moves = 0;  ///< 0: the call fails.
    };

    std::deque<step> steps = {};
    result<void> waiting = {};
    std::vector<errc> waited = {};
    std::string written = {};

    onetls::handshake_result handshake() {
        const auto taken = take(1);
        if (!taken) return std::unexpected(onetls::handshake_error{taken.error()});
        return {};
    }
    result<std::size_t> read_some(std::span<std::byte> into) {
        const auto taken = take(into.size());
        if (taken) std::ranges::fill(into.first(*taken), std::byte{'r'});
        return taken;
    }
    result<std::size_t> write_some(std::span<const std::byte> from) {
        const auto taken = take(from.size());
        if (taken) written += onetls::detail::as_characters(from.first(*taken));
        return taken;
    }
    result<std::size_t> write_some(const onetls::pieces& from) { return write_some(from.front()); }
    result<void> close() {
        const auto taken = take(1);
        return taken ? result<void>{} : std::unexpected(taken.error());
    }
    result<void> wait(errc wanted) {
        waited.push_back(wanted);
        return waiting;
    }
    onetls::connection_info info() const { return {}; }
    onetls::verification verification() const { return {}; }
    bool buffered() const { return false; }
    int transport() const { return 0; }
    int native() const { return 0; }

private:
    result<std::size_t> take(std::size_t room) {
        REQUIRE_FALSE(steps.empty());
        const auto now = steps.front();
        steps.pop_front();
        if (now.moves == 0) return std::unexpected(now.failure);
        return std::min(room, now.moves);
    }
};

static_assert(onetls::Stream<scripted>);
static_assert(onetls::WaitableTransport<scripted>);

constexpr scripted::step blocked_reading{.failure = {errc::want_read}};
constexpr scripted::step blocked_writing{.failure = {errc::want_write}};
constexpr scripted::step broken{.failure = {errc::transport_failed}};

constexpr scripted::step moves(std::size_t size) {
    return {.moves = size};
}

}  // namespace

TEST_CASE("a handshake waits for what it wants until it is done", "[blocking]") {
    scripted stream{.steps = {blocked_writing, blocked_reading, blocked_reading, moves(1)}};

    CHECK(onetls::handshake(stream));

    CHECK(stream.waited == std::vector{errc::want_write, errc::want_read, errc::want_read});
}

TEST_CASE("a handshake that succeeds at once does not wait", "[blocking]") {
    scripted stream{.steps = {moves(1)}};

    CHECK(onetls::handshake(stream));

    CHECK(stream.waited.empty());
}

TEST_CASE("a handshake that fails is not repeated", "[blocking]") {
    scripted stream{.steps = {blocked_reading, broken, moves(1)}};

    const auto shaken = onetls::handshake(stream);

    REQUIRE_FALSE(shaken);
    CHECK(shaken.error().code == errc::transport_failed);
    CHECK(stream.steps.size() == 1);
}

TEST_CASE("waiting that fails ends every operation with its own error", "[blocking]") {
    const auto make = [] {
        return scripted{.steps = {blocked_reading, moves(1)},
                        .waiting = std::unexpected(error{errc::timed_out})};
    };
    std::array<std::byte, 4> room{};
    auto shaking = make();
    auto reading = make();
    auto filling = make();
    auto writing = make();
    auto closing = make();

    CHECK(onetls::handshake(shaking).error().code == errc::timed_out);
    CHECK(onetls::read(reading, room).error().code == errc::timed_out);
    CHECK(onetls::read_exactly(filling, room).error().code == errc::timed_out);
    CHECK(onetls::write(writing, "text").error().code == errc::timed_out);
    CHECK(onetls::close(closing).error().code == errc::timed_out);
    CHECK(shaking.waited.size() == 1);
    CHECK(writing.written.empty());
}

TEST_CASE("a read takes what comes together", "[blocking]") {
    scripted stream{.steps = {blocked_reading, moves(3), moves(5)}};
    std::array<std::byte, 10> room{};

    CHECK(onetls::read(stream, room) == 3);
}

TEST_CASE("a read ends where the stream does", "[blocking]") {
    for (const auto code : {errc::closed, errc::truncated}) {
        scripted stream{.steps = {{.failure = {code}}}};
        std::array<std::byte, 10> room{};

        CHECK(onetls::read(stream, room).error().code == code);
        CHECK(stream.waited.empty());
    }
}

TEST_CASE("reading exactly goes on until all is there", "[blocking]") {
    scripted stream{.steps = {moves(3), blocked_reading, moves(1), moves(100)}};
    std::array<std::byte, 10> room{};

    CHECK(onetls::read_exactly(stream, room));

    CHECK(std::ranges::count(room, std::byte{'r'}) == 10);
}

TEST_CASE("reading exactly fails when the stream ends too early", "[blocking]") {
    scripted stream{.steps = {moves(9), {.failure = {errc::closed}}}};
    std::array<std::byte, 10> room{};

    CHECK(onetls::read_exactly(stream, room).error().code == errc::closed);
}

TEST_CASE("nothing is read and written without a call", "[blocking]") {
    scripted stream;

    CHECK(onetls::read_exactly(stream, {}));
    CHECK(onetls::write(stream, ""));
}

TEST_CASE("a write goes on where it stopped, and doubles nothing", "[blocking]") {
    scripted stream{.steps = {moves(2), blocked_writing, moves(3), blocked_reading, moves(100)}};

    CHECK(onetls::write(stream, "0123456789"));

    CHECK(stream.written == "0123456789");
    CHECK(stream.waited == std::vector{errc::want_write, errc::want_read});
}

TEST_CASE("pieces are written one after the other, and none twice", "[blocking]") {
    scripted stream{.steps = {moves(2), blocked_writing, moves(9), moves(1), moves(9), moves(9)}};
    const std::array<std::span<const std::byte>, 4> list{onetls::detail::as_bytes("one"),
                                                         {},
                                                         onetls::detail::as_bytes("two"),
                                                         onetls::detail::as_bytes("three")};

    CHECK(onetls::write(stream, onetls::pieces{list}));
    CHECK(stream.written == "onetwothree");
    CHECK(stream.waited == std::vector{errc::want_write});
}

TEST_CASE("a write that fails in the middle says so", "[blocking]") {
    scripted stream{.steps = {moves(2), broken}};

    CHECK(onetls::write(stream, "0123456789").error().code == errc::transport_failed);
    CHECK(stream.written == "01");
}

TEST_CASE("shutting down waits for the peer's close_notify, whatever it still sends",
          "[blocking]") {
    const auto fails = [](errc why) { return scripted::step{.failure = {why}}; };
    scripted stream{.steps = {fails(errc::want_write), moves(1), fails(errc::want_read), moves(1),
                              moves(5), fails(errc::closed)}};

    CHECK(onetls::shutdown(stream));
    CHECK(stream.waited == std::vector{errc::want_write, errc::want_read});
    CHECK(stream.steps.empty());
}

TEST_CASE("shutting down fails where the peer ends without a word", "[blocking]") {
    const auto fails = [](errc why) { return scripted::step{.failure = {why}}; };
    for (const auto why : {errc::truncated, errc::transport_failed, errc::protocol_error}) {
        scripted stream{.steps = {moves(1), fails(why)}};
        CHECK(onetls::shutdown(stream).error().code == why);
    }
    scripted slow{.steps = {moves(1), fails(errc::want_read)},
                  .waiting = std::unexpected(error{errc::timed_out})};
    CHECK(onetls::shutdown(slow).error().code == errc::timed_out);
}

TEST_CASE("closing waits until close_notify is sent, and not for the peer's", "[blocking]") {
    scripted stream{.steps = {blocked_writing, moves(1)}};

    CHECK(onetls::close(stream));

    CHECK(stream.waited == std::vector{errc::want_write});
    CHECK(stream.steps.empty());
}
