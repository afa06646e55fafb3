// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// What the emulator's host does for the board.
///
/// Source: Arm, Semihosting for AArch32 and AArch64.
namespace board {

void print(std::string_view words) noexcept;

[[noreturn]] void exit(int status) noexcept;

/// Fills `into` with the host's random bytes; false when there are none.
bool entropy(std::span<std::byte> into) noexcept;

/// Seconds since 1970.
std::uint32_t time() noexcept;

/// The number behind `name=` on the command line, or `otherwise`.
std::uint32_t argument(std::string_view name, std::uint32_t otherwise) noexcept;

}  // namespace board
