// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/tcp.hpp>

namespace bogo {

/// The connection to the runner. One that trickles moves a byte at a time, and wants to wait before
/// each: whoever does not begin again where it was left loses bytes or stops.
class wire {
public:
    wire(onetls::tcp socket, bool trickles) noexcept
        : socket_{std::move(socket)}, trickles_{trickles} {}

    [[nodiscard]] onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (!trickles_ || into.empty()) return socket_.read_some(into);
        if (!may_read_) return std::unexpected(onetls::error{onetls::errc::want_read});
        auto moved = socket_.read_some(into.first(1));
        if (moved) may_read_ = false;
        return moved;
    }

    [[nodiscard]] onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (!trickles_ || from.empty()) return socket_.write_some(from);
        if (!may_write_) return std::unexpected(onetls::error{onetls::errc::want_write});
        auto moved = socket_.write_some(from.first(1));
        if (moved) may_write_ = false;
        return moved;
    }

    [[nodiscard]] onetls::result<void> wait(onetls::errc wanted) noexcept {
        (wanted == onetls::errc::want_read ? may_read_ : may_write_) = true;
        return socket_.wait(wanted);
    }

    onetls::tcp& socket() noexcept { return socket_; }

private:
    onetls::tcp socket_;
    bool trickles_;
    bool may_read_ = false;
    bool may_write_ = true;
};

static_assert(onetls::WaitableTransport<wire>);

}  // namespace bogo
