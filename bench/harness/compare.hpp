// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <time.h>

#include "work.hpp"

namespace bench {

using seconds = std::chrono::duration<double>;

/// How long to measure.
struct effort {
    std::size_t rounds;
    seconds block;        ///< How long one contestant works at a stretch.
    std::size_t repeats;  ///< How often all rounds are done again while a ratio swings.
};

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

/// How fast one contestant was.
struct speed {
    std::string name;
    spread ratio;  ///< To the floor: 1 is equal, more is faster.
    seconds once;  ///< For the work done once; median.
};

/// Lets all who entered a row work in turns, A B C C B A. Each ratio is of two neighbours in time,
/// so that what else the machine does meets both, and the median drops the rounds in which it met
/// one. Nobody pays for the caches that the one before has filled: each warms up first.
class race {
public:
    race(const row& entered, seconds block) {
        names_.push_back(entered.floor.name);
        works_.push_back(entered.floor.timed());
        for (const auto& each : entered.others) {
            names_.push_back(each.name);
            works_.push_back(each.timed());
        }
        for (const auto& each : works_) times_.push_back(times_for(*each, block));
        taken_.resize(works_.size());
        check_agreement();
    }

    void run(std::size_t rounds) {
        for (std::size_t round = 0; round != rounds; ++round) {
            for (std::size_t index = 0; index != works_.size(); ++index) take_turn(index);
            for (std::size_t index = works_.size(); index != 0; --index) take_turn(index - 1);
        }
    }

    /// The floor's speed first.
    std::vector<speed> speeds() const {
        std::vector<speed> made;
        for (std::size_t index = 0; index != works_.size(); ++index)
            made.push_back({names_[index], spread_of(ratios(index)),
                            seconds{spread_of(taken_[index]).median}});
        return made;
    }

private:
    void take_turn(std::size_t index) {
        auto& turn = *works_[index];
        turn.run(1 + times_[index] / 8);
        taken_[index].push_back(time(turn, times_[index]).count() /
                                static_cast<double>(times_[index]));
    }

    void check_agreement() const {
        for (std::size_t index = 1; index != works_.size(); ++index)
            require(works_[index]->agreed() == works_.front()->agreed(),
                    names_[index] + ": agreeing on what the floor agreed on");
    }

    std::vector<double> ratios(std::size_t index) const {
        std::vector<double> made;
        for (std::size_t round = 0; round != taken_[index].size(); ++round)
            made.push_back(taken_[0][round] / taken_[index][round]);
        return made;
    }

    std::vector<std::string> names_;
    std::vector<std::unique_ptr<work>> works_;
    std::vector<std::size_t> times_;
    std::vector<std::vector<double>> taken_;
};

inline std::vector<speed> compare(const row& entered, effort spent) {
    race running{entered, spent.block};
    for (std::size_t repeat = 0;; ++repeat) {
        running.run(spent.rounds);
        auto speeds = running.speeds();
        const bool swings =
            std::ranges::any_of(speeds, [](const speed& each) { return each.ratio.swings(); });
        if (!swings || repeat == spent.repeats) return speeds;
    }
}

}  // namespace bench
