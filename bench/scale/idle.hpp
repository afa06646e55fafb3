// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../harness/clock.hpp"
#include "../harness/counters.hpp"
#include "../links/thin.hpp"
#include "../material/terms.hpp"
#include "../rows/joined.hpp"

namespace bench {

/// What one of many idle connections costs.
struct idle_cost {
    double bytes;  ///< Of the heap, at one end, without the pipe; client and server averaged.
    seconds made;  ///< For making it and shaking hands, at both ends.
};

/// One who keeps many connections.
struct idler {
    std::string backend;
    std::string name;
    idle_cost (*cost)(std::size_t connections, const material& shown);
};

/// Bytes of the heap that one pair of thin pipes takes.
inline double thin_pipe_bytes() {
    const auto before = heap_bytes();
    const auto pipe = links::thin::make();
    return static_cast<double>(heap_bytes() - before);
}

/// Makes `connections` ends at the same time, half of them clients.
template <class Contestant>
idle_cost idle_cost_of(std::size_t connections, const material& shown) {
    using pair = joined<Contestant, links::thin>;
    const Contestant contestant{shown.of(key_kind::ec), terms{}};
    pair{contestant}.shake();
    std::vector<std::unique_ptr<pair>> made(connections / 2);
    const auto of_pipe = thin_pipe_bytes();
    const auto before = heap_bytes();
    const auto begin = processor_time();
    for (auto& each : made) {
        each = std::make_unique<pair>(contestant);
        each->shake();
    }
    const auto taken = processor_time() - begin;
    const auto bytes = static_cast<double>(heap_bytes() - before);
    const auto pairs = static_cast<double>(made.size());
    return {(bytes / pairs - of_pipe) / 2, taken / pairs};
}

}  // namespace bench
