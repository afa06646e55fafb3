// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <span>

#include <onetls/detail/byte_buffer.hpp>
#include <onetls/detail/copying.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/openssl/compat.hpp>

namespace onetls::openssl {

/// The transport of a connection, and what OpenSSL has sent while the transport did not take it.
///
/// OpenSSL fails for good when it has to send something of its own, as an answer to KeyUpdate,
/// while something else is blocked, and reads nothing that has arrived while it cannot send. So
/// that it never comes to that in a read, the bytes are held here then, and OpenSSL takes them for
/// sent; that a transport has failed is for the next write to say.
class wire {
public:
    explicit wire(onetls::detail::transport_reference below) noexcept : transport{below} {}

    onetls::detail::transport_reference transport;

    /// Reads up to `into.size()` bytes from the transport, which is a T; 0 when none came.
    template <class T>
    std::size_t pull(std::span<std::byte> into) noexcept {
        const auto moved = transport.pull<T>(into);
        if (moved != 0 && into[0] == change_cipher_spec) [[unlikely]]
            refuse_late(into);
        if (moved == into.size()) at_header_ = !at_header_;
        return moved;
    }

    /// Called when the handshake has ended, between two records.
    void end_handshake() noexcept {
        transport.end_handshake();
        at_header_ = true;
    }

    /// Writes up to `from.size()` bytes to the transport, which is a T, behind those that are held;
    /// 0 when none went.
    template <class T>
    std::size_t push(std::span<const std::byte> from) noexcept {
        const bool straight = !ended_ && holding_ == holding::nothing && !held_;
        return straight ? transport.push<T>(from) : push_behind(from);
    }

    /// Sends what is held. False: not all of it, and the transport's outcome says why.
    bool drain() noexcept {
        while (held_) {
            const auto moved = transport.push(held_->bytes());
            if (moved == 0) return false;
            held_->drop(moved);
            if (held_->empty()) held_.reset();
        }
        return true;
    }

    /// Has the transport send what it holds back. False: not all of it, and its outcome says why.
    bool flush() noexcept {
        if (transport.flush()) return true;
        if (holding_ != holding::untaken) return false;
        transport.forget();
        return true;
    }

    /// Has all that is still to come dropped: nothing goes behind close_notify.
    ///
    /// Source: RFC 8446 §6.1.
    void end() noexcept { ended_ = true; }

    /// Makes `call` while what the transport does not take yet is held.
    template <class Call>
    auto hold_blocked(Call call) noexcept {
        return while_holding(holding::blocked, call);
    }

    /// Makes `call`, which is to read, while what the transport does not take is held, also where
    /// it has failed.
    template <class Call>
    auto hold_untaken(Call call) noexcept {
        return while_holding(holding::untaken, call);
    }

    /// Makes `call` while all that is sent is held, and the transport is not asked.
    template <class Call>
    auto hold_everything(Call call) noexcept {
        return while_holding(holding::everything, call);
    }

private:
    static constexpr std::byte change_cipher_spec{20};

    /// A record, and more than a hundred answers to KeyUpdate.
    static constexpr std::size_t most = 20 * 1024;

    enum class holding : unsigned char { nothing, blocked, untaken, everything };

    template <class Call>
    auto while_holding(holding what, Call call) noexcept {
        holding_ = what;
        const auto done = call();
        holding_ = holding::nothing;
        return done;
    }

    /// Makes a ChangeCipherSpec that comes behind the handshake, of which the first bytes are in
    /// `header`, one that OpenSSL refuses: in TLS 1.3, clients of 3.5 would skip any number of
    /// them.
    ///
    /// Source: RFC 8446 §5.
    [[gnu::cold]] void refuse_late(std::span<std::byte> header) noexcept {
        const bool begins = at_header_ && header.size() == SSL3_RT_HEADER_LENGTH;
        constexpr std::byte no_type{};
        if (begins && !transport.in_handshake()) header[0] = no_type;
    }

    /// As `push`, where something is held, or may be, or all is dropped.
    [[gnu::cold]] std::size_t push_behind(std::span<const std::byte> from) noexcept {
        if (ended_) return from.size();
        if (holding_ == holding::everything) return hold(from);
        if (const auto moved = drain() ? transport.push(from) : 0; moved != 0) return moved;
        const bool held = holding_ == holding::untaken ||
                          (holding_ == holding::blocked && transport.wants_retry());
        return held ? hold(from) : 0;
    }

    /// Holds as much of `from` as there is room and memory for.
    std::size_t hold(std::span<const std::byte> from) noexcept {
        if (!held_) held_.reset(new (std::nothrow) onetls::detail::byte_buffer<most>);
        if (!held_) return 0;
        const auto fitting = from.first(onetls::detail::smaller(from.size(), held_->room().size()));
        held_->put(fitting);
        if (!fitting.empty()) transport.forget();
        return fitting.size();
    }

    onetls::detail::owned<onetls::detail::byte_buffer<most>> held_;
    holding holding_ = holding::nothing;
    bool ended_ = false;
    bool at_header_ =
        true;  ///< OpenSSL, which reads no further than a record, asks for its header.
};

}  // namespace onetls::openssl
