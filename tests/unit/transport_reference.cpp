// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/transport_reference.hpp>

using onetls::errc;
using onetls::error;
using onetls::detail::transport_reference;

namespace {

/// A transport that answers what it was told to.
struct scripted {
    onetls::result<std::size_t> answer = 0;
    std::size_t offered = 0;

    onetls::result<std::size_t> read_some(std::span<std::byte> into) {
        offered = into.size();
        return answer;
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) {
        offered = from.size();
        return answer;
    }
};

std::array<std::byte, 10> buffer{};

}  // namespace

TEST_CASE("bytes that move are counted, and nothing has failed", "[transport_reference]") {
    scripted transport{.answer = 3};
    auto reference = transport_reference::to(transport);

    CHECK(reference.pull<scripted>(buffer) == 3);
    CHECK(reference.push<scripted>(std::span{buffer}.first(5)) == 3);
    CHECK(transport.offered == 5);
    CHECK_FALSE(reference.failed());
    CHECK_FALSE(reference.wants_retry());
}

TEST_CASE("a transport that has to wait wants to be called again", "[transport_reference]") {
    scripted transport{.answer = std::unexpected(error{errc::want_write})};
    auto reference = transport_reference::to(transport);

    CHECK(reference.pull<scripted>(buffer) == 0);
    CHECK(reference.failed());
    CHECK(reference.wants_retry());
    CHECK(reference.outcome().code == errc::want_write);
}

TEST_CASE("a transport that has failed does not want to be called again", "[transport_reference]") {
    for (const auto code :
         {errc::closed, errc::truncated, errc::transport_failed, errc::timed_out}) {
        scripted transport{.answer = std::unexpected(error{.code = code, .native = 5})};
        auto reference = transport_reference::to(transport);

        CHECK(reference.push<scripted>(buffer) == 0);
        CHECK(reference.failed());
        CHECK_FALSE(reference.wants_retry());
        CHECK(reference.outcome() == error{.code = code, .native = 5});
    }
}

TEST_CASE("a transport that moves nothing and says nothing has failed", "[transport_reference]") {
    scripted transport{.answer = 0};
    auto reference = transport_reference::to(transport);

    CHECK(reference.pull<scripted>(buffer) == 0);
    CHECK(reference.failed());
    CHECK(reference.outcome().code == errc::transport_failed);
}

TEST_CASE("a transport that tells of more than it was asked to move has failed",
          "[transport_reference]") {
    for (const std::size_t told : {buffer.size() + 1, std::size_t{1} << 20, SIZE_MAX}) {
        scripted transport{.answer = told};
        auto reference = transport_reference::to(transport);

        CHECK(reference.pull<scripted>(buffer) == 0);
        CHECK(reference.failed());
        CHECK(reference.push<scripted>(buffer) == 0);
        CHECK_FALSE(reference.wants_retry());
        CHECK(reference.outcome().code == errc::transport_failed);
    }
}

TEST_CASE("a failure is forgotten before the next operation", "[transport_reference]") {
    scripted transport{.answer = std::unexpected(error{errc::want_read})};
    auto reference = transport_reference::to(transport);
    reference.pull<scripted>(buffer);

    reference.forget();

    CHECK_FALSE(reference.failed());
    CHECK_FALSE(reference.wants_retry());
}

TEST_CASE("a write that blocked is remembered until a write goes through",
          "[transport_reference]") {
    scripted transport{.answer = std::unexpected(error{errc::want_write})};
    auto reference = transport_reference::to(transport);
    reference.push<scripted>(buffer);

    reference.forget();
    transport.answer = 1;
    reference.pull<scripted>(buffer);
    CHECK(reference.push_blocked());

    reference.push<scripted>(buffer);
    CHECK_FALSE(reference.push_blocked());
}

TEST_CASE("a write that failed for good is not one that blocked", "[transport_reference]") {
    scripted transport{.answer = std::unexpected(error{errc::transport_failed})};
    auto reference = transport_reference::to(transport);

    reference.push<scripted>(buffer);

    CHECK_FALSE(reference.push_blocked());
}

TEST_CASE("a failure says what it means to a connection", "[transport_reference]") {
    const auto meaning = [](error why) {
        scripted transport{.answer = std::unexpected(why)};
        auto reference = transport_reference::to(transport);
        reference.pull<scripted>(buffer);
        return reference.failure();
    };

    CHECK(meaning({errc::want_read}) == error{errc::want_read});
    CHECK(meaning({errc::want_write}) == error{errc::want_write});
    CHECK(meaning({errc::closed}) == error{errc::truncated});
    CHECK(meaning({errc::truncated}) == error{errc::truncated});
    CHECK(meaning({.code = errc::timed_out, .native = 5}) ==
          error{.code = errc::timed_out, .native = 5});
    for (const auto code : {errc::transport_failed, errc::peer_alert, errc::internal})
        CHECK(meaning({.code = code, .native = 5}) ==
              error{.code = errc::transport_failed, .native = 5});
}
