// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/first_bytes.hpp>
#include <onetls/error.hpp>

namespace onetls::detail {

/// A Transport with its type forgotten, so that the code of a connection exists once and not once
/// for each transport. Remembers how the last call ended: the native library only learns success,
/// "later" or failure.
class transport_reference {
public:
    /// Refers to `transport`, which has to outlive the reference.
    template <class T>
    static transport_reference to(T& transport) noexcept {
        return {&transport, &read_from<T>, &write_to<T>};
    }

    /// Reads up to `into.size()` bytes; 0 when none came, and `outcome()` says why.
    std::size_t pull(std::span<std::byte> into) noexcept {
        const auto moved = keep(read_(transport_, into), into.size());
        first_.see(into.first(moved));
        return moved;
    }

    /// Writes up to `from.size()` bytes; 0 when none went, and `outcome()` says why.
    std::size_t push(std::span<const std::byte> from) noexcept {
        const auto moved = keep(write_(transport_, from), from.size());
        push_blocked_ = moved == 0 && wants_retry();
        return moved;
    }

    /// Forgets how the last call ended. Called before each native operation.
    void forget() noexcept { failed_ = false; }

    bool failed() const noexcept { return failed_; }
    /// Says whether the last write moved nothing and is to be repeated, however long ago it was.
    bool push_blocked() const noexcept { return push_blocked_; }

    bool wants_retry() const noexcept { return failed_ && is_retry(outcome_); }

    /// Why the transport moved nothing. Meaningful while `failed()`.
    error outcome() const noexcept { return outcome_; }

    /// `failure` of a handshake, with what the first bytes of the peer tell of its cause.
    error explained(error failure) const noexcept {
        const bool unread =
            failure.code == errc::protocol_error || failure.code == errc::negotiation_failed;
        if (!unread || !first_.is_http()) return failure;
        failure.code = errc::protocol_error;
        failure.why = cause::plaintext_http;
        return failure;
    }

private:
    using reader = result<std::size_t> (*)(void*, std::span<std::byte>) noexcept;
    using writer = result<std::size_t> (*)(void*, std::span<const std::byte>) noexcept;

    transport_reference(void* transport, reader read, writer write) noexcept
        : transport_{transport}, read_{read}, write_{write} {}

    template <class T>
    static result<std::size_t> read_from(void* transport, std::span<std::byte> into) noexcept {
        return static_cast<T*>(transport)->read_some(into);
    }
    template <class T>
    static result<std::size_t> write_to(void* transport, std::span<const std::byte> from) noexcept {
        return static_cast<T*>(transport)->write_some(from);
    }

    /// A transport that tells of more than it was asked to move has failed, too: what it would
    /// count as moved lies beyond the buffer.
    std::size_t keep(const result<std::size_t>& moved, std::size_t most) noexcept {
        if (moved && *moved != 0 && *moved <= most) return *moved;
        failed_ = true;
        outcome_ = moved ? error{errc::transport_failed} : moved.error();
        return 0;
    }

    void* transport_;
    reader read_;
    writer write_;
    error outcome_{errc::internal};
    first_bytes first_;
    bool failed_ = false;
    bool push_blocked_ = false;
};

}  // namespace onetls::detail
