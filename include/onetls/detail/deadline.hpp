// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>

namespace onetls::detail {

/// A point in time until which something may take; it may lie beyond all others.
class deadline {
public:
    using clock = std::chrono::steady_clock;
    using milliseconds = std::chrono::milliseconds;

    /// `span` from now, or never where that is more than the clock can tell.
    static deadline after(milliseconds span) noexcept {
        const auto now = clock::now();
        if (span < milliseconds::zero()) return deadline{now};
        const auto room = std::chrono::floor<milliseconds>(clock::time_point::max() - now);
        return deadline{span < room ? now + span : clock::time_point::max()};
    }

    static deadline never() noexcept { return deadline{clock::time_point::max()}; }

    deadline or_earlier(deadline other) const noexcept {
        return deadline{std::min(end_, other.end_)};
    }

    bool passed() const noexcept { return remaining() == milliseconds::zero(); }

    /// What is left, rounded up, so that nobody wakes too early.
    milliseconds remaining() const noexcept {
        const auto left = std::chrono::ceil<milliseconds>(end_ - clock::now());
        return std::max(left, milliseconds::zero());
    }

    /// What is left, in the form of poll(2).
    int poll_timeout() const noexcept {
        constexpr milliseconds::rep longest = std::numeric_limits<int>::max();
        return static_cast<int>(std::min(remaining().count(), longest));
    }

    /// The end of the first of `parts` equal parts of what is left.
    deadline first_of(std::size_t parts) const noexcept {
        return after(remaining() / static_cast<milliseconds::rep>(parts));
    }

private:
    explicit deadline(clock::time_point end) noexcept : end_{end} {}

    clock::time_point end_;
};

}  // namespace onetls::detail
