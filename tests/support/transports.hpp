// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <onetls/concepts.hpp>
#include <onetls/memory_pipe.hpp>

namespace test {

/// How a rough pipe behaves. A test may change it while the pipe is in use.
struct conduct {
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    std::size_t read_at_most = unlimited;   ///< By one call.
    std::size_t write_at_most = unlimited;  ///< By one call.
    std::size_t readable = unlimited;       ///< In all, until a test grants more.
    std::size_t writable = unlimited;       ///< In all, until a test grants more.
    bool hesitates = false;                 ///< Every other call moves nothing.

    onetls::errc when_not_readable = onetls::errc::want_read;
    onetls::errc when_not_writable = onetls::errc::want_write;
    std::optional<onetls::error> read_fails = {};
    std::optional<onetls::error> write_fails = {};

    std::size_t bytes_read = 0;
    std::size_t bytes_written = 0;
};

/// A pipe in memory that makes trouble: slow, blocking, failing or cut off.
class rough_pipe {
public:
    explicit rough_pipe(onetls::memory_pipe pipe, conduct initial = {})
        : how{initial}, pipe_{std::move(pipe)} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (how.read_fails) return std::unexpected(*how.read_fails);
        const auto room = std::min({into.size(), how.read_at_most, how.readable});
        if (room == 0 || is_hesitating(read_hesitated_))
            return std::unexpected(onetls::error{how.when_not_readable});
        const auto moved = pipe_.read_some(into.first(room));
        if (!moved) return refused(moved.error(), how.when_not_readable);
        how.bytes_read += *moved;
        take(how.readable, *moved);
        return moved;
    }

    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (how.write_fails) return std::unexpected(*how.write_fails);
        const auto room = std::min({from.size(), how.write_at_most, how.writable});
        if (room == 0 || is_hesitating(write_hesitated_))
            return std::unexpected(onetls::error{how.when_not_writable});
        const auto moved = pipe_.write_some(from.first(room));
        if (!moved) return refused(moved.error(), how.when_not_writable);
        how.bytes_written += *moved;
        take(how.writable, *moved);
        return moved;
    }

    /// Cuts the connection: the other end sees the end of the stream.
    void close() noexcept { pipe_.close(); }

    std::size_t waiting() const noexcept { return pipe_.readable(); }

    conduct how;

private:
    bool is_hesitating(bool& hesitated) const noexcept {
        hesitated = how.hesitates && !hesitated;
        return hesitated;
    }

    static std::unexpected<onetls::error> refused(onetls::error why, onetls::errc retry) noexcept {
        return std::unexpected(onetls::is_retry(why) ? onetls::error{retry} : why);
    }

    static void take(std::size_t& budget, std::size_t moved) noexcept {
        if (budget != conduct::unlimited) budget -= moved;
    }

    onetls::memory_pipe pipe_;
    bool read_hesitated_ = false;
    bool write_hesitated_ = false;
};

static_assert(onetls::Transport<rough_pipe>);

}  // namespace test
