// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/concepts.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/error.hpp>
#include <onetls/pieces.hpp>
#include <onetls/shutdown.hpp>
#include <onetls/verification.hpp>

/// The blocking face: each function waits on the transport until it is done.
///
/// They need a Transport that can wait (`tcp`); its deadlines bound them, so none waits for ever
/// where a deadline is set: `tcp_options::io_timeout` for a silent peer, `tcp::expire_after` for
/// one that sends a byte now and then.

namespace onetls {
namespace detail {

/// Makes `attempt` until it ends in other than a retry, waiting on `stream` in between.
template <class S, class Attempt>
auto until_done(S& stream, Attempt attempt) noexcept -> decltype(attempt()) {
    while (true) {
        auto done = attempt();
        if (done || !is_retry(done.error())) return done;
        if (auto waited = stream.wait(done.error().code); !waited)
            return std::unexpected(waited.error());
    }
}

}  // namespace detail

/// Shakes hands on `stream`, however long its transport's deadlines allow.
///
/// Errors: those of `handshake`, and of waiting: timed_out, transport_failed.
template <Stream S>
    requires WaitableTransport<S>
[[nodiscard]] handshake_result handshake(S& stream) noexcept {
    return detail::until_done(stream, [&] { return stream.handshake(); });
}

/// Reads at least one byte into `into`, as many as come together.
///
/// Errors: closed at the proper end; those of `read_some` and of waiting otherwise.
template <WaitableTransport T>
[[nodiscard]] result<std::size_t> read(T& stream, std::span<std::byte> into) noexcept {
    return detail::until_done(stream, [&] { return stream.read_some(into); });
}

/// Fills all of `into`.
///
/// Errors: as `read`; what came before the error is lost to the caller.
template <WaitableTransport T>
[[nodiscard]] result<void> read_exactly(T& stream, std::span<std::byte> into) noexcept {
    while (!into.empty()) {
        const auto got = read(stream, into);
        if (!got) return std::unexpected(got.error());
        into = into.subspan(*got);
    }
    return {};
}

/// Writes all of `from`.
///
/// Errors: those of `write_some` and of waiting.
template <WaitableTransport T>
[[nodiscard]] result<void> write(T& stream, std::span<const std::byte> from) noexcept {
    while (!from.empty()) {
        const auto put = detail::until_done(stream, [&] { return stream.write_some(from); });
        if (!put) return std::unexpected(put.error());
        from = from.subspan(*put);
    }
    return {};
}

/// Writes all of `from`, in as few records as it fits into.
template <Stream S>
    requires WaitableTransport<S>
[[nodiscard]] result<void> write(S& stream, pieces from) noexcept {
    while (!from.empty()) {
        const auto put = detail::until_done(stream, [&] { return stream.write_some(from); });
        if (!put) return std::unexpected(put.error());
        from.drop(*put);
    }
    return {};
}

/// Writes all of `characters`.
template <WaitableTransport T>
[[nodiscard]] result<void> write(T& stream, std::string_view characters) noexcept {
    return write(stream, detail::as_bytes(characters));
}

/// Sends all that is held back, where `cork` asked for it.
///
/// Errors: those of `flush` and of waiting.
template <GatheringTransport T>
    requires WaitableTransport<T>
[[nodiscard]] result<void> flush(T& stream) noexcept {
    return detail::until_done(stream, [&] { return stream.flush(); });
}

/// Sends close_notify; does not wait for the peer's.
///
/// Errors: those of `close` and of waiting.
template <Stream S>
    requires WaitableTransport<S>
[[nodiscard]] result<void> close(S& stream) noexcept {
    return detail::until_done(stream, [&] { return stream.close(); });
}

/// Sends close_notify, and waits for the peer's; what the peer still sends is thrown away.
///
/// Errors: truncated where the peer ends without close_notify; those of `shutdown_some` and of
/// waiting.
template <Stream S>
    requires WaitableTransport<S>
[[nodiscard]] result<void> shutdown(S& stream) noexcept {
    return detail::until_done(stream, [&] { return shutdown_some(stream); });
}

}  // namespace onetls
