// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include <onetls/testing.hpp>

#include "loopback.hpp"
#include "watched_pipe.hpp"

// One end of a connection that shakes hands, writes, reads and closes in an order that follows from
// a seed. Each call is held against what the Stream concept promises.

namespace test {

/// A broken promise. Thrown: what comes after it means nothing.
struct broken_promise : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void promise(bool kept, const char* what, onetls::error seen = {onetls::errc::internal}) {
    if (kept) return;
    const auto told = onetls::message(seen);
    throw broken_promise{std::string{what} + " [" + std::string{told.view()} + "]"};
}

/// What one end does in a schedule.
struct part {
    std::size_t to_write = 0;
    /// Closes after so many written bytes; all of them where this is no less.
    std::size_t closes_after = 0;
    /// Closes the first time that a write blocks: its bytes go first.
    bool closes_when_blocked = false;
    /// Changes keys now and then.
    bool updates_keys = false;
    onetls::testing::faults plan = {};

    std::optional<onetls::error> planned_end() const {
        for (const auto* each : {&plan.read, &plan.write})
            if (each->ends_after != onetls::testing::never) return each->end;
        return std::nullopt;
    }
};

/// The bytes that one direction carries; the directions carry different ones.
inline const bytes& stream_of_bytes(bool from_client) {
    constexpr std::size_t most = std::size_t{1} << 17;
    static const bytes one = pattern(most);
    static const bytes other = [] {
        auto made = one;
        std::ranges::reverse(made);
        return made;
    }();
    return from_client ? one : other;
}

/// One end of a schedule, and all that it has seen.
template <onetls::Stream S>
class party {
public:
    party(S stream, const part& role, bool is_client)
        : stream_{std::move(stream)},
          role_{role},
          own_{stream_of_bytes(is_client)},
          others_{stream_of_bytes(!is_client)} {}

    /// Makes one call, whichever `random` picks of those that make sense.
    void act(onetls::testing::random_numbers& random) {
        if (is_over()) return;
        if (!shaken_) return shake();
        if (random.happens(50)) return read(random);
        if (wants_to_close()) return close();
        role_.updates_keys&& blocked_ == 0 && random.happens(15) ? update_keys(random)
                                                                 : write(random);
    }

    /// Both directions have ended, or the connection has failed.
    bool is_over() const { return failure_ || (closed_ && peer_closed_); }

    /// After a failure a connection is lost, and its peer sees the end of the bytes.
    void hang_up() { stream_.transport().cut(); }

    /// Checks that what has ended stays so, and how it has ended.
    void check_end() {
        const std::byte one{};
        std::byte room{};
        if (failure_) {
            const auto kept = only_unsent_ ? read_rest() : *failure_;
            promise(error_of(stream_.handshake()) == kept, "failure not kept: handshake");
            if (!only_unsent_)
                promise(error_of(stream_.read_some({&room, 1})) == kept, "not kept: read");
            promise(error_of(stream_.write_some({&one, 1})) == kept, "not kept: write");
            promise(error_of(stream_.close()) == kept, "not kept: close");
            return;
        }
        promise(error_of(stream_.read_some({&room, 1})) == onetls::error{onetls::errc::closed},
                "closed not kept");
        promise(stream_.close().has_value(), "close not repeatable");
    }

    std::optional<onetls::error> failure() const { return failure_; }
    bool peer_closed() const { return peer_closed_; }
    bool closed() const { return closed_; }
    bool shaken() const { return shaken_; }
    bool began_closing() const { return closing_; }
    std::size_t received() const { return received_; }
    std::size_t written() const { return written_; }
    /// Of a write that blocked: may or may not have arrived.
    std::size_t blocked() const { return blocked_; }
    const part& role() const { return role_; }
    /// Of the wire.
    std::size_t bytes_read() const { return stream_.transport().bytes_read(); }
    std::size_t bytes_written() const { return stream_.transport().bytes_written(); }
    /// Bytes on the wire up to the end of close_notify, or all of them where it did not go.
    std::size_t bytes_to_close() const { return closed_ ? bytes_to_close_ : bytes_written(); }

private:
    template <class Result>
    static onetls::error error_of(const Result& done) {
        return test::failure(done);
    }

    bool wants_to_close() const {
        return closing_ || (role_.closes_when_blocked && blocked_ != 0) ||
               written_ >= std::min(role_.to_write, role_.closes_after);
    }

    void shake() {
        stream_.transport().forget();
        const auto done = stream_.handshake();
        if (done) shaken_ = true;
        if (!done) note_failure(done.error());
    }

