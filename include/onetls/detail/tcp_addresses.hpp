// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <onetls/detail/owner.hpp>
#include <onetls/detail/tcp_socket.hpp>
#include <onetls/error.hpp>

namespace onetls::detail {

inline void free_addresses(addrinfo* list) noexcept {
    ::freeaddrinfo(list);
}
using address_list = owner<addrinfo, &free_addresses>;

/// What the resolver's `failure` means; `native` is its code, or errno.
inline error resolver_error(int failure) noexcept {
    if (failure == EAI_MEMORY) return {errc::out_of_memory};
    return {.code = errc::bad_input,
            .why = cause::no_address,
            .where = field::host,
            .native = failure == EAI_SYSTEM ? errno : failure};
}

/// A host as the resolver wants it: terminated, without the brackets of an IPv6 address.
struct resolver_name {
    std::array<char, 1024> characters{};
    bool bracketed = false;
};

inline result<resolver_name> to_resolver_name(std::string_view host) noexcept {
    constexpr auto refused = [](cause why) {
        return std::unexpected(error{errc::bad_input, why, field::host});
    };
    resolver_name made{.bracketed = host.starts_with('[') && host.ends_with(']')};
    if (made.bracketed) host = host.substr(1, host.size() - 2);
    if (host.empty()) return refused(cause::no_address);
    if (host.size() >= made.characters.size()) return refused(cause::too_long);
    if (host.find('\0') != host.npos) return refused(cause::invalid_character);
    std::ranges::copy(host, made.characters.begin());
    return made;
}

/// Finds the addresses of `host`, in the order in which the system would try them.
///
/// Shape:  a name, an IPv4 address, an IPv6 address with or without brackets.
/// Errors: bad_input with field::host: no_address, too_long, invalid_character; out_of_memory.
/// Source: getaddrinfo(3).
inline result<address_list> find_addresses(std::string_view host, std::uint16_t port) noexcept {
    const auto name = to_resolver_name(host);
    if (!name) return std::unexpected(name.error());
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV | (name->bracketed ? AI_NUMERICHOST : 0);
    wanted.ai_family = name->bracketed ? AF_INET6 : AF_UNSPEC;
    std::array<char, 6> service{};
    std::to_chars(service.begin(), service.end(), port);
    addrinfo* found = nullptr;
    const int failure = ::getaddrinfo(name->characters.data(), service.data(), &wanted, &found);
    if (failure != 0) return std::unexpected(resolver_error(failure));
    return address_list{found};
}

inline std::size_t count(const addrinfo* addresses) noexcept {
    std::size_t counted = 0;
    for (; addresses != nullptr; addresses = addresses->ai_next) ++counted;
    return counted;
}

/// Makes a socket for connections to or at `address`.
inline result<descriptor> open_socket(const addrinfo& address) noexcept {
    descriptor made{::socket(address.ai_family, address.ai_socktype, address.ai_protocol)};
    if (!made) return std::unexpected(system_error());
    if (auto set = make_non_blocking(made); !set) return std::unexpected(set.error());
    return made;
}

/// Says how a connection that was waited for has ended.
inline result<void> connection_outcome(const descriptor& socket) noexcept {
    int failure = 0;
    socklen_t size = sizeof failure;
    if (::getsockopt(socket.native(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
        return std::unexpected(system_error());
    if (failure == 0) return {};
    return std::unexpected(error{.code = errc::transport_failed, .native = failure});
}

/// Connects to one address.
///
/// Errors: timed_out, transport_failed.
inline result<descriptor> connect_to(const addrinfo& address, deadline until) noexcept {
    auto made = open_socket(address);
    if (!made) return made;
    if (::connect(made->native(), address.ai_addr, address.ai_addrlen) == 0) return made;
    // An interrupted connect goes on by itself, as one that is in progress.
    if (errno != EINPROGRESS && errno != EINTR) return std::unexpected(system_error());
    if (auto waited = wait_for(*made, POLLOUT, until); !waited)
        return std::unexpected(waited.error());
    if (auto connected = connection_outcome(*made); !connected)
        return std::unexpected(connected.error());
    return made;
}

/// Connects to the first of `addresses` that answers. Each gets an equal part of the time left.
///
/// Errors: timed_out, transport_failed, as the first address had it: the system prefers that one.
inline result<descriptor> connect_to_any(const addrinfo* addresses, deadline until) noexcept {
    error first{errc::timed_out};
    const std::size_t all = count(addresses);
    for (std::size_t left = all; left != 0; --left, addresses = addresses->ai_next) {
        auto connected = connect_to(*addresses, until.first_of(left));
        if (connected) return connected;
        if (left == all) first = connected.error();
    }
    return std::unexpected(first);
}

}  // namespace onetls::detail
