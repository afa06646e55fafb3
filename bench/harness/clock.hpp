// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include <time.h>

namespace bench {

using seconds = std::chrono::duration<double>;

/// The time that the processor gave to this thread: what else the machine does is not in it.
inline seconds processor_time() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds{spent.tv_sec} + std::chrono::nanoseconds{spent.tv_nsec};
}

/// A ratio swings where its middle half is wider than this: it says little then.
inline constexpr double steady = 0.05;

/// A median, and between which values the middle half of all lies.
struct spread {
    double low;
    double median;
    double high;

    bool swings() const { return high - low > steady * median; }
};

inline spread spread_of(std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](std::size_t quarter) { return values[(values.size() - 1) * quarter / 4]; };
    return {at(1), at(2), at(3)};
}

}  // namespace bench
