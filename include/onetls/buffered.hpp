// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/detail/byte_buffer.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// A Transport that saves calls of the one below it, where each is a system call: it reads ahead
/// what small reads ask for next, and on request gathers small writes. Large reads and writes go
/// past the buffers, and so does the small read behind a large one: where records are large, to
/// read ahead would copy the beginning of each.
///
/// Writes are not held back, unless `cork` asks for it; and within a handshake, for whose flights a
/// Stream sees to it. What is held back goes with `flush`, when it fills the buffer, before a read
/// has to wait, and with a Stream's `handshake` and `close`. A failure other than a retry is final
/// for its direction.
///
/// The transport below may have nothing to read although `holds_input`; event loops ask a Stream's
/// `buffered`, which includes it, or read until want_read.
///
/// Units: the sizes are bytes; both buffers are part of the object.
template <Transport T, std::size_t ReadSize = 4096, std::size_t WriteSize = 4096>
class buffered {
public:
    explicit buffered(T below) noexcept : below_{std::move(below)} {}

    /// Takes what was read ahead; else what the transport below has.
    ///
    /// Errors: those of the transport below; want_write where what is held back has to go first.
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (into.empty()) return 0;
        if (incoming_.empty()) {
            if (read_failure_) return std::unexpected(*read_failure_);
            if (into.size() >= ReadSize || follows_large_) return read_past(into);
            const auto got = read_below(incoming_.room());
            if (!got) return got;
            incoming_.grow(*got);
        }
        return incoming_.take(into);
    }

    /// Hands over as much of `from` as the transport below takes, or holds it back while corked.
    ///
    /// Errors: those of the transport below.
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (from.empty()) return 0;
        if (write_failure_) return std::unexpected(*write_failure_);
        if (corked_ && from.size() <= outgoing_.room().size()) return hold(from);
        if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
        return corked_ && from.size() < WriteSize ? hold(from) : write_below(from);
    }

    /// Sends what is held back. After want_write it is called again.
    ///
    /// Errors: those of the transport below.
    [[nodiscard]] result<void> flush() noexcept {
        while (holds_output()) {
            if (write_failure_) return std::unexpected(*write_failure_);
            const auto sent = write_below(outgoing_.bytes());
            if (!sent) return std::unexpected(sent.error());
            outgoing_.drop(*sent);
        }
        return {};
    }

    /// Has small writes held back from now on, or no longer; what is held back already waits for
    /// `flush` or the next write. Returns what held before.
    bool cork(bool held) noexcept { return std::exchange(corked_, held); }

    /// Says whether a read would succeed without the transport below.
    bool holds_input() const noexcept { return !incoming_.empty(); }

    /// Says whether something is held back.
    bool holds_output() const noexcept { return !outgoing_.empty(); }

    /// Waits as the transport below does; not at all for what was read ahead, and for reading only
    /// once nothing is held back. May return early: the next call says what to wait for.
    ///
    /// Errors: those of the transport below.
    [[nodiscard]] result<void> wait(errc wanted) noexcept
        requires WaitableTransport<T>
    {
        if (wanted != errc::want_read) return below_.wait(wanted);
        if (holds_input()) return {};
        const auto flushed = flush();
        if (!flushed && !is_retry(flushed.error())) return flushed;
        return below_.wait(flushed ? wanted : flushed.error().code);
    }

    /// The transport below. Bytes that others move through it are lost.
    T& below() noexcept { return below_; }
    const T& below() const noexcept { return below_; }

private:
    result<std::size_t> hold(std::span<const std::byte> from) noexcept {
        outgoing_.put(from);
        return from.size();
    }

    result<std::size_t> read_past(std::span<std::byte> into) noexcept {
        const auto got = read_below(into);
        if (got) follows_large_ = into.size() >= ReadSize;
        return got;
    }

    result<std::size_t> read_below(std::span<std::byte> into) noexcept {
        const auto got = checked(below_.read_some(into), read_failure_);
        if (got || !is_retry(got.error())) return got;
        // The peer may be waiting for what is held back.
        if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
        return got;
    }

    result<std::size_t> write_below(std::span<const std::byte> from) noexcept {
        return checked(below_.write_some(from), write_failure_);
    }

    /// Keeps a failure that is final. A transport that moves nothing and says nothing has failed.
    static result<std::size_t> checked(result<std::size_t> moved,
                                       std::optional<error>& kept) noexcept {
        if (moved && *moved == 0) moved = std::unexpected(error{errc::transport_failed});
        if (!moved && !is_retry(moved.error())) kept = moved.error();
        return moved;
    }

    T below_;
    std::optional<error> read_failure_;
    std::optional<error> write_failure_;
    bool corked_ = false;
    bool follows_large_ = false;  ///< The last read that went past the buffer was a large one.
    detail::byte_buffer<ReadSize> incoming_;
    detail::byte_buffer<WriteSize> outgoing_;
};

static_assert(GatheringTransport<buffered<detail::transport_archetype>>);

}  // namespace onetls
