// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <onetls/detail/deadline.hpp>
#include <onetls/error.hpp>

namespace onetls::detail {

/// A file descriptor, closed when its owner goes.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int native) noexcept : native_{native} {}
    descriptor(descriptor&& other) noexcept : native_{std::exchange(other.native_, -1)} {}
    descriptor& operator=(descriptor other) noexcept {
        std::swap(native_, other.native_);
        return *this;
    }
    ~descriptor() {
        if (native_ >= 0) ::close(native_);
    }

    explicit operator bool() const noexcept { return native_ >= 0; }
    int native() const noexcept { return native_; }

private:
    int native_ = -1;
};

/// What the last system call reported.
inline error system_error() noexcept {
    return {.code = errc::transport_failed, .native = errno};
}

/// Whether the last system call only found nothing to do.
inline bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/// Makes a system call, again and again while signals interrupt it.
template <class Call>
auto uninterrupted(Call call) noexcept {
    auto returned = call();
    while (returned < 0 && errno == EINTR) returned = call();
    return returned;
}

/// Makes calls on `socket` return at once; programs that are started do not inherit it.
inline result<void> make_non_blocking(const descriptor& socket) noexcept {
    const int flags = ::fcntl(socket.native(), F_GETFL);
    if (flags < 0 || ::fcntl(socket.native(), F_SETFL, flags | O_NONBLOCK) < 0 ||
        ::fcntl(socket.native(), F_SETFD, FD_CLOEXEC) < 0)
        return std::unexpected(system_error());
    return {};
}

/// Has small writes sent at once. Sockets of other families do not know of it, nor need it.
inline void set_no_delay(const descriptor& socket) noexcept {
    const int on = 1;
    ::setsockopt(socket.native(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Waits until `socket` is ready for `events`, or has failed: the next call on it tells which.
///
/// Errors: timed_out, transport_failed.
inline result<void> wait_for(const descriptor& socket, short events, deadline until) noexcept {
    pollfd polled{.fd = socket.native(), .events = events, .revents = 0};
    while (true) {
        const int ready = ::poll(&polled, 1, until.poll_timeout());
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return std::unexpected(system_error());
        if (until.passed()) return std::unexpected(error{errc::timed_out});
    }
}

}  // namespace onetls::detail
