// SPDX-License-Identifier: BSL-1.0
// A stream runs over a Transport, and over nothing less.
#include <cstddef>
#include <span>
#include <utility>

#include <onetls/BACKEND/backend.hpp>
#include <onetls/blocking.hpp>
#include <onetls/memory_pipe.hpp>

namespace tls = onetls::BACKEND;

struct read_only {
    onetls::result<std::size_t> read_some(std::span<std::byte>);
};
struct without_errors {
    std::size_t read_some(std::span<std::byte>);
    std::size_t write_some(std::span<const std::byte>);
};

// refused: a transport that cannot be written to
using first = tls::stream<read_only>;  // wrong: constraint(s not satisfied| failure)
using first = tls::stream<onetls::memory_pipe>;  // right

// refused: a transport that cannot say what went wrong
using second = tls::stream<without_errors>;  // wrong: constraint(s not satisfied| failure)
using second = tls::stream<onetls::memory_pipe>;  // right

// refused: a reference to a transport that may be gone before the stream
using third = tls::stream<onetls::memory_pipe&>;  // wrong: constraint(s not satisfied| failure)
using third = tls::stream<onetls::memory_pipe>;  // right

// refused: a file descriptor
using fourth = tls::stream<int>;  // wrong: constraint(s not satisfied| failure)
using fourth = tls::stream<onetls::memory_pipe>;  // right

struct patient : onetls::memory_pipe {
    onetls::result<void> wait(onetls::errc);
};

void wait_on([[maybe_unused]] tls::stream<onetls::memory_pipe>& impatient,
             tls::stream<patient>& waiting) {
    // refused: a blocking handshake where nobody can wait
    [[maybe_unused]] auto shaken = onetls::handshake(impatient);  // wrong: no matching function|constraints not satisfied
    [[maybe_unused]] auto shaken = onetls::handshake(waiting);  // right

    // refused: a blocking read where nobody can wait
    [[maybe_unused]] auto got = onetls::read(impatient, {});  // wrong: no matching function|constraints not satisfied
    [[maybe_unused]] auto got = onetls::read(waiting, {});  // right

    // refused: waiting on a stream whose transport cannot
    [[maybe_unused]] auto ready = impatient.wait(onetls::errc::want_read);  // wrong: no matching function|constraints not satisfied|invalid reference
    [[maybe_unused]] auto ready = waiting.wait(onetls::errc::want_read);  // right

    // refused: a blocking handshake on what is no stream
    [[maybe_unused]] auto bare = onetls::handshake(waiting.transport());  // wrong: no matching function|constraints not satisfied
    [[maybe_unused]] auto bare = onetls::handshake(waiting);  // right
}

void own(tls::stream<onetls::memory_pipe>& stream) {
    // refused: two streams on one connection
    [[maybe_unused]] auto other = stream;  // wrong: deleted|no matching constructor
    [[maybe_unused]] auto other = std::move(stream);  // right
}
