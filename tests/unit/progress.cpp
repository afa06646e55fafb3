// SPDX-License-Identifier: BSL-1.0
#include <optional>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/progress.hpp>

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::detail::progress;

namespace {

constexpr error misuse(cause why) {
    return {errc::misuse, why, onetls::field::stream};
}

/// What stands in the way, if anything.
std::optional<error> told(const error* refused) {
    return refused == nullptr ? std::nullopt : std::optional{*refused};
}

progress established() {
    progress made;
    made.establish();
    return made;
}

}  // namespace

TEST_CASE("before the handshake nothing else is allowed", "[progress]") {
    const progress fresh;

    CHECK_FALSE(fresh.established());
    CHECK_FALSE(fresh.before_handshake());
    CHECK(told(fresh.before_read()) == misuse(cause::not_established));
    CHECK(told(fresh.before_write(1)) == misuse(cause::not_established));
    CHECK(told(fresh.before_close()) == misuse(cause::not_established));
}

TEST_CASE("after the handshake everything is allowed", "[progress]") {
    const auto open = established();

    CHECK(open.established());
    CHECK_FALSE(open.before_handshake());
    CHECK_FALSE(open.before_read());
    CHECK_FALSE(open.before_write(1));
    CHECK_FALSE(open.before_close());
}

TEST_CASE("having to wait changes nothing", "[progress]") {
    auto open = established();

    CHECK(open.settle(error{errc::want_read}) == error{errc::want_read});
    CHECK(open.settle(error{errc::want_write}) == error{errc::want_write});

    CHECK_FALSE(open.before_read());
    CHECK_FALSE(open.before_write(1));
}

TEST_CASE("a fatal error is answered again, whatever is called", "[progress]") {
    auto open = established();
    constexpr error failure{.code = errc::protocol_error, .native = 3};

    CHECK(open.settle(failure) == failure);

    CHECK(told(open.before_handshake()) == failure);
    CHECK(told(open.before_read()) == failure);
    CHECK(told(open.before_write(1)) == failure);
    CHECK(told(open.before_close()) == failure);
}

TEST_CASE("a truncated stream stays truncated", "[progress]") {
    auto open = established();

    open.settle(error{errc::truncated});

    CHECK(told(open.before_read()) == error{errc::truncated});
    CHECK(told(open.before_write(1)) == error{errc::truncated});
}

TEST_CASE("a transport that fails to send ends all but reading", "[progress]") {
    constexpr error lost{.code = errc::transport_failed, .native = 32};
    auto open = established();

    CHECK(open.settle_unsent(lost) == lost);

    CHECK_FALSE(open.before_read());
    CHECK(told(open.before_write(1)) == lost);
    CHECK(told(open.before_flush()) == lost);
    CHECK(told(open.before_close()) == lost);
    CHECK(told(open.before_key_update()) == lost);
    CHECK(told(open.ending()) == lost);
}

TEST_CASE("what ends reading afterwards is told from then on", "[progress]") {
    constexpr error refused{.code = errc::peer_alert};
    auto open = established();
    open.settle_unsent(error{errc::truncated});

    open.settle(refused);

    CHECK(told(open.before_read()) == refused);
    CHECK(told(open.before_write(1)) == refused);
    CHECK(told(open.before_close()) == refused);
}

TEST_CASE("the peer's close_notify is read after a failure to send", "[progress]") {
    constexpr error lost{.code = errc::transport_failed, .native = 32};
    auto open = established();
    open.settle_unsent(lost);

    open.settle(error{errc::closed});

    CHECK(told(open.before_read()) == error{errc::closed});
    CHECK(told(open.before_write(1)) == lost);
    CHECK(told(open.ending()) == lost);
}

TEST_CASE("a failure to send for another reason than the transport ends reading", "[progress]") {
    for (const auto code : {errc::timed_out, errc::internal, errc::protocol_error}) {
        auto open = established();

        open.settle_unsent(error{code});

        CHECK(told(open.before_read()) == error{code});
    }
}

TEST_CASE("a failure to send within the handshake is fatal", "[progress]") {
    progress fresh;

    fresh.settle_unsent(error{errc::transport_failed});

    CHECK(told(fresh.before_handshake()) == error{errc::transport_failed});
    CHECK(told(fresh.before_read()) == error{errc::transport_failed});
}

TEST_CASE("having to wait to send changes nothing", "[progress]") {
    auto open = established();

    open.settle_unsent(error{errc::want_write});

    CHECK_FALSE(open.before_read());
    CHECK_FALSE(open.before_write(1));
}

TEST_CASE("the peer's close_notify ends reading and not writing", "[progress]") {
    auto open = established();

    open.settle(error{errc::closed});

    CHECK(told(open.before_read()) == error{errc::closed});
    CHECK_FALSE(open.before_write(1));
    CHECK_FALSE(open.before_close());
}

TEST_CASE("a close_notify during the handshake is fatal", "[progress]") {
    progress fresh;

    fresh.settle(error{errc::closed});

    CHECK(told(fresh.before_handshake()) == error{errc::closed});
}

TEST_CASE("after closing nothing is written, and reading goes on", "[progress]") {
    auto open = established();

    open.begin_closing();

    CHECK(open.closing());
    CHECK_FALSE(open.close_notify_sent());
    CHECK(told(open.before_write(1)) == misuse(cause::already_ended));
    CHECK_FALSE(open.before_read());
    CHECK_FALSE(open.before_close());
}

TEST_CASE("a write that blocked is repeated with no fewer bytes", "[progress]") {
    auto open = established();

    open.block(100);

    CHECK(open.blocked() == 100);
    CHECK(told(open.before_write(99)) == misuse(cause::contradiction));
    CHECK(told(open.before_write(0)) == misuse(cause::contradiction));
    CHECK_FALSE(open.before_write(100));
    CHECK_FALSE(open.before_write(101));
    CHECK_FALSE(open.before_read());

    open.unblock();
    CHECK_FALSE(open.before_write(1));
}
