// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/error.hpp>

#include "failing_heap.hpp"
#include "words.hpp"

// Has allocation after allocation of some work fail, and counts what came of it.

namespace test {

/// What came of work of which one allocation failed, attempt after attempt.
struct exhaustion {
    std::uint64_t failed = 0;    ///< Attempts in which an allocation failed.
    std::uint64_t unharmed = 0;  ///< Of them, those that came to the same all the same.
    std::map<onetls::errc, std::uint64_t> errors = {};

    void note(const std::optional<onetls::error>& failure) {
        ++failed;
        failure ? ++errors[failure->code] : ++unharmed;
    }

    std::uint64_t others_than(std::initializer_list<onetls::errc> expected) const {
        std::uint64_t count = 0;
        for (const auto& [code, times] : errors)
            if (std::ranges::find(expected, code) == expected.end()) count += times;
        return count;
    }

    std::string told() const {
        std::string written = std::to_string(failed) + " failed, " + std::to_string(unharmed) +
                              " of them without harm";
        for (const auto& [code, times] : errors)
            written += ", " + std::string{name_of(code)} + " " + std::to_string(times);
        return written;
    }
};

/// Has every allocation of `attempt` fail in turn; or at most `most`, evenly among all. Each fails
/// once alone, and once with all that follow. `attempt(plan)` works on the heap of `plan`, and
/// returns the error that it came to.
template <class Attempt>
exhaustion exhaust(std::string_view what, std::uint64_t most, Attempt attempt) {
    const auto works = [&](heap_plan plan) {
        const auto failure = attempt(plan);
        INFO((failure ? onetls::message(*failure).view() : ""));
        REQUIRE_FALSE(failure);
        return plan.seen;
    };
    works({});  // fills caches
    const auto allocations = works({});
    const auto stride = std::max<std::uint64_t>(1, allocations / most);
    exhaustion seen;
    for (std::uint64_t number = 1; number <= allocations + stride; number += stride) {
        for (const bool stays : {false, true}) {
            heap_plan plan{.fails_at = number, .stays_exhausted = stays};
            CAPTURE(what, number, stays);
            const auto failure = attempt(plan);
            if (plan.has_failed()) seen.note(failure);
            if (!plan.has_failed()) CHECK_FALSE(failure);
        }
    }
    works({});
    std::cout << what << ": of " << allocations << " allocations " << seen.told() << '\n';
    return seen;
}

}  // namespace test
