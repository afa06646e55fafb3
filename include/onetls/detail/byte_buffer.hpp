// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <onetls/detail/copying.hpp>

namespace onetls::detail {

/// Up to `Capacity` bytes in the order in which they came. Moving it copies no more than there is.
template <std::size_t Capacity>
class byte_buffer {
public:
    byte_buffer() noexcept {}  // Not `= default`: that would clear the bytes.
    byte_buffer(byte_buffer&& other) noexcept { take_over(other); }
    byte_buffer& operator=(byte_buffer&& other) noexcept {
        if (this != &other) take_over(other);
        return *this;
    }

    bool empty() const noexcept { return begin_ == end_; }

    /// The bytes that are there.
    std::span<const std::byte> bytes() const noexcept {
        return {bytes_.data() + begin_, end_ - begin_};
    }

    /// Where the next bytes go.
    std::span<std::byte> room() noexcept { return {bytes_.data() + end_, Capacity - end_}; }

    /// Says that `size` bytes were put into `room()`.
    void grow(std::size_t size) noexcept { end_ += size; }

    /// Puts `from` behind what is there; it has to fit.
    void put(std::span<const std::byte> from) noexcept {
        copy(from, room().data());
        grow(from.size());
    }

    /// Moves up to `into.size()` bytes out, and says how many.
    std::size_t take(std::span<std::byte> into) noexcept {
        const auto taken = smaller(into.size(), end_ - begin_);
        copy(bytes().first(taken), into.data());
        drop(taken);
        return taken;
    }

    /// Forgets the first `size` bytes. The room is whole again once none is left.
    void drop(std::size_t size) noexcept {
        begin_ += size;
        if (empty()) begin_ = end_ = 0;
    }

private:
    void take_over(byte_buffer& other) noexcept {
        begin_ = end_ = 0;
        put(other.bytes());
        other.begin_ = other.end_ = 0;
    }

    std::array<std::byte, Capacity> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace onetls::detail
