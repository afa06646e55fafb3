// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

/// The one arena that Mbed TLS and the program share.
namespace board {

/// Makes the arena ready; `arena=` on the command line makes it smaller.
void start_memory() noexcept;

/// How often OneTLS and the program, but not Mbed TLS, have taken memory from the arena.
std::size_t allocations() noexcept;

/// Prints how much of the arena is in use now, with the connection open.
void tell_steady() noexcept;

/// Gives back what Mbed TLS keeps for the whole program, prints the peaks, and returns `status`, or
/// `leaked` where something was not given back.
int finish(int status) noexcept;

inline constexpr int leaked = 90;

}  // namespace board
