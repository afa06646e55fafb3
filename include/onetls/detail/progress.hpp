// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>

#include <onetls/error.hpp>

namespace onetls::detail {

/// How far a connection has come, and what may be done with it: the rules of the Stream concept,
/// written once for every backend. What stands in the way of a call is nullptr where nothing does.
class progress {
public:
    bool established() const noexcept { return established_; }
    void establish() noexcept {
        established_ = true;
        weigh();
    }

    /// What stands in the way of shaking hands, if anything.
    const error* before_handshake() const noexcept { return fatal(); }

    /// Why this end will not go on with the handshake, if it has said so by `settle`.
    const error* refusal() const noexcept { return established_ ? nullptr : fatal(); }

    /// What stands in the way of sending what the transport holds back, if anything.
    const error* before_flush() const noexcept { return fatal(); }

    /// What stands in the way of reading, if anything.
    const error* before_read() const noexcept {
        if (readable_) [[likely]]
            return nullptr;
        if (fatal_ && !only_unsent_) return fatal();
        return established_ ? &closed : &misuse<cause::not_established>;
    }

    /// What stands in the way of writing `size` bytes, if anything.
    const error* before_write(std::size_t size) const noexcept {
        if (writable_ && blocked_ == 0) [[likely]]
            return nullptr;
        if (fatal_) return fatal();
        if (!established_) return &misuse<cause::not_established>;
        if (closing_) return &misuse<cause::already_ended>;
        return size < blocked_ ? &misuse<cause::contradiction> : nullptr;
    }

    /// What stands in the way of changing the keys, if anything. A write that blocked goes first.
    const error* before_key_update() const noexcept {
        if (fatal_) return fatal();
        if (!established_) return &misuse<cause::not_established>;
        if (closing_) return &misuse<cause::already_ended>;
        return blocked_ != 0 ? &misuse<cause::contradiction> : nullptr;
    }

    /// What stands in the way of closing, if anything.
    const error* before_close() const noexcept {
        if (fatal_) return fatal();
        return established_ ? nullptr : &misuse<cause::not_established>;
    }

    /// Bytes of a write that blocked: the native library holds their record, and the next write has
    /// to be of the same bytes.
    std::size_t blocked() const noexcept { return blocked_; }
    void block(std::size_t size) noexcept { blocked_ = size; }
    void unblock() noexcept { blocked_ = 0; }

    bool closing() const noexcept { return closing_; }
    void begin_closing() noexcept {
        closing_ = true;
        weigh();
    }
    bool close_notify_sent() const noexcept { return close_notify_sent_; }
    void note_close_notify_sent() noexcept { close_notify_sent_ = true; }

    /// How the stream has ended: by a failure, or properly by the peer; nullptr: not yet.
    const error* ending() const noexcept {
        if (fatal_) return fatal();
        return peer_closed_ ? &closed : nullptr;
    }

    /// Keeps `failure` if it is final, and returns it.
    error settle(error failure) noexcept {
        if (is_retry(failure)) return failure;
        if (failure.code == errc::closed && established_) {
            peer_closed_ = true;
        } else {
            fatal_ = failure;
            only_unsent_ = false;
        }
        weigh();
        return failure;
    }

    /// As `settle`, for a failure to send. Where the transport is why, reading goes on: who refuses
    /// a peer often hangs up behind the alert that says so.
    error settle_unsent(error failure) noexcept {
        settle(failure);
        only_unsent_ = established_ &&
                       (failure.code == errc::transport_failed || failure.code == errc::truncated);
        weigh();
        return failure;
    }

private:
    template <cause Why>
    static constexpr error misuse{errc::misuse, Why, field::stream};
    static constexpr error closed{errc::closed};

    const error* fatal() const noexcept { return fatal_ ? &*fatal_ : nullptr; }

    /// Keeps what each read and write asks for first.
    void weigh() noexcept {
        readable_ = established_ && (!fatal_ || only_unsent_) && !peer_closed_;
        writable_ = established_ && !fatal_ && !closing_;
    }

    std::optional<error> fatal_;
    std::size_t blocked_ = 0;
    bool established_ = false;
    bool peer_closed_ = false;
    bool only_unsent_ = false;  ///< `fatal_` stands in the way of all but reading.
    bool closing_ = false;
    bool close_notify_sent_ = false;
    bool readable_ = false;
    bool writable_ = false;
};

}  // namespace onetls::detail
