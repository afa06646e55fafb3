// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bench {

/// Has both libraries draw the same numbers in each run of the program, so that their work can be
/// counted exactly. Nothing may have been drawn before.
void repeat_openssl_randomness();
void repeat_mbedtls_randomness();

/// Numbers that only look random, from the same beginning in each run of the program.
///
/// Source: Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (SplitMix64).
class repeated_numbers {
public:
    void fill(std::span<unsigned char> into) noexcept {
        for (auto& each : into) each = static_cast<unsigned char>(next() >> 56);
    }

private:
    std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    std::uint64_t state_ = 0;
};

}  // namespace bench
