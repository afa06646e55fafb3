// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

#include <onetls/detail/deadline.hpp>
#include <onetls/detail/tcp_addresses.hpp>
#include <onetls/detail/tcp_socket.hpp>
#include <onetls/error.hpp>
#include <onetls/tcp.hpp>

namespace onetls {

/// Where and how a listener waits for connections.
struct listen_options {
    /// The own address to be reached at. Default: by this machine alone. "::" is reached from
    /// everywhere, by IPv4 too; "0.0.0.0" from everywhere by IPv4.
    std::string_view address = "127.0.0.1";

    /// How many connections may wait to be accepted; the system has a limit of its own.
    int backlog = 128;
};

/// A socket that takes in TCP connections.
class tcp_listener {
public:
    /// Listens at `port`; 0 lets the system choose a free one.
    ///
    /// Errors: bad_input with field::host; transport_failed with errno, as for a port in use, of
    ///         the first of the options' addresses; out_of_memory.
    [[nodiscard]] static result<tcp_listener> listen(std::uint16_t port,
                                                     listen_options options = {}) noexcept {
        const auto addresses = detail::find_addresses(options.address, port);
        if (!addresses) return std::unexpected(addresses.error());
        auto bound = bind_to(**addresses, options.backlog);
        if (!bound) return std::unexpected(bound.error());
        return tcp_listener{std::move(*bound)};
    }

    /// Waits for the next connection, at most for `patience`.
    ///
    /// Errors: timed_out; transport_failed with errno.
    [[nodiscard]] result<tcp> accept(
        tcp_options options = {},
        std::chrono::milliseconds patience = tcp_options::unlimited) noexcept {
        const auto until = detail::deadline::after(patience);
        while (true) {
            const int accepted = ::accept(socket_.native(), nullptr, nullptr);
            if (accepted >= 0) return tcp::adopt(accepted, options);
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (!detail::would_block()) return std::unexpected(detail::system_error());
            if (auto waited = detail::wait_for(socket_, POLLIN, until); !waited)
                return std::unexpected(waited.error());
        }
    }

    /// The port that the listener is reached at.
    std::uint16_t port() const noexcept {
        sockaddr_storage own{};
        socklen_t size = sizeof own;
        ::getsockname(socket_.native(), reinterpret_cast<sockaddr*>(&own), &size);
        // The port stands at the same place for both families.
        return ntohs(reinterpret_cast<const sockaddr_in&>(own).sin_port);
    }

    /// The socket, for an event loop to watch.
    int native() const noexcept { return socket_.native(); }

private:
    explicit tcp_listener(detail::descriptor socket) noexcept : socket_{std::move(socket)} {}

    static result<detail::descriptor> bind_to(const addrinfo& address, int backlog) noexcept {
        auto made = detail::open_socket(address);
        if (!made) return made;
        const int on = 1;
        const int off = 0;
        ::setsockopt(made->native(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (address.ai_family == AF_INET6)
            ::setsockopt(made->native(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
        if (::bind(made->native(), address.ai_addr, address.ai_addrlen) != 0 ||
            ::listen(made->native(), backlog) != 0)
            return std::unexpected(detail::system_error());
        return made;
    }

    detail::descriptor socket_;
};

}  // namespace onetls
