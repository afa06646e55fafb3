// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace onetls::testing {

/// Numbers that look random and follow from a seed: the same on every machine and with every
/// compiler. Not for keys.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (splitmix64).
class random_numbers {
public:
    constexpr explicit random_numbers(std::uint64_t seed) noexcept : state_{seed} {}

    constexpr std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }

    /// A number from 0 to one less than `bound`; 0 where `bound` is 0.
    constexpr std::size_t below(std::size_t bound) noexcept {
        const auto number = next();
        return bound == 0 ? 0 : static_cast<std::size_t>(number % bound);
    }

    /// A number from `least` to `most`.
    constexpr std::size_t between(std::size_t least, std::size_t most) noexcept {
        return least + below(most - least + 1);
    }

    /// True `percent` times out of 100.
    constexpr bool happens(unsigned percent) noexcept { return below(100) < percent; }

private:
    std::uint64_t state_;
};

}  // namespace onetls::testing
