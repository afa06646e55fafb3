// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
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

/// A client with the context for all its connections.
class client {
public:
    explicit client(const flags& wanted)
        : wanted_{wanted},
          context_{value_of(onetls::client_context::create(client_settings(wanted)))} {}

    void play() {
        const auto peer = peer_of(wanted_);
        exchange_over(value_of(stream::client(context_, peer, connect(wanted_))), wanted_);
    }

private:
    const flags& wanted_;
    onetls::client_context context_;
};

class server {
public:
    explicit server(const flags& wanted)
        : wanted_{wanted},
          context_{value_of(onetls::server_context::create(server_settings(wanted, side_)))} {}

    void play() {
        exchange_over(value_of(stream::server(context_, connect(wanted_))), wanted_);
        if (!side_.complaint.empty()) throw failed{side_.complaint};
    }

private:
    const flags& wanted_;
    server_side side_;
    onetls::server_context context_;
};

/// One context for all connections, if one will do.
template <class Party>
void play_all(const plan& wanted) {
    Party first{wanted.first};
    first.play();
    if (wanted.repetitions == 0) return;
    std::optional<Party> other;
    if (wanted.again != wanted.first) other.emplace(wanted.again);
    for (int times = wanted.repetitions; times > 0; --times) (other ? *other : first).play();
}

bool updates_keys(const flags& wanted) {
    return wanted.updates_keys || wanted.updates_keys_before_reads;
}

void play(const plan& wanted) {
    const bool updates = updates_keys(wanted.first) || updates_keys(wanted.again);
    if (updates && !onetls::KeyUpdating<stream>) throw declined{"the backend cannot change keys"};
    wanted.first.server ? play_all<server>(wanted) : play_all<client>(wanted);
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
