// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <utility>

#include <onetls/detail/copying.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>

namespace onetls {
namespace detail {

/// A ring of bytes.
template <std::size_t Capacity>
class byte_ring {
public:
    std::size_t push(std::span<const std::byte> from) noexcept {
        const std::size_t taken = smaller(from.size(), Capacity - size_);
        const std::size_t at = (begin_ + size_) % Capacity;
        const std::size_t first = smaller(taken, Capacity - at);
        copy(from.first(first), bytes_.data() + at);
        copy(from.subspan(first, taken - first), bytes_.data());
        size_ += taken;
        return taken;
    }

    std::size_t pull(std::span<std::byte> into) noexcept {
        const std::size_t taken = smaller(into.size(), size_);
        const std::size_t first = smaller(taken, Capacity - begin_);
        const std::span<const std::byte> held{bytes_};
        copy(held.subspan(begin_, first), into.data());
        copy(held.first(taken - first), into.data() + first);
        begin_ = (begin_ + taken) % Capacity;
        size_ -= taken;
        return taken;
    }

    std::size_t size() const noexcept { return size_; }

private:
    std::array<std::byte, Capacity> bytes_;
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
};

/// Two rings, one for each direction, and which ends are gone.
template <std::size_t Capacity>
struct pipe_state : counted {
    std::array<byte_ring<Capacity>, 2> rings;
    std::array<bool, 2> closed{};

    static void destroy(pipe_state* state) noexcept { delete state; }
};

}  // namespace detail

/// One end of a pair of byte queues in memory: a Transport, and the sans-I/O face of the library.
///
/// What one end writes the other reads. A program that owns its I/O gives one end to a stream and
/// moves bytes between the other end and its wire. Each direction holds `Capacity` bytes. Both ends
/// belong to one thread.
template <std::size_t Capacity>
class basic_memory_pipe {
public:
    struct ends;

    /// Makes two connected ends.
    ///
    /// Errors: out_of_memory.
    [[nodiscard]] static result<ends> create() noexcept;

    basic_memory_pipe(basic_memory_pipe&&) noexcept = default;
    basic_memory_pipe& operator=(basic_memory_pipe&& other) noexcept {
        close();
        state_ = std::move(other.state_);
        side_ = other.side_;
        return *this;
    }
    ~basic_memory_pipe() { close(); }

    /// Takes what the other end wrote.
    ///
    /// Errors: want_read when there is nothing now, closed when there will never be more.
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (const auto taken = incoming().pull(into); taken != 0 || into.empty()) return taken;
        return std::unexpected(error{either_closed() ? errc::closed : errc::want_read});
    }

    /// Hands over as much of `from` as there is room for.
    ///
    /// Errors: want_write when there is no room now, closed when either end is gone.
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (either_closed()) return std::unexpected(error{errc::closed});
        if (const auto taken = outgoing().push(from); taken != 0 || from.empty()) return taken;
        return std::unexpected(error{errc::want_write});
    }

    /// Ends both directions; the other end still reads what was written before.
    void close() noexcept {
        if (state_) state_->closed[side_] = true;
    }

    /// Bytes that wait to be read at this end.
    std::size_t readable() const noexcept { return state_->rings[1 - side_].size(); }

private:
    using owner = detail::shared<detail::pipe_state<Capacity>>;

    basic_memory_pipe(owner state, std::size_t side) noexcept
        : state_{std::move(state)}, side_{side} {}

    detail::byte_ring<Capacity>& incoming() noexcept { return state_->rings[1 - side_]; }
    detail::byte_ring<Capacity>& outgoing() noexcept { return state_->rings[side_]; }
    bool either_closed() const noexcept { return state_->closed[0] || state_->closed[1]; }

    owner state_;
    std::size_t side_;
};

/// The two ends of a pipe; which is which does not matter.
template <std::size_t Capacity>
struct basic_memory_pipe<Capacity>::ends {
    basic_memory_pipe first;
    basic_memory_pipe second;
};

template <std::size_t Capacity>
result<typename basic_memory_pipe<Capacity>::ends> basic_memory_pipe<Capacity>::create() noexcept {
    const auto state = owner::adopt(new (std::nothrow) detail::pipe_state<Capacity>);
    if (!state) return std::unexpected(error{errc::out_of_memory});
    return ends{basic_memory_pipe{state, 0}, basic_memory_pipe{state, 1}};
}

/// A pipe that holds 64 KiB in each direction: more than a flight of any handshake.
using memory_pipe = basic_memory_pipe<(std::size_t{64} << 10)>;

}  // namespace onetls
