// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

/// Counts instructions where the emulator has one take one nanosecond (`-icount shift=0`): by the
/// core's own timer, which goes on every 40 of them (Cortex-M4) or 50 (Cortex-M33).
///
/// Source: Armv7-M Architecture Reference Manual, B3.3.
namespace board {

class tick_counter {
public:
    tick_counter() noexcept {
        at(0x14) = most;
        at(0x18) = 0;
        at(0x10) = enabled | by_core_clock;
    }

    /// Ticks since the counter was made: less than 2^24.
    std::uint32_t ticks() const noexcept { return most - at(0x18); }

private:
    static constexpr std::uint32_t most = 0xff'ffff;
    static constexpr std::uint32_t enabled = 1;
    static constexpr std::uint32_t by_core_clock = 4;

    static volatile std::uint32_t& at(std::uintptr_t offset) noexcept {
        return *reinterpret_cast<volatile std::uint32_t*>(0xe000'e000 + offset);
    }
};

}  // namespace board
