// SPDX-License-Identifier: BSL-1.0
// The client of raw.cpp with OneTLS: what the library costs is the difference.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <certificates.hpp>

#include <onetls/blocking.hpp>
#include <onetls/onetls.hpp>

#include "making.hpp"
#include "memory.hpp"
#include "semihosting.hpp"
#include "uart_transport.hpp"

namespace {

using stream = onetls::stream<board::uart_transport>;

constexpr auto server = onetls::identity::dns("server.test");
constexpr std::string_view line = "hello from a small device\n";
constexpr std::string_view reversed = "ecived llams a morf olleh\n";

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

/// A constant, which lies in flash and not on the stack.
constexpr onetls::client_config settings{
    .trust = onetls::trust::only(onetls::lasting(certificates::authority)),
    .alpn = {"echo/1"},
    .clock = now};

bool converse(stream& opened) {
    std::array<std::byte, line.size()> answer;
    if (!onetls::write(opened, line) || !onetls::read_exactly(opened, answer)) return false;
    const auto same = [](std::byte left, char right) { return left == std::byte(right); };
    return std::ranges::equal(answer, reversed, same) && onetls::close(opened);
}

bool run() {
    const auto context = make_context<settings>();
    if (!context) return false;
    auto opened = stream::client(*context, onetls::lasting(*server), board::uart_transport{});
    if (!opened || !onetls::handshake(*opened)) return false;
    board::tell_steady();
    return converse(*opened);
}

}  // namespace

int main() {
    board::start_memory();
    board::start_uart();
    const bool good = run();
    return board::finish(good ? 0 : 1);
}
