// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <chrono>
#include <exception>
#include <iostream>
#include <span>
#include <string_view>

#include <onetls/backend.hpp>
#include <onetls/onetls.hpp>

#include "bogo_exchange.hpp"
#include "bogo_flags.hpp"
#include "bogo_settings.hpp"
#include "bogo_wire.hpp"

/// bogo_shim FLAG...
///
/// The library as BoGo, the protocol tests of BoringSSL, drives it: connects to the runner, plays
/// the client or the server there, and sends back what comes with all bits turned. docs/bogo.md
/// tells how to run it.
///
/// Exit code: 0 for a connection that went as the flags want it, 89 for flags that are not
/// implemented, 1 otherwise.

namespace {

using namespace bogo;
using stream = onetls::stream<wire>;

constexpr int not_implemented = 89;

/// A context that cannot be made for want of the backend is no failure.
[[noreturn]] void refuse_settings(onetls::error why) {
    const bool lacking = why.code == onetls::errc::unsupported ||
                         why.why == onetls::cause::unknown_value ||
                         why.why == onetls::cause::no_anchor || why.why == onetls::cause::too_weak;
    const std::string words{onetls::message(why).view()};
    if (lacking) throw declined{words};
    throw failed{words};
}

template <class T>
T value_of(onetls::result<T> made) {
    if (!made) refuse_settings(made.error());
    return std::move(*made);
}

wire connect(const flags& wanted) {
    auto socket = onetls::tcp::connect(wanted.ipv6 ? "::1" : "127.0.0.1", wanted.port);
    if (!socket) fail_for(socket.error());
    std::array<std::byte, 8> name{};
    for (std::size_t index = 0; index != name.size(); ++index)
        name[index] = static_cast<std::byte>(wanted.shim_id >> (8 * index) & 0xFF);
    if (const auto sent = onetls::write(*socket, name); !sent) fail_for(sent.error());
    return wire{std::move(*socket), wanted.trickles};
}

/// Lets the runner read all that was sent: to close with bytes unread would reset the connection.
void drain(onetls::tcp& socket) {
    std::array<std::byte, 4096> unread{};
    socket.set_io_timeout(std::chrono::seconds{5});
    if (!socket.shutdown_writing()) return;
    while (onetls::read(socket, unread)) {
    }
}

void exchange_over(stream connection, const flags& wanted) {
    try {
        exchange{connection, wanted}.run();
    } catch (const failed&) {
        drain(connection.transport().socket());
        throw;
    }
    drain(connection.transport().socket());
}

void play_client(const flags& wanted) {
    const auto context = value_of(onetls::client_context::create(client_settings(wanted)));
    const auto peer = peer_of(wanted);
    exchange_over(value_of(stream::client(context, peer, connect(wanted))), wanted);
}

void play_server(const flags& wanted) {
    met_client client;
    const auto context = value_of(onetls::server_context::create(server_settings(wanted, client)));
    exchange_over(value_of(stream::server(context, connect(wanted))), wanted);
    if (!client.complaint.empty()) throw failed{client.complaint};
}

void play(const flags& wanted) {
    if (wanted.updates_keys && !onetls::KeyUpdating<stream>)
        throw declined{"the backend cannot change keys"};
    wanted.server ? play_server(wanted) : play_client(wanted);
}

int run(std::span<const char* const> words) {
    // The runner asks whether handshakes can be handed to another process.
    if (words.size() == 1 && words[0] == std::string_view{"-is-handshaker-supported"}) {
        std::cout << "No\n";
        return 0;
    }
    try {
        play(read_flags(words));
    } catch (const declined& why) {
        std::cerr << "declined: " << why.what() << '\n';
        return not_implemented;
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const int status =
        run(std::span<const char* const>{words, static_cast<std::size_t>(count)}.subspan(1));
    // What comes after this line is of a sanitizer, and tells the runner of a defect.
    std::cerr << "--- DONE ---\n";
    return status;
}
