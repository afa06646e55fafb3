// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/copying.hpp>

namespace onetls {

/// Bytes that lie in several places, and are to be written one after the other. A Stream fills its
/// records with them, however small each is.
///
/// Lifetime: views, the list as well as what it lists.
class pieces {
public:
    using list = std::span<const std::span<const std::byte>>;

    constexpr explicit pieces(list all) noexcept : rest_{all} { skip_empty(); }

    constexpr bool empty() const noexcept { return rest_.empty(); }

    /// The bytes at the front that lie together; empty only where nothing is left.
    constexpr std::span<const std::byte> front() const noexcept {
        return empty() ? std::span<const std::byte>{} : rest_.front().subspan(begin_);
    }

    /// Says whether `front()` is all that is left.
    constexpr bool in_one_place() const noexcept { return rest_.size() <= 1; }

    /// Copies as many bytes as there are and fit into `into`; returns how many.
    constexpr std::size_t copy_to(std::span<std::byte> into) const noexcept {
        std::size_t copied = 0;
        for (auto left = *this; !left.empty() && copied != into.size();) {
            const auto size = detail::smaller(left.front().size(), into.size() - copied);
            detail::copy(left.front().first(size), into.data() + copied);
            copied += size;
            left.drop(size);
        }
        return copied;
    }

    /// Leaves the first `size` bytes out, as those that were written. No more than there are.
    constexpr void drop(std::size_t size) noexcept {
        while (!empty() && size >= front().size()) {
            size -= front().size();
            rest_ = rest_.subspan(1);
            begin_ = 0;
        }
        if (!empty()) begin_ += size;
    }

private:
    constexpr void skip_empty() noexcept { drop(0); }

    list rest_;
    std::size_t begin_ = 0;
};

}  // namespace onetls
