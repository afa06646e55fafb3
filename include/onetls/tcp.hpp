// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/buffered.hpp>
#include <onetls/concepts.hpp>
#include <onetls/error.hpp>
#include <onetls/unbuffered_tcp.hpp>

namespace onetls {

/// A TCP connection: a Transport over a socket of a UNIX system, without exceptions or signals.
///
/// It reads ahead, and gathers small writes on request, as `buffered` says.
class tcp {
public:
    /// Connects to `host` at `port`, as `unbuffered_tcp::connect` does and says.
    [[nodiscard]] static result<tcp> connect(std::string_view host, std::uint16_t port,
                                             tcp_options options = {}) noexcept {
        return over(unbuffered_tcp::connect(host, port, options));
    }

    /// Takes over `socket`, a connected stream socket, and makes it non-blocking.
    ///
    /// Errors:   transport_failed with errno.
    /// Lifetime: the socket is the transport's from now on, and is closed with it or on failure.
    [[nodiscard]] static result<tcp> adopt(int socket, tcp_options options = {}) noexcept {
        return over(unbuffered_tcp::adopt(socket, options));
    }

    /// Takes what has arrived.
    ///
    /// Errors: want_read; want_write where what is held back has to go first; closed at the end;
    ///         transport_failed with errno.
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        return io_.read_some(into);
    }

    /// Hands over as much of `from` as the system has room for, or holds it back while corked.
    /// Never raises SIGPIPE.
    ///
    /// Errors: want_write; transport_failed with errno.
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        return io_.write_some(from);
    }

    /// Sends what is held back. After want_write it is called again.
    ///
    /// Errors: want_write; transport_failed with errno.
    [[nodiscard]] result<void> flush() noexcept { return io_.flush(); }

    /// Has small writes held back from now on, or no longer; see `buffered`.
    bool cork(bool held) noexcept { return io_.cork(held); }

    /// Says whether a read would succeed though the socket need not be readable.
    bool holds_input() const noexcept { return io_.holds_input(); }

    /// Waits until the connection is ready for `wanted`, which is want_read or want_write, or has
    /// failed: the next call says how.
    ///
    /// Errors: timed_out after `io_timeout`, or when it has expired; transport_failed with errno;
    ///         misuse.
    [[nodiscard]] result<void> wait(errc wanted) noexcept { return io_.wait(wanted); }

    /// Has each `wait` from now on take at most `timeout`.
    void set_io_timeout(std::chrono::milliseconds timeout) noexcept {
        io_.below().set_io_timeout(timeout);
    }

    /// Has no `wait` last beyond `timeout` from now, `unlimited` for ever: the time for a whole
    /// handshake or request, however many bytes a slow peer cuts it into.
    void expire_after(std::chrono::milliseconds timeout) noexcept {
        io_.below().expire_after(timeout);
    }

    /// Tells the peer that no more will come. Reading goes on. What is held back is flushed before.
    ///
    /// Who closes while unread bytes are waiting resets the connection, and the peer may lose what
    /// was sent last; this, and reading to the end, avoids it.
    ///
    /// Errors: those of `flush`; transport_failed with errno.
    result<void> shutdown_writing() noexcept {
        if (auto flushed = io_.flush(); !flushed) return flushed;
        return io_.below().shutdown_writing();
    }

    /// The socket, for an event loop to watch or for options to be set; -1 when moved from.
    int native() const noexcept { return io_.below().native(); }

private:
    explicit tcp(unbuffered_tcp socket) noexcept : io_{std::move(socket)} {}

    static result<tcp> over(result<unbuffered_tcp> socket) noexcept {
        if (!socket) return std::unexpected(socket.error());
        return tcp{std::move(*socket)};
    }

    buffered<unbuffered_tcp> io_;
};

static_assert(WaitableTransport<tcp> && GatheringTransport<tcp>);

}  // namespace onetls
