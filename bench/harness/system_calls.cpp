// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "counters.hpp"

namespace bench {
namespace {

constinit thread_local std::uint64_t calls_made = 0;

template <class... Arguments>
long counted(long number, Arguments... arguments) noexcept {
    ++calls_made;
    return ::syscall(number, arguments...);
}

}  // namespace

std::uint64_t system_calls() noexcept {
    return calls_made;
}

}  // namespace bench

// As with malloc, the program's own definitions stand in for those of the C library.
extern "C" {

ssize_t read(int file, void* into, std::size_t size) {
    return bench::counted(SYS_read, file, into, size);
}

ssize_t write(int file, const void* from, std::size_t size) {
    return bench::counted(SYS_write, file, from, size);
}

ssize_t recv(int socket, void* into, std::size_t size, int flags) {
    return bench::counted(SYS_recvfrom, socket, into, size, flags, nullptr, nullptr);
}

ssize_t send(int socket, const void* from, std::size_t size, int flags) {
    return bench::counted(SYS_sendto, socket, from, size, flags, nullptr, 0);
}

ssize_t recvmsg(int socket, msghdr* message, int flags) {
    return bench::counted(SYS_recvmsg, socket, message, flags);
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
    return bench::counted(SYS_sendmsg, socket, message, flags);
}

int poll(pollfd* polled, nfds_t count, int timeout) {
    return static_cast<int>(bench::counted(SYS_poll, polled, count, timeout));
}

int epoll_wait(int file, epoll_event* events, int most, int timeout) {
    return static_cast<int>(bench::counted(SYS_epoll_wait, file, events, most, timeout));
}
}
