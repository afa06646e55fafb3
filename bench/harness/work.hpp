// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check.hpp"

namespace bench {

/// What a handshake came to, by IANA code point.
struct agreement {
    std::uint16_t version;
    std::uint16_t suite;

    friend bool operator==(agreement, agreement) = default;
};

/// What is measured: the same thing done any number of times, after whatever it has to set up.
class work {
public:
    virtual ~work() = default;
    virtual void run(std::size_t times) = 0;

    /// What its ends agreed on, where it has any: else contestants would not be comparable.
    virtual std::optional<agreement> agreed() { return {}; }
};

using maker = std::function<std::unique_ptr<work>()>;

/// One who does the work of a row.
struct entrant {
    std::string row;
    std::string name;  ///< "floor", "ours", or what else is compared with the floor.
    maker timed;
    maker counted;            ///< Over pipes that count their calls.
    std::size_t repetitions;  ///< Enough for exact counts to be averages.
};

using entrants = std::vector<entrant>;

/// The same work, done by all who entered; the floor is first.
struct row {
    std::string name;
    entrants others;
    entrant floor;
};

/// Puts together who does the same work, in the order in which the floor entered.
inline std::vector<row> rows_of(const entrants& all) {
    std::vector<row> made;
    for (const auto& each : all)
        if (each.name == "floor") made.push_back({each.row, {}, each});
    for (const auto& each : all) {
        if (each.name == "floor") continue;
        const auto found = std::ranges::find(made, each.row, &row::name);
        require(found != made.end(), "finding the floor of " + each.row);
        found->others.push_back(each);
    }
    return made;
}

inline void append(entrants& all, entrants more) {
    std::ranges::move(more, std::back_inserter(all));
}

}  // namespace bench
