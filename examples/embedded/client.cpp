// SPDX-License-Identifier: BSL-1.0
// Sends a line to a server and shows the answer: on a desktop, and, from this very file, on a
// microcontroller without an operating system. What differs is the folder in which `platform.hpp`
// is found: desktop/ beside this file, and tests/embedded/firmware/board for an emulated board.
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/blocking.hpp>
#include <onetls/onetls.hpp>

#include "platform.hpp"

namespace {

using stream = onetls::stream<platform::transport>;

constexpr std::string_view line = "hello from a small device\n";

/// In a function of its own, so that the settings are off the stack when the handshake begins.
[[gnu::noinline]] onetls::result<onetls::client_context> settings() {
    return onetls::client_context::create({
        .trust = platform::trust(),
        .alpn = {"echo/1"},
        .terms = platform::terms(),
        .clock = platform::now,
    });
}

onetls::result<void> converse(stream& opened) {
    if (auto written = onetls::write(opened, line); !written) return written;
    std::array<std::byte, line.size()> answer;
    if (auto read = onetls::read_exactly(opened, answer); !read) return read;
    platform::print({reinterpret_cast<const char*>(answer.data()), answer.size()});
    return onetls::close(opened);
}

onetls::handshake_result greet() {
    const auto context = settings();
    if (!context) return std::unexpected(context.error());
    const auto peer = platform::server();
    if (!peer) return std::unexpected(peer.error());
    auto connected = platform::connect();
    if (!connected) return std::unexpected(connected.error());
    auto opened = stream::client(*context, *peer, std::move(*connected));
    if (!opened) return std::unexpected(opened.error());
    if (auto shaken = onetls::handshake(*opened); !shaken) return shaken;
    platform::print(opened->info().application_protocol);
    platform::print("\n");
    if (auto answered = converse(*opened); !answered) return std::unexpected(answered.error());
    return {};
}

}  // namespace

int main() {
    platform::begin();
    return platform::end(greet());
}
