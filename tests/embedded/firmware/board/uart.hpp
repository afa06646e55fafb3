// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

/// The serial line to the peer: UART 1.
///
/// Source: Arm Cortex-M System Design Kit, APB UART.
namespace board {

void start_uart() noexcept;

/// Takes what has arrived; 0 where nothing has.
std::size_t receive(std::span<std::byte> into) noexcept;

/// Sends what there is room for; 0 where there is none now.
std::size_t send(std::span<const std::byte> from) noexcept;

}  // namespace board
