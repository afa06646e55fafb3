// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "promise.hpp"

namespace fuzz {

/// An input that says what to do, number by number. Behind its end all numbers are 0.
class program {
public:
    explicit program(bytes input) noexcept : rest_{input} {}

    bool at_end() const noexcept { return rest_.empty(); }

    /// A number below 256.
    std::size_t number() noexcept {
        const auto one = take(1);
        return one.empty() ? 0 : std::to_integer<std::size_t>(one[0]);
    }

    /// A number below 65536.
    std::size_t long_number() noexcept {
        const auto high = number();
        return high * 256 + number();
    }

    /// The next bytes, as many as a number says, or as there are.
    bytes counted() noexcept { return take(number()); }

private:
    bytes take(std::size_t size) noexcept {
        const auto taken = rest_.first(std::min(size, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

    bytes rest_;
};

}  // namespace fuzz
