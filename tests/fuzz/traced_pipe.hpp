// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/memory_pipe.hpp>
#include <onetls/testing.hpp>

#include "trace.hpp"
#include "watched_pipe.hpp"

namespace fuzz {

/// What the streams of fuzzers talk to: a pipe of which each byte that is written leaves its trace.
class traced_pipe : public test::watched_pipe {
public:
    explicit traced_pipe(onetls::memory_pipe end, const onetls::testing::faults& plan = {}) noexcept
        : watched_pipe{onetls::testing::faulty_pipe{std::move(end), plan}} {}

    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const auto put = watched_pipe::write_some(from);
        if (put) trace::add(from.first(*put));
        return put;
    }
};

}  // namespace fuzz
