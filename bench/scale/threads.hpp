// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "../harness/clock.hpp"
#include "../links/memory.hpp"
#include "../material/terms.hpp"
#include "../rows/joined.hpp"

namespace bench {

/// One whose threads shake hands with shared contexts.
struct threaded {
    std::string backend;
    std::string name;
    /// Processor time for one handshake, which grows where threads are in each other's way.
    seconds (*handshake)(std::size_t threads, std::size_t each, const material& shown);
};

/// Lets each of `threads` shake hands so often, all with the same contexts.
template <class Contestant>
seconds threaded_handshake(std::size_t threads, std::size_t each, const material& shown) {
    const Contestant contestant{shown.of(key_kind::ec), terms{}};
    std::vector<seconds> taken(threads);
    const auto work = [&](std::size_t index) {
        joined<Contestant, links::memory>{contestant}.shake();
        const auto begin = processor_time();
        for (std::size_t left = each; left != 0; --left)
            joined<Contestant, links::memory>{contestant}.shake();
        taken[index] = processor_time() - begin;
    };
    {
        std::vector<std::jthread> running;
        for (std::size_t index = 0; index != threads; ++index) running.emplace_back(work, index);
    }
    return std::ranges::max(taken) / static_cast<double>(each);
}

}  // namespace bench
