// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "../../../../examples/embedded/callback_link.hpp"
#include "semihosting.hpp"
#include "uart.hpp"

namespace board {

/// The serial line as a driver that calls back, as a network stack would. `cut=N` on the command
/// line ends the connection after N bytes, `lost=N` loses it; `sent=N` has it tell that it has sent
/// N bytes more than it did.
class uart_driver {
public:
    using link = example::callback_link<1024>;

    link& line() noexcept { return link_; }

private:
    static onetls::result<std::size_t> send(void* self, std::span<const std::byte> from) noexcept {
        const auto sent = board::send(from);
        return sent == 0 ? 0 : sent + static_cast<uart_driver*>(self)->more_;
    }
    static void resume(void*, std::size_t) noexcept {}
    static void idle(void* self) noexcept { static_cast<uart_driver*>(self)->poll(); }

    /// Hands over what has arrived, and keeps what the link has no room for.
    void poll() noexcept {
        if (kept_.empty()) kept_ = std::span{buffer_}.first(board::receive(buffer_));
        const auto before = arrived_;
        const auto taken = link_.arrived(kept_);
        kept_ = kept_.subspan(taken);
        arrived_ += taken;
        if (before < cut_ && arrived_ >= cut_) link_.ended();
        if (before < lost_ && arrived_ >= lost_) link_.failed(lost_code);
    }

    static constexpr std::int32_t lost_code = -14;  // ERR_RST, as lwIP would say

    link link_{{&send, &resume, &idle, this}};
    std::array<std::byte, 64> buffer_;
    std::span<std::byte> kept_;
    std::uint32_t arrived_ = 0;
    std::uint32_t cut_ = board::argument("cut", UINT32_MAX);
    std::uint32_t more_ = board::argument("sent", 0);
    std::uint32_t lost_ = board::argument("lost", UINT32_MAX);
};

}  // namespace board
