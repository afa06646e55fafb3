// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/error.hpp>

#include "uart.hpp"

namespace board {

/// The serial line as a Transport, without a buffer: the emulator waits for whoever does not read.
struct uart_transport {
    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        const auto taken = receive(into);
        if (taken == 0) return std::unexpected(onetls::error{onetls::errc::want_read});
        return taken;
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const auto sent = send(from);
        if (sent == 0) return std::unexpected(onetls::error{onetls::errc::want_write});
        return sent;
    }
    onetls::result<void> wait(onetls::errc) noexcept { return {}; }
};

}  // namespace board