    void read(onetls::testing::random_numbers& random) {
        bytes room(random.between(1, std::size_t{1} << random.below(15)));
        const bool buffered = stream_.buffered();
        stream_.transport().forget();
        const auto got = stream_.read_some(room);
        const bool alone = stream_.transport().reads() == 0;
        if (buffered) promise(got && alone, "buffered, and yet no byte", error_of(got));
        if (!got && got.error().code == onetls::errc::closed) return void(peer_closed_ = true);
        if (!got) return note_failure(got.error());
        promise(buffered || !alone, "not buffered, and yet a byte");
        take(room, *got);
    }

    /// Reads what the transport still brings though it failed to send. Returns what the stream has
    /// failed with then: reading may find out more.
    onetls::error read_rest() {
        bytes room(1000);
        while (true) {
            const auto got = stream_.read_some(room);
            if (got) {
                take(room, *got);
                continue;
            }
            peer_closed_ = got.error().code == onetls::errc::closed;
            return peer_closed_ || onetls::is_retry(got.error()) ? *failure_ : got.error();
        }
    }

    /// Holds the `size` bytes that were read into `room` against what the peer sends.
    void take(const bytes& room, std::size_t size) {
        promise(!peer_closed_, "bytes after the end");
        promise(size != 0 && size <= room.size(), "a wrong number of bytes");
        promise(received_ + size <= others_.size() &&
                    std::equal(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size),
                               others_.begin() + static_cast<std::ptrdiff_t>(received_)),
                "bytes that were not sent");
        received_ += size;
    }

    /// Writes from fresh memory each time, at least what blocked and at times more.
    void write(onetls::testing::random_numbers& random) {
        const auto left = std::min(role_.to_write, role_.closes_after) - written_;
        const auto wanted = random.between(1, std::size_t{1} << random.below(16));
        const auto size = std::max(blocked_, std::min(left, wanted));
        const auto begin = own_.begin() + static_cast<std::ptrdiff_t>(written_);
        const bytes offered(begin, begin + static_cast<std::ptrdiff_t>(size));
        stream_.transport().forget();
        const auto put = stream_.write_some(offered);
        if (!put && onetls::is_retry(put.error()) && blocked_ == 0) blocked_ = size;
        if (!put) return note_unsent(put.error());
        promise(*put != 0 && *put <= size, "a wrong number of written bytes");
        written_ += *put;
        blocked_ = 0;
    }

    void update_keys(onetls::testing::random_numbers& random) {
        if constexpr (onetls::KeyUpdating<S>) {
            const bool both = random.happens(50);
            stream_.transport().forget();
            const auto done =
                stream_.update_keys(both ? onetls::key_update::both : onetls::key_update::own);
            if (!done) note_unsent(done.error());
        }
    }

    void close() {
        closing_ = true;
        stream_.transport().forget();
        const auto done = stream_.close();
        if (!done) return note_unsent(done.error());
        if (std::exchange(closed_, true)) return;
        bytes_to_close_ = bytes_written();
        // The record that blocked went first. It has 2^14 bytes of those that were offered at most,
        // in TLS 1.3 one less with Mbed TLS.
        constexpr std::size_t record = (std::size_t{1} << 14) - 1;
        const auto sent = std::min(blocked_, record);
        written_ += sent;
        blocked_ -= sent;
    }

    /// A retry is what the transport asked for; all else is final.
    void note_failure(onetls::error seen) {
        if (!onetls::is_retry(seen)) return void(failure_ = seen);
        const auto& transport = stream_.transport();
        promise(transport.calls() != 0, "a retry without asking the transport", seen);
        promise(transport.last_failure() == onetls::error{seen.code}, "another retry", seen);
    }

    /// Where the transport fails to send, reading goes on.
    void note_unsent(onetls::error seen) {
        note_failure(seen);
        only_unsent_ =
            seen.code == onetls::errc::transport_failed || seen.code == onetls::errc::truncated;
    }

    S stream_;
    part role_;
    const bytes& own_;
    const bytes& others_;
    std::optional<onetls::error> failure_;
    bool only_unsent_ = false;  ///< `failure_` does not keep from reading.
    std::size_t written_ = 0;
    std::size_t received_ = 0;
    std::size_t blocked_ = 0;
    std::size_t bytes_to_close_ = 0;
    bool shaken_ = false;
    bool closing_ = false;
    bool closed_ = false;
    bool peer_closed_ = false;
};

}  // namespace test
