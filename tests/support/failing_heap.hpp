// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

// An executable that uses this is linked with failing_heap.cpp, which stands in for malloc.

namespace test {

/// Which allocation fails, of those that are made while the heap is watched.
struct heap_plan {
    std::uint64_t fails_at = 0;    ///< Counted from 1; 0: none fails.
    bool stays_exhausted = false;  ///< All that follow fail, too.
    std::uint64_t seen = 0;

    bool has_failed() const { return fails_at != 0 && seen >= fails_at; }
};

/// While one lives, the allocations of this thread are counted, and fail as `plan` says: those of
/// the library, of the TLS libraries and of the C library alike.
class watched_heap {
public:
    explicit watched_heap(heap_plan& plan) noexcept;
    watched_heap(const watched_heap&) = delete;
    watched_heap& operator=(const watched_heap&) = delete;
    ~watched_heap();
};

/// What `act` returns, with the heap watched meanwhile.
template <class Act>
auto on_heap(heap_plan& plan, Act act) {
    const watched_heap watched{plan};
    return act();
}

}  // namespace test
