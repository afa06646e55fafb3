// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "clock.hpp"
#include "work.hpp"

namespace bench {

/// How long to measure.
struct effort {
    std::size_t batches;  ///< In each of which everything is made anew.
    std::size_t rounds;   ///< Of each batch.
    seconds block;        ///< How long one contestant works at a stretch.
};

/// The part that instruction counters look at; never inlined, so that they find it by name.
[[gnu::noinline]] inline void measured(work& doing, std::size_t times) {
    doing.run(times);
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
    explicit race(const row& entered) : entered_{entered}, taken_(entered.others.size() + 1) {}

    /// Makes everything anew, `shift` bytes away from where it would be: where the heap puts a
    /// connection makes some faster than others by several per cent.
    void prepare(std::size_t shift, seconds block) {
        works_.clear();
        const std::vector<std::byte> filling(shift);
        works_.push_back(entered_.floor.timed());
        for (const auto& each : entered_.others) works_.push_back(each.timed());
        times_.clear();
        for (const auto& each : works_) times_.push_back(times_for(*each, block));
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
        std::vector<speed> made{speed_of(0, entered_.floor.name)};
        for (const auto& each : entered_.others) made.push_back(speed_of(made.size(), each.name));
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
                    entered_.others[index - 1].name + ": agreeing on what the floor agreed on");
    }

    speed speed_of(std::size_t index, const std::string& name) const {
        std::vector<double> ratios;
        for (std::size_t round = 0; round != taken_[index].size(); ++round)
            ratios.push_back(taken_[0][round] / taken_[index][round]);
        return {name, spread_of(ratios), seconds{spread_of(taken_[index]).median}};
    }

    const row& entered_;
    std::vector<std::unique_ptr<work>> works_;
    std::vector<std::size_t> times_;
    std::vector<std::vector<double>> taken_;
};

inline std::vector<speed> compare(const row& entered, effort spent) {
    race running{entered};
    for (std::size_t batch = 0; batch != spent.batches; ++batch) {
        running.prepare(batch * 1360, spent.block);
        running.run(spent.rounds);
    }
    return running.speeds();
}

}  // namespace bench
