// SPDX-License-Identifier: BSL-1.0

// Sends back every line that it gets, or a small page to who asks by HTTP; one client after the
// other. Says of each what was negotiated, or why there was no connection. SIGHUP has it read its
// files anew; where they are of no use it says so, and goes on with what it has.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <syncstream>
#include <utility>

#include <onetls/onetls.hpp>
#include <onetls/reloadable.hpp>
#include <onetls/tcp.hpp>
#include <onetls/tcp_listener.hpp>

#include "at_hangup.hpp"
#include "command_line.hpp"
#include "server_settings.hpp"

namespace {

using namespace std::chrono_literals;

constexpr std::string_view usage =
    "usage: echo-server [--also CHAIN KEY]... [--refuse-unknown-names]\n"
    "                   [--clients optional|required CA] [--alpn a,b]\n"
    "                   [--tls1.2 | --tls1.3 | --policy TEXT] CHAIN KEY [PORT]\n";

using connection = onetls::stream<onetls::tcp>;

/// A client, line by line.
class line_reader {
public:
    explicit line_reader(connection& stream) : stream_{stream} {}

    /// The next line with its end; an unfinished one is cut off at 64 KiB.
    onetls::result<std::string> next() {
        while (true) {
            const auto end = pending_.find('\n');
            if (end != pending_.npos || pending_.size() >= longest) return take(end);
            if (auto got = read_more(); !got) return std::unexpected(got.error());
        }
    }

private:
    static constexpr std::size_t longest = 64 * 1024;

    std::string take(std::size_t end) {
        auto line = pending_.substr(0, std::min(end, longest) + 1);
        pending_.erase(0, line.size());
        return line;
    }

    onetls::result<void> read_more() {
        std::string piece(4096, '\0');
        const auto got = onetls::read(stream_, std::as_writable_bytes(std::span{piece}));
        if (!got) return std::unexpected(got.error());
        pending_.append(piece, 0, *got);
        return {};
    }

    connection& stream_;
    std::string pending_;
};

/// Answers an HTTP request whose first line was read.
onetls::result<void> answer_http(connection& stream, line_reader& lines, bool with_body) {
    for (auto line = lines.next(); !line || line->size() > 2; line = lines.next())
        if (!line) return std::unexpected(line.error());
    constexpr std::string_view body = "Hello from OneTLS.\n";
    auto answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        "Strict-Transport-Security: max-age=31536000\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n";
    if (with_body) answer += body;
    return onetls::write(stream, answer);
}

/// Talks until the client, or HTTP, has had enough.
onetls::result<void> talk(connection& stream) {
    line_reader lines{stream};
    auto line = lines.next();
    if (line && line->starts_with("GET ")) return answer_http(stream, lines, true);
    if (line && line->starts_with("HEAD ")) return answer_http(stream, lines, false);
    for (; line; line = lines.next())
        if (auto sent = onetls::write(stream, *line); !sent) return sent;
    if (line.error().code == onetls::errc::closed) return {};
    return std::unexpected(line.error());
}

onetls::handshake_result serve(connection& stream) {
    if (auto shaken = onetls::handshake(stream); !shaken) return shaken;
    example::print(std::cout, stream.info());
    example::print_names(std::cout, stream);
    if (auto talked = talk(stream); !talked) return std::unexpected(talked.error());
    if (auto closed = onetls::close(stream); !closed) return std::unexpected(closed.error());
    return {};
}

/// Waits a moment for the client to close, so that what it was sent last is not lost.
void part(onetls::tcp& socket) {
    std::string ignored(4096, '\0');
    if (!socket.shutdown_writing()) return;
    socket.set_io_timeout(1s);
    while (onetls::read(socket, std::as_writable_bytes(std::span{ignored}))) continue;
}

/// Says how it went with a client.
void report(const onetls::handshake_result& served) {
    if (served)
        std::cout << "served" << std::endl;
    else
        std::cout << "failed: " << served.error() << std::endl;
}

using present_context = onetls::reloadable<onetls::server_context>;

onetls::result<void> serve_next(const present_context& context, onetls::tcp_listener& listener) {
    auto socket = listener.accept();
    if (!socket) return std::unexpected(socket.error());
    auto stream = connection::server(context.get(), std::move(*socket));
    if (!stream) return std::unexpected(stream.error());
    auto served = serve(*stream);
    report(served);
    part(stream->transport());
    return {};
}

/// Has new connections made with what the files say now. Called in a thread of its own: what it
/// says goes out as a whole line, whatever else is being said.
void reload(present_context& context, const example::server_settings& settings) {
    const auto reloaded = context.reload(settings.config());
    std::osyncstream told{std::cerr};
    if (reloaded)
        told << "echo-server: reloaded\n";
    else
        told << "echo-server: not reloaded: " << reloaded.error() << '\n';
}

onetls::result<void> run(const example::command_line& told) {
    const auto& words = told.operands();
    const auto settings = example::server_settings::from(told);
    if (!settings) return std::unexpected(settings.error());
    auto first = onetls::server_context::create(settings->config());
    if (!first) return std::unexpected(first.error());
    present_context context{std::move(*first)};
    const example::at_hangup reloading{[&] { reload(context, *settings); }};
    auto listener = onetls::tcp_listener::listen(words.size() == 3 ? example::port_of(words[2])
                                                                   : std::uint16_t{0});
    if (!listener) return std::unexpected(listener.error());
    std::cout << "listening on 127.0.0.1:" << listener->port() << std::endl;
    while (true)
        if (auto served = serve_next(context, *listener); !served) return served;
}

}  // namespace

int main(int count, char** words) {
    const example::command_line told{count,
                                     words,
                                     {{"--also", 2},
                                      {"--refuse-unknown-names", 0},
                                      {"--clients", 2},
                                      {"--alpn", 1},
                                      {"--tls1.2", 0},
                                      {"--tls1.3", 0},
                                      {"--policy", 1}}};
    const auto operands = told.operands().size();
    if (!told.understood() || operands < 2 || operands > 3) return std::cerr << usage, 2;
    const auto ended = run(told);
    std::cerr << "echo-server: " << ended.error() << '\n';
    return 1;
}
