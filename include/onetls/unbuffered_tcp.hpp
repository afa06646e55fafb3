// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include <onetls/concepts.hpp>
#include <onetls/detail/deadline.hpp>
#include <onetls/detail/tcp_addresses.hpp>
#include <onetls/detail/tcp_socket.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// How long a TCP connection may be silent, and how it sends.
///
/// A time of zero does not wait at all; `unlimited` waits for ever.
struct tcp_options {
    static constexpr std::chrono::milliseconds unlimited = std::chrono::milliseconds::max();

    /// The longest that connecting may take, over all addresses of the host together. Looking up
    /// the addresses comes before, with the limits of the system's resolver.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};

    /// The longest that one `wait` may take: how long the peer may be silent, not how long a whole
    /// transfer lasts, which `expire_after` limits.
    std::chrono::milliseconds io_timeout = std::chrono::seconds{30};

    /// Whether small writes are sent at once. The data of TLS is gathered already, and a handshake
    /// suffers from waiting.
    bool no_delay = true;
};

/// A TCP connection each of whose calls is a system call, and that keeps nothing: for programs that
/// hand the socket on, or buffer themselves. Others take `tcp`.
class unbuffered_tcp {
public:
    /// Connects to `host` at `port`, trying all addresses of the host in turn.
    ///
    /// Each address gets an equal part of the time that is left, so that a silent one does not keep
    /// the others from being tried.
    ///
    /// Shape:  a name, "192.0.2.1", "2001:db8::1" or "[2001:db8::1]"; an IPv6 zone is allowed.
    /// Errors: bad_input with field::port out_of_range for port 0, with field::host no_address,
    ///         too_long or invalid_character; transport_failed with errno, and timed_out, as the
    ///         first address had it; out_of_memory.
    [[nodiscard]] static result<unbuffered_tcp> connect(std::string_view host, std::uint16_t port,
                                                        tcp_options options = {}) noexcept {
        if (port == 0)
            return std::unexpected(error{errc::bad_input, cause::out_of_range, field::port});
        const auto addresses = detail::find_addresses(host, port);
        if (!addresses) return std::unexpected(addresses.error());
        auto connected = detail::connect_to_any(addresses->get(),
                                                detail::deadline::after(options.connect_timeout));
        if (!connected) return std::unexpected(connected.error());
        return unbuffered_tcp{std::move(*connected), options};
    }

    /// Takes over `socket`, a connected stream socket, and makes it non-blocking.
    ///
    /// Errors:   transport_failed with errno.
    /// Lifetime: the socket is the transport's from now on, and is closed with it or on failure.
    [[nodiscard]] static result<unbuffered_tcp> adopt(int socket,
                                                      tcp_options options = {}) noexcept {
        detail::descriptor adopted{socket};
        if (auto set = detail::make_non_blocking(adopted); !set)
            return std::unexpected(set.error());
        return unbuffered_tcp{std::move(adopted), options};
    }

    /// Takes what has arrived.
    ///
    /// Errors: want_read; closed at the end; transport_failed with errno.
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (into.empty()) return 0;
        const auto taken = detail::uninterrupted(
            [&] { return ::recv(socket_.native(), into.data(), into.size(), 0); });
        if (taken > 0) return static_cast<std::size_t>(taken);
        if (taken == 0) return std::unexpected(error{errc::closed});
        return std::unexpected(why(errc::want_read));
    }

    /// Hands over as much of `from` as the system has room for. Never raises SIGPIPE.
    ///
    /// Errors: want_write; transport_failed with errno.
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const auto taken = detail::uninterrupted(
            [&] { return ::send(socket_.native(), from.data(), from.size(), MSG_NOSIGNAL); });
        if (taken >= 0) return static_cast<std::size_t>(taken);
        return std::unexpected(why(errc::want_write));
    }

    /// Waits until the connection is ready for `wanted`, which is want_read or want_write, or has
    /// failed: the next call says how.
    ///
    /// Errors: timed_out after `io_timeout`, or when it has expired; transport_failed with errno;
    ///         misuse.
    [[nodiscard]] result<void> wait(errc wanted) noexcept {
        if (!is_retry({wanted})) return std::unexpected(error{errc::misuse});
        const short events = wanted == errc::want_read ? POLLIN : POLLOUT;
        return detail::wait_for(socket_, events,
                                detail::deadline::after(io_timeout_).or_earlier(expiry_));
    }

    /// Has each `wait` from now on take at most `timeout`.
    void set_io_timeout(std::chrono::milliseconds timeout) noexcept { io_timeout_ = timeout; }

    /// Has no `wait` last beyond `timeout` from now, `unlimited` for ever: the time for a whole
    /// handshake or request, however many bytes a slow peer cuts it into.
    void expire_after(std::chrono::milliseconds timeout) noexcept {
        expiry_ = detail::deadline::after(timeout);
    }

    /// Tells the peer that no more will come. Reading goes on.
    ///
    /// Who closes while unread bytes are waiting resets the connection, and the peer may lose what
    /// was sent last; this, and reading to the end, avoids it.
    ///
    /// Errors: transport_failed with errno.
    result<void> shutdown_writing() noexcept {
        if (::shutdown(socket_.native(), SHUT_WR) == 0) return {};
        return std::unexpected(detail::system_error());
    }

    /// The socket, for an event loop to watch or for options to be set; -1 when moved from.
    int native() const noexcept { return socket_.native(); }

private:
    unbuffered_tcp(detail::descriptor socket, const tcp_options& options) noexcept
        : socket_{std::move(socket)}, io_timeout_{options.io_timeout} {
        if (options.no_delay) detail::set_no_delay(socket_);
    }

    static error why(errc blocked) noexcept {
        return detail::would_block() ? error{blocked} : detail::system_error();
    }

    detail::descriptor socket_;
    std::chrono::milliseconds io_timeout_;
    detail::deadline expiry_ = detail::deadline::never();
};

static_assert(WaitableTransport<unbuffered_tcp>);

}  // namespace onetls
