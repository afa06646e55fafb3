// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace board {

inline constexpr std::uintptr_t uart_address = 0x50201000;

}  // namespace board
