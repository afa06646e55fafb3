// SPDX-License-Identifier: BSL-1.0

// Fetches a page over HTTPS, and says what was negotiated, or why there is no connection.

#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <onetls/onetls.hpp>
#include <onetls/tcp.hpp>

#include "command_line.hpp"

namespace {

constexpr std::string_view usage =
    "usage: get [--trust FILE] [--credential CHAIN KEY] [--alpn a,b] [--connect HOST:PORT]\n"
    "           [--tls1.2 | --tls1.3 | --policy TEXT] URL\n";

using connection = onetls::stream<onetls::tcp>;

/// What to ask for, and of whom.
struct page {
    std::string_view authority;  ///< Host and port.
    std::string_view path;

    static page parse(std::string_view url) {
        if (url.starts_with("https://")) url.remove_prefix(8);
        const auto slash = std::min(url.find('/'), url.size());
        const auto path = slash == url.size() ? "/" : url.substr(slash);
        return {url.substr(0, slash), path};
    }

    example::endpoint server() const { return example::endpoint::parse(authority, 443); }
};

onetls::result<onetls::client_config> settings(const example::command_line& told) {
    const auto policy = example::policy_of(told);
    if (!policy) return std::unexpected(policy.error());
    onetls::client_config made{.policy = *policy, .alpn = example::alpn_of(told)};
    if (const auto path = told.value("--trust"))
        made.trust = onetls::trust::only(onetls::file(*path));
    if (const auto given = told.all("--credential"); !given.empty())
        made.credential = example::credential_of(given.back()[0], given.back()[1]);
    return made;
}

/// Prepares a connection to `server`, which is reached `at` an address of its own or of another.
onetls::result<connection> open(const onetls::client_config& wanted, std::string_view server,
                                example::endpoint at) {
    const auto context = onetls::client_context::create(wanted);
    if (!context) return std::unexpected(context.error());
    const auto peer = onetls::identity::parse(server);
    if (!peer) return std::unexpected(peer.error());
    auto socket = onetls::tcp::connect(at.host, at.port);
    if (!socket) return std::unexpected(socket.error());
    return connection::client(*context, *peer, std::move(*socket));
}

/// Asks for `wanted` and prints the answer as it comes.
onetls::result<void> exchange(connection& stream, const page& wanted) {
    const auto request = "GET " + std::string{wanted.path} +
                         " HTTP/1.1\r\nHost: " + std::string{wanted.authority} +
                         "\r\nConnection: close\r\n\r\n";
    if (auto sent = onetls::write(stream, request); !sent) return sent;
    std::string piece(16 * 1024, '\0');
    while (true) {
        const auto got = onetls::read(stream, std::as_writable_bytes(std::span{piece}));
        if (!got && got.error().code == onetls::errc::closed) return onetls::close(stream);
        if (!got) return std::unexpected(got.error());
        std::cout << std::string_view{piece}.substr(0, *got) << std::flush;
    }
}

onetls::handshake_result fetch(const example::command_line& told) {
    const auto wanted = page::parse(told.operands()[0]);
    const auto elsewhere = told.value("--connect");
    const auto reached = elsewhere ? example::endpoint::parse(*elsewhere, 443) : wanted.server();
    const auto chosen = settings(told);
    if (!chosen) return std::unexpected(chosen.error());
    auto stream = open(*chosen, wanted.server().host, reached);
    if (!stream) return std::unexpected(stream.error());
    if (auto shaken = onetls::handshake(*stream); !shaken) return shaken;
    example::print(std::cout, stream->info());
    example::print_names(std::cout, *stream);
    if (auto answered = exchange(*stream, wanted); !answered)
        return std::unexpected(answered.error());
    return {};
}

}  // namespace

int main(int count, char** words) {
    const example::command_line told{count,
                                     words,
                                     {{"--trust", 1},
                                      {"--credential", 2},
                                      {"--alpn", 1},
                                      {"--connect", 1},
                                      {"--tls1.2", 0},
                                      {"--tls1.3", 0},
                                      {"--policy", 1}}};
    if (!told.understood() || told.operands().size() != 1) return std::cerr << usage, 2;
    const auto fetched = fetch(told);
    if (fetched) return 0;
    std::cerr << "get: " << fetched.error() << '\n';
    for (const auto& found : fetched.error().report.findings())
        std::cerr << "reason: " << name_of(found.why) << " at depth " << int{found.depth} << '\n';
    return 1;
}
