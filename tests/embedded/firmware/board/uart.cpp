// SPDX-License-Identifier: BSL-1.0
#include "uart.hpp"

#include <cstdint>

#include "addresses.hpp"

namespace board {
namespace {

struct registers {
    volatile std::uint32_t data;
    volatile std::uint32_t state;
    volatile std::uint32_t control;
    volatile std::uint32_t interrupts;
    volatile std::uint32_t divider;
};

constexpr std::uint32_t transmit_full = 1;
constexpr std::uint32_t receive_full = 2;

registers& uart() noexcept {
    return *reinterpret_cast<registers*>(uart_address);
}

/// Lets the emulator work: whoever asks a register again and again keeps it from taking in what
/// would end the waiting.
void pause() noexcept {
    constexpr int turns = 2000;
    for (int turn = 0; turn != turns; ++turn) asm volatile("nop");
}

}  // namespace

void start_uart() noexcept {
    constexpr std::uint32_t transmit_and_receive = 3;
    uart().divider = 16;
    uart().control = transmit_and_receive;
}

std::size_t receive(std::span<std::byte> into) noexcept {
    std::size_t taken = 0;
    while (taken != into.size() && (uart().state & receive_full) != 0)
        into[taken++] = static_cast<std::byte>(uart().data);
    if (taken == 0) pause();
    return taken;
}

std::size_t send(std::span<const std::byte> from) noexcept {
    std::size_t sent = 0;
    while (sent != from.size() && (uart().state & transmit_full) == 0)
        uart().data = static_cast<std::uint32_t>(from[sent++]);
    if (sent == 0) pause();
    return sent;
}

}  // namespace board
