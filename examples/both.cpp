// SPDX-License-Identifier: BSL-1.0

// Both backends in one program: the client of each greets the server of the other, in memory.

#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/openssl/backend.hpp>

#include "command_line.hpp"

namespace {

using onetls::memory_pipe;

constexpr std::string_view usage = "usage: both ANCHORS CHAIN KEY HOST\n";

/// What the streams are made from: files, and the server's name.
struct material {
    std::string_view anchors;
    std::string_view chain;
    std::string_view key;
    std::string_view host;
};

template <onetls::Backend B>
onetls::result<typename B::template stream<memory_pipe>> client(const material& from,
                                                                memory_pipe end) {
    const auto context =
        B::client_context::create({.trust = onetls::trust::only(onetls::file(from.anchors))});
    if (!context) return std::unexpected(context.error());
    const auto peer = onetls::identity::parse(from.host);
    if (!peer) return std::unexpected(peer.error());
    return B::template stream<memory_pipe>::client(*context, *peer, std::move(end));
}

template <onetls::Backend B>
onetls::result<typename B::template stream<memory_pipe>> server(const material& from,
                                                                memory_pipe end) {
    const auto context =
        B::server_context::create({.credential = {.certificate_chain = onetls::file(from.chain),
                                                  .private_key = onetls::file(from.key)}});
    if (!context) return std::unexpected(context.error());
    return B::template stream<memory_pipe>::server(*context, std::move(end));
}

/// Gives each end its turn until both are done. A pipe in memory needs no waiting.
template <onetls::Stream Client, onetls::Stream Server>
onetls::handshake_result shake_hands(Client& client, Server& server) {
    while (true) {
        auto ours = client.handshake();
        auto theirs = server.handshake();
        if (ours && theirs) return {};
        if (!ours && !is_retry(ours.error())) return ours;
        if (!theirs && !is_retry(theirs.error())) return theirs;
    }
}

/// Sends `greeting` from one end to the other, and returns what has arrived.
template <onetls::Stream From, onetls::Stream To>
onetls::result<std::string> deliver(std::string_view greeting, From& from, To& to) {
    if (auto sent = from.write_some(std::as_bytes(std::span{greeting})); !sent)
        return std::unexpected(sent.error());
    std::string heard(greeting.size(), '\0');
    const auto got = to.read_some(std::as_writable_bytes(std::span{heard}));
    if (!got) return std::unexpected(got.error());
    heard.resize(*got);
    return heard;
}

template <onetls::Backend C, onetls::Backend S>
onetls::handshake_result greet(const material& from) {
    auto ends = memory_pipe::create();
    if (!ends) return std::unexpected(ends.error());
    auto caller = client<C>(from, std::move(ends->first));
    if (!caller) return std::unexpected(caller.error());
    auto called = server<S>(from, std::move(ends->second));
    if (!called) return std::unexpected(called.error());
    if (auto shaken = shake_hands(*caller, *called); !shaken) return shaken;
    const auto heard = deliver("hello", *caller, *called);
    if (!heard) return std::unexpected(heard.error());
    std::cout << C::name << " said " << *heard << " to " << S::name << ": ";
    example::print(std::cout, caller->info());
    return {};
}

}  // namespace

int main(int count, char** words) {
    if (count != 5) return std::cerr << usage, 2;
    const material from{words[1], words[2], words[3], words[4]};
    std::cout << onetls::openssl::backend::library() << '\n'
              << onetls::mbedtls::backend::library() << '\n';
    for (const auto& greeted : {greet<onetls::openssl::backend, onetls::mbedtls::backend>(from),
                                greet<onetls::mbedtls::backend, onetls::openssl::backend>(from)})
        if (!greeted) return std::cerr << "both: " << greeted.error() << '\n', 1;
    return 0;
}
