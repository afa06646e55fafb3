// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/memory_pipe.hpp>

namespace bench {

/// Calls of malloc, calloc and realloc in this thread so far, whoever made them.
std::uint64_t heap_calls() noexcept;

/// One end of a `memory_pipe` that counts how often it is called.
class counted_pipe {
public:
    explicit counted_pipe(onetls::memory_pipe pipe) noexcept : pipe_{std::move(pipe)} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        ++calls_made;
        return pipe_.read_some(into);
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        ++calls_made;
        return pipe_.write_some(from);
    }

    /// Calls of all pipes so far.
    static std::uint64_t calls() noexcept { return calls_made; }

private:
    static inline std::uint64_t calls_made = 0;

    onetls::memory_pipe pipe_;
};

}  // namespace bench
