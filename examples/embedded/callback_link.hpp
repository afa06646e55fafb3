// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/error.hpp>

/// A transport for drivers that call back, as lwIP's raw interface, a modem or an interrupt do.
/// Copy it and put your driver's calls into it: it is no part of the library.

namespace example {

/// What a driver can do. None of the functions blocks.
struct driver {
    /// Takes what it has room for of `from`, and says how many bytes: 0 while there is no room.
    /// With lwIP: tcp_write of at most tcp_sndbuf bytes, then tcp_output.
    onetls::result<std::size_t> (*send)(void* self, std::span<const std::byte> from) noexcept;

    /// Told that there is room again for `size` bytes that were refused. With lwIP: tcp_recved.
    void (*resume)(void* self, std::size_t size) noexcept;

    /// Lets time pass until something may have happened. With lwIP: sys_check_timeouts, and the
    /// network driver's poll; with an interrupt: wfi.
    void (*idle)(void* self) noexcept;

    void* self;
};

/// Bytes that arrived and were not read yet, and how the connection ended.
///
/// `arrived`, `ended` and `failed` are the driver's, and may be called from one interrupt; all else
/// is the stream's. It never moves: the driver keeps a pointer to it.
template <std::size_t Capacity>
class callback_link {
public:
    explicit callback_link(const driver& below) noexcept : driver_{below} {}
    callback_link(const callback_link&) = delete;
    callback_link& operator=(const callback_link&) = delete;

    /// Takes what there is room for, and says how many bytes. The driver keeps the rest, as flow
    /// control.
    std::size_t arrived(std::span<const std::byte> bytes) noexcept {
        const auto written = written_.load(std::memory_order_relaxed);
        const auto used = written - read_.load(std::memory_order_acquire);
        const auto taken = std::min(bytes.size(), Capacity - used);
        for (std::size_t index = 0; index != taken; ++index)
            bytes_[(written + index) % Capacity] = bytes[index];
        written_.store(written + taken, std::memory_order_release);
        return taken;
    }

    /// The peer will send nothing more.
    void ended() noexcept { state_.store(state::ended, std::memory_order_release); }

    /// The connection is gone; `native` is the driver's own code.
    void failed(std::int32_t native) noexcept {
        native_ = native;
        state_.store(state::failed, std::memory_order_release);
    }

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        // Looked at first: what arrives before the end is read before it.
        const auto outcome = state_.load(std::memory_order_acquire);
        const auto begin = read_.load(std::memory_order_relaxed);
        const auto there = written_.load(std::memory_order_acquire) - begin;
        const auto taken = std::min(into.size(), there);
        for (std::size_t index = 0; index != taken; ++index)
            into[index] = bytes_[(begin + index) % Capacity];
        read_.store(begin + taken, std::memory_order_release);
        if (taken == 0 && !into.empty()) return why_not(outcome);
        driver_.resume(driver_.self, taken);
        return taken;
    }

    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (state_.load(std::memory_order_acquire) == state::failed) return why_not(state::failed);
        const auto sent = driver_.send(driver_.self, from);
        if (sent && *sent == 0 && !from.empty())
            return std::unexpected(onetls::error{onetls::errc::want_write});
        return sent;
    }

    void idle() noexcept { driver_.idle(driver_.self); }

private:
    static_assert((Capacity & (Capacity - 1)) == 0, "the counters run over: a power of two");

    enum class state : std::uint8_t { open, ended, failed };

    std::unexpected<onetls::error> why_not(state outcome) const noexcept {
        using enum onetls::errc;
        switch (outcome) {
        case state::open: return std::unexpected(onetls::error{want_read});
        case state::ended: return std::unexpected(onetls::error{closed});
        case state::failed: break;
        }
        return std::unexpected(onetls::error{.code = transport_failed, .native = native_});
    }

    driver driver_;
    std::array<std::byte, Capacity> bytes_;
    std::atomic<std::size_t> written_ = 0;
    std::atomic<std::size_t> read_ = 0;
    std::atomic<state> state_ = state::open;
    std::int32_t native_ = 0;
};

/// The end of a link that a stream owns: a WaitableTransport.
template <class Link>
class link_transport {
public:
    explicit link_transport(Link& link) noexcept : link_{&link} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        return link_->read_some(into);
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        return link_->write_some(from);
    }

    /// Lets the driver work. A device with a deadline of its own checks it here: timed_out.
    onetls::result<void> wait(onetls::errc) noexcept {
        link_->idle();
        return {};
    }

private:
    Link* link_;
};

}  // namespace example
