// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/memory_pipe.hpp>

#include "../harness/counters.hpp"

/// What joins a client and a server: `make` gives the two ends, of type `end`.
namespace bench::links {

/// A pipe in memory.
struct memory {
    using end = onetls::memory_pipe;

    static std::pair<end, end> make() {
        auto ends = *onetls::memory_pipe::create();
        return {std::move(ends.first), std::move(ends.second)};
    }
};

/// One end of a pipe in memory that counts how often it is called.
class counted_pipe {
public:
    explicit counted_pipe(onetls::memory_pipe pipe) noexcept : pipe_{std::move(pipe)} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        ++pipes.calls;
        return pipe_.read_some(into);
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        ++pipes.calls;
        pipes.bytes_written += from.size();
        return pipe_.write_some(from);
    }

private:
    onetls::memory_pipe pipe_;
};

/// A pipe in memory with its calls counted.
struct counted_memory {
    using end = counted_pipe;

    static std::pair<end, end> make() {
        auto ends = memory::make();
        return {counted_pipe{std::move(ends.first)}, counted_pipe{std::move(ends.second)}};
    }
};

}  // namespace bench::links
