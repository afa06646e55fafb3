// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include <onetls/detail/first_bytes.hpp>
#include <onetls/error.hpp>

namespace onetls::detail {

class transport_reference;

/// What can be done with a transport whose type is not known. What follows on writing is there only
/// for those that gather writes or read ahead.
struct transport_operations {
    std::size_t (*push)(transport_reference&, std::span<const std::byte>) noexcept;
    result<void> (*flush)(void*) noexcept = nullptr;
    bool (*cork)(void*, bool) noexcept = nullptr;
    bool (*holds_input)(const void*) noexcept = nullptr;
};

/// A Transport with its type forgotten, so that the code of a connection exists once and not once
/// for each transport; only what a native library calls for each record knows it. Remembers how the
/// last call ended: the native library only learns success, "later" or failure.
class transport_reference {
public:
    /// Refers to `transport`, which has to outlive the reference.
    template <class T>
    static transport_reference to(T& transport) noexcept {
        static constexpr auto operations = operations_of<T>();
        return {&transport, operations};
    }

    /// Reads up to `into.size()` bytes from the transport, which is a T; 0 when none came, and
    /// `outcome()` says why.
    template <class T>
    std::size_t pull(std::span<std::byte> into) noexcept {
        const auto moved = keep(static_cast<T*>(transport_)->read_some(into), into.size());
        if (in_handshake_) [[unlikely]]
            first_.see(into.first(moved));
        return moved;
    }

    /// Writes up to `from.size()` bytes to the transport, which is a T; 0 when none went, and
    /// `outcome()` says why.
    template <class T>
    std::size_t push(std::span<const std::byte> from) noexcept {
        const auto moved = keep(static_cast<T*>(transport_)->write_some(from), from.size());
        push_blocked_ = moved == 0 && wants_retry();
        return moved;
    }

    /// As above, whatever the transport is.
    std::size_t push(std::span<const std::byte> from) noexcept {
        return operations_->push(*this, from);
    }

    /// Sends what the transport holds back. False: not all of it, and `outcome()` says why.
    bool flush() noexcept {
        if (operations_->flush == nullptr) return true;
        const auto flushed = operations_->flush(transport_);
        if (!flushed) fail(flushed.error());
        return flushed.has_value();
    }

    /// Has the transport gather what is written, or no longer, if it can. Returns what held before.
    bool cork(bool held) noexcept {
        return operations_->cork != nullptr && operations_->cork(transport_, held);
    }

    /// Says whether a read would succeed without anything becoming readable.
    bool holds_input() const noexcept {
        return operations_->holds_input != nullptr && operations_->holds_input(transport_);
    }

    /// Says whether a handshake has not ended, so that what comes may have to explain its failure.
    bool in_handshake() const noexcept { return in_handshake_; }
    void end_handshake() noexcept { in_handshake_ = false; }

    /// Forgets how the last call ended. Called before each native operation.
    void forget() noexcept { failed_ = false; }

    bool failed() const noexcept { return failed_; }
    /// Says whether the last write moved nothing and is to be repeated, however long ago it was.
    bool push_blocked() const noexcept { return push_blocked_; }

    bool wants_retry() const noexcept { return failed_ && is_retry(outcome_); }

    /// Why the transport moved nothing. Meaningful while `failed()`.
    error outcome() const noexcept { return outcome_; }

    /// What that means to a connection: what asks to wait does so, and an end of the transport is
    /// an end without close_notify.
    error failure() const noexcept {
        switch (outcome_.code) {
        case errc::want_read:
        case errc::want_write: return {outcome_.code};
        case errc::closed:
        case errc::truncated: return {errc::truncated};
        case errc::timed_out: return outcome_;
        default: return {.code = errc::transport_failed, .native = outcome_.native};
        }
    }

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
    transport_reference(void* transport, const transport_operations& operations) noexcept
        : transport_{transport}, operations_{&operations} {}

    /// Those of T.
    template <class T>
    static constexpr transport_operations operations_of() noexcept {
        transport_operations made{
            [](transport_reference& self, std::span<const std::byte> from) noexcept {
                return self.push<T>(from);
            }};
        if constexpr (requires(T transport) { transport.cork(true); }) {
            made.flush = [](void* self) noexcept { return static_cast<T*>(self)->flush(); };
            made.cork = [](void* self, bool held) noexcept {
                return static_cast<T*>(self)->cork(held);
            };
        }
        made.holds_input = input_question<T>();
        return made;
    }

    /// What tells whether a T reads ahead, which every Stream does.
    template <class T>
    static constexpr auto input_question() noexcept -> bool (*)(const void*) noexcept {
        if constexpr (requires(const T& transport) { transport.holds_input(); })
            return [](const void* self) noexcept {
                return static_cast<const T*>(self)->holds_input();
            };
        else if constexpr (requires(const T& stream) {
                               { stream.buffered() } -> std::same_as<bool>;
                           })
            return
                [](const void* self) noexcept { return static_cast<const T*>(self)->buffered(); };
        else
            return nullptr;
    }

    /// A transport that tells of more than it was asked to move has failed, too: what it would
    /// count as moved lies beyond the buffer.
    std::size_t keep(const result<std::size_t>& moved, std::size_t most) noexcept {
        if (moved && *moved != 0 && *moved <= most) [[likely]]
            return *moved;
        fail(moved ? error{errc::transport_failed} : moved.error());
        return 0;
    }

    [[gnu::cold]] void fail(error why) noexcept {
        failed_ = true;
        outcome_ = why;
    }

    void* transport_;
    const transport_operations* operations_;
    error outcome_{errc::internal};
    first_bytes first_;
    bool in_handshake_ = true;
    bool failed_ = false;
    bool push_blocked_ = false;
};

}  // namespace onetls::detail
