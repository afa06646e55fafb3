// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fuzz {

/// All that streams have written so far, as one number: two runs of an input write the same, or
/// chance has had a hand in one of them.
///
/// Source: FNV-1a, 64 bits.
class trace {
public:
    static void begin() noexcept { value_ = empty; }

    static void add(std::span<const std::byte> written) noexcept {
        for (const auto each : written)
            value_ = (value_ ^ std::to_integer<std::uint64_t>(each)) * 0x100000001B3;
    }

    static std::uint64_t value() noexcept { return value_; }
    static bool is_empty() noexcept { return value_ == empty; }

private:
    static constexpr std::uint64_t empty = 0xCBF29CE484222325;
    static inline std::uint64_t value_ = empty;
};

}  // namespace fuzz
