// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "work.hpp"

namespace bench {

/// Calls of malloc, calloc and realloc in this thread so far, whoever made them.
std::uint64_t heap_calls() noexcept;

/// Bytes of the heap that are in use now.
std::uint64_t heap_bytes() noexcept;

/// System calls that move or await bytes, in this thread so far, whoever made them.
std::uint64_t system_calls() noexcept;

/// What pipes in memory were asked for so far; those that count keep it.
struct pipe_use {
    std::uint64_t calls;
    std::uint64_t bytes_written;
};
inline constinit pipe_use pipes{};

/// What is exact, for the work done once.
struct counts {
    double heap;
    double transport;  ///< Calls of pipes, and system calls.
    double bytes;      ///< Written to pipes in memory.
};

inline counts count(const entrant& counted) {
    const auto doing = counted.counted();
    doing->run(1);
    const auto heap = heap_calls();
    const auto transport = pipes.calls + system_calls();
    const auto bytes = pipes.bytes_written;
    doing->run(counted.repetitions);
    const auto each = [&](std::uint64_t made) {
        return static_cast<double>(made) / static_cast<double>(counted.repetitions);
    };
    return {each(heap_calls() - heap), each(pipes.calls + system_calls() - transport),
            each(pipes.bytes_written - bytes)};
}

}  // namespace bench
