// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>

#include <onetls/concepts.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// Ends `stream` on both sides, one step further with each call: sends close_notify, then reads
/// until the peer's has come. For protocols that go on without TLS, or whose last message must not
/// be lost; `close` is enough for others.
///
/// What the peer still sends is thrown away: who wants it reads it first.
///
/// Errors: want_read and want_write: call again; truncated where the peer ends without
/// close_notify; those of `close` and `read_some`.
/// Source: RFC 8446 §6.1.
template <Stream S>
[[nodiscard]] result<void> shutdown_some(S& stream) noexcept {
    if (auto closed = stream.close(); !closed) return closed;
    while (true) {
        std::array<std::byte, 512> dropped;
        const auto got = stream.read_some(dropped);
        if (got) continue;
        if (got.error().code == errc::closed) return {};
        return std::unexpected(got.error());
    }
}

}  // namespace onetls
