// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <time.h>

#include "counters.hpp"

namespace bench {

/// What is measured: the same thing done any number of times, after whatever it has to set up.
class work {
public:
    virtual ~work() = default;
    virtual void run(std::size_t times) = 0;
};

using maker = std::function<std::unique_ptr<work>()>;

/// One of those who do the work of a row.
struct contestant {
    std::string name;
    maker timed;
    maker counted;  ///< Over pipes that count their calls.
};

/// The same work, done by the floor and by those who are compared with it.
struct row {
    std::string name;
    contestant floor;
    std::vector<contestant> others;
    std::size_t repetitions;  ///< Enough for exact counts to be averages.
};

/// How long to measure.
struct effort {
    std::size_t rounds;
    std::chrono::duration<double> block;  ///< How long one contestant works at a stretch.
};

using seconds = std::chrono::duration<double>;

/// A median, and between which values the middle half of all lies.
struct spread {
    double low;
    double median;
    double high;
};

inline spread spread_of(std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](std::size_t quarter) { return values[(values.size() - 1) * quarter / 4]; };
    return {at(1), at(2), at(3)};
}

/// The part that instruction counters look at; never inlined, so that they find it by name.
[[gnu::noinline]] inline void measured(work& doing, std::size_t times) {
    doing.run(times);
}

/// The time that the processor gave to this thread: what else the machine does is not in it.
inline seconds processor_time() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds{spent.tv_sec} + std::chrono::nanoseconds{spent.tv_nsec};
}

inline seconds time(work& doing, std::size_t times) {
    const auto begin = processor_time();
    measured(doing, times);
    return processor_time() - begin;
}

/// How often to do the work so that it takes about as long as `wanted`. Warms up too.
inline std::size_t times_for(work& doing, seconds wanted) {
    for (std::size_t times = 1;; times *= 2) {
        const auto taken = time(doing, times);
        if (taken * 2 < wanted) continue;
        const auto fitting = static_cast<double>(times) * (wanted / taken);
        return std::max<std::size_t>(1, static_cast<std::size_t>(fitting));
    }
}

/// How one contestant compares with the floor.
struct comparison {
    spread ratio;  ///< Speed: 1 is equal, more is faster than the floor.
    seconds own;   ///< For the work done once; median.
    seconds floor;
};

/// Lets both work in turns, A B A B. Each ratio is of two neighbours in time, so that what else the
/// machine does meets both, and the median drops the rounds in which it met one.
inline comparison compare(work& own, work& floor, effort spent) {
    const auto times = times_for(floor, spent.block);
    own.run(times);
    std::vector<double> ratios, own_times, floor_times;
    for (std::size_t round = 0; round != spent.rounds; ++round) {
        const auto floor_taken = time(floor, times);
        const auto own_taken = time(own, times);
        ratios.push_back(floor_taken / own_taken);
        floor_times.push_back(floor_taken.count() / static_cast<double>(times));
        own_times.push_back(own_taken.count() / static_cast<double>(times));
    }
    return {spread_of(ratios), seconds{spread_of(own_times).median},
            seconds{spread_of(floor_times).median}};
}

/// Calls for the work done once.
struct counts {
    double heap;
    double transport;
};

inline counts count(work& doing, std::size_t times) {
    doing.run(1);
    const auto heap = heap_calls();
    const auto transport = counted_pipe::calls();
    doing.run(times);
    const auto each = [&](std::uint64_t made) {
        return static_cast<double>(made) / static_cast<double>(times);
    };
    return {each(heap_calls() - heap), each(counted_pipe::calls() - transport)};
}

}  // namespace bench
