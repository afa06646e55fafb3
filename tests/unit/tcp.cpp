// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <onetls/blocking.hpp>
#include <onetls/tcp.hpp>
#include <onetls/tcp_listener.hpp>

using namespace std::chrono_literals;
using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::tcp;
using onetls::tcp_listener;
using onetls::tcp_options;

namespace {

constexpr auto patience = 5s;

struct pair {
    tcp client;
    tcp server;
};

tcp_listener listening(std::string_view address = "127.0.0.1") {
    auto made = tcp_listener::listen(0, {.address = address});
    REQUIRE(made);
    return std::move(*made);
}

pair connected(tcp_options options = {}) {
    auto listener = listening();
    auto client = tcp::connect("127.0.0.1", listener.port(), options);
    REQUIRE(client);
    auto server = listener.accept(options, patience);
    REQUIRE(server);
    return {std::move(*client), std::move(*server)};
}

/// A port of 127.0.0.1 at which nobody listens, and nobody will while this lives.
class closed_port {
public:
    closed_port() {
        sockaddr_in own = here(0);
        socklen_t size = sizeof own;
        REQUIRE(::bind(held_.native(), reinterpret_cast<const sockaddr*>(&own), size) == 0);
        REQUIRE(::getsockname(held_.native(), reinterpret_cast<sockaddr*>(&own), &size) == 0);
        number = ntohs(own.sin_port);
    }

    static sockaddr_in here(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    std::uint16_t number = 0;

private:
    onetls::detail::descriptor held_{::socket(AF_INET, SOCK_STREAM, 0)};
};

/// What the resolver would say of a host that has an address for each of `ports`.
class addresses {
public:
    explicit addresses(const std::vector<std::uint16_t>& ports) : nodes_(ports.size()) {
        for (const auto port : ports) places_.push_back(closed_port::here(port));
        for (std::size_t index = 0; index != nodes_.size(); ++index) {
            nodes_[index].ai_family = AF_INET;
            nodes_[index].ai_socktype = SOCK_STREAM;
            nodes_[index].ai_addr = reinterpret_cast<sockaddr*>(&places_[index]);
            nodes_[index].ai_addrlen = sizeof places_[index];
            nodes_[index].ai_next = index + 1 == nodes_.size() ? nullptr : &nodes_[index + 1];
        }
    }

    auto connect(std::chrono::milliseconds timeout) const {
        return onetls::detail::connect_to_any(nodes_.data(),
                                              onetls::detail::deadline::after(timeout));
    }

private:
    std::vector<sockaddr_in> places_;
    std::vector<addrinfo> nodes_;
};

/// A listener that takes in no more connections: those that follow wait for ever.
class deaf_listener {
public:
    deaf_listener() : listener_{*tcp_listener::listen(0, {.backlog = 0})} {
        for (int count = 0; count != 64 && !deaf_; ++count) {
            auto waiting = tcp::connect("127.0.0.1", port(), {.connect_timeout = 100ms});
            deaf_ = !waiting;
            if (waiting) waiting_.push_back(std::move(*waiting));
        }
    }

    bool deaf() const { return deaf_; }
    std::uint16_t port() const { return listener_.port(); }

private:
    tcp_listener listener_;
    std::vector<tcp> waiting_;
    bool deaf_ = false;
};

std::span<std::byte> writable(std::string& text) {
    return std::as_writable_bytes(std::span{text});
}

error failure_of(const onetls::result<tcp>& made) {
    REQUIRE_FALSE(made);
    return made.error();
}

void check_talks(tcp& from, tcp& to) {
    REQUIRE(onetls::write(from, "hello"));
    std::string heard(5, ' ');
    REQUIRE(onetls::read_exactly(to, writable(heard)));
    CHECK(heard == "hello");
}

/// Has `socket` reset the connection when it is closed, as a crashed peer would.
void reset(tcp socket) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket.native(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

class stopwatch {
public:
    auto elapsed() const { return std::chrono::steady_clock::now() - begun_; }

private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

TEST_CASE("a connection over IPv4 carries bytes both ways", "[tcp]") {
    auto [client, server] = connected();

    check_talks(client, server);
    check_talks(server, client);
}

TEST_CASE("a connection over IPv6 is made with and without brackets", "[tcp]") {
    auto listener = tcp_listener::listen(0, {.address = "::1"});
    if (!listener) SKIP("this machine has no IPv6 loopback: " << strerror(listener.error().native));

    for (const auto* host : {"::1", "[::1]"}) {
        auto client = tcp::connect(host, listener->port());
        REQUIRE(client);
        auto server = listener->accept({}, patience);
        REQUIRE(server);
        check_talks(*client, *server);
    }
}

TEST_CASE("a connection to a name is made", "[tcp]") {
    auto listener = listening();

    CHECK(tcp::connect("localhost", listener.port()));
}

TEST_CASE("port 0 is refused before anything is looked up", "[tcp]") {
    CHECK(failure_of(tcp::connect("name.invalid", 0)) ==
          error{errc::bad_input, cause::out_of_range, field::port});
}

TEST_CASE("a host without an address is refused by name", "[tcp]") {
    for (const auto* host : {"", "[]", "[127.0.0.1]", "[localhost]", "[::1]]", "name.invalid"}) {
        INFO(host);
        const auto failure = failure_of(tcp::connect(host, 443));
        CHECK(failure.code == errc::bad_input);
        CHECK(failure.where == field::host);
        CHECK(failure.why == cause::no_address);
    }
}

TEST_CASE("a host is never cut short", "[tcp]") {
    using namespace std::string_view_literals;

    CHECK(failure_of(tcp::connect("127.0.0.1\0.example.org"sv, 443)) ==
          error{errc::bad_input, cause::invalid_character, field::host});
    CHECK(failure_of(tcp::connect(std::string(5000, 'a'), 443)) ==
          error{errc::bad_input, cause::too_long, field::host});
}

TEST_CASE("a refused connection says so", "[tcp]") {
    const closed_port nobody;

    CHECK(failure_of(tcp::connect("127.0.0.1", nobody.number)) ==
          error{.code = errc::transport_failed, .native = ECONNREFUSED});
}

TEST_CASE("a connection falls back to the next address", "[tcp]") {
    const closed_port nobody;
    auto listener = listening();

    CHECK(addresses{{nobody.number, listener.port()}}.connect(patience));
    CHECK(addresses{{nobody.number, nobody.number, listener.port()}}.connect(patience));
    CHECK(addresses{{listener.port(), nobody.number}}.connect(patience));
}

TEST_CASE("a connection to a name falls back from IPv6 to IPv4", "[tcp]") {
    const auto found = onetls::detail::find_addresses("localhost", 1);
    REQUIRE(found);
    if (onetls::detail::count(found->get()) < 2)
        SKIP("localhost has but one address on this machine");
    auto listener = listening();

    CHECK(tcp::connect("localhost", listener.port()));
}

TEST_CASE("where no address answers, the error is that of the first", "[tcp]") {
    const closed_port nobody;

    const auto refused = addresses{{nobody.number, nobody.number}}.connect(patience);

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == error{.code = errc::transport_failed, .native = ECONNREFUSED});
}

TEST_CASE("a connection that nobody answers ends at its deadline", "[tcp]") {
    const deaf_listener nobody;
    if (!nobody.deaf()) SKIP("this machine answers connections beyond the backlog");
    const stopwatch watch;

    CHECK(failure_of(tcp::connect("127.0.0.1", nobody.port(), {.connect_timeout = 60ms})) ==
          error{errc::timed_out});
    CHECK(watch.elapsed() >= 60ms);
    CHECK(watch.elapsed() < patience);
}

TEST_CASE("a silent address leaves time for the next", "[tcp]") {
    const deaf_listener nobody;
    if (!nobody.deaf()) SKIP("this machine answers connections beyond the backlog");
    auto listener = listening();
    const stopwatch watch;

    CHECK(addresses{{nobody.port(), nobody.port(), listener.port()}}.connect(300ms));
    CHECK(watch.elapsed() >= 200ms);

    const auto refused = addresses{{nobody.port(), nobody.port()}}.connect(60ms);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == error{errc::timed_out});
}

TEST_CASE("nothing to read and no room to write ask for a retry", "[tcp]") {
    auto [client, server] = connected();
    std::string block(1 << 16, 'x');

    CHECK(client.read_some(writable(block)).error() == error{errc::want_read});

    auto put = client.write_some(onetls::detail::as_bytes(block));
    while (put) put = client.write_some(onetls::detail::as_bytes(block));
    CHECK(put.error() == error{errc::want_write});
}

TEST_CASE("empty reads and writes move nothing and do not end the stream", "[tcp]") {
    auto [client, server] = connected();

    CHECK(client.read_some({}) == 0U);
    CHECK(client.write_some({}) == 0U);
    check_talks(client, server);
}

TEST_CASE("a silent peer ends a wait at its deadline", "[tcp]") {
    auto [client, server] = connected({.io_timeout = 60ms});
    const stopwatch watch;
    std::string into(1, ' ');

    CHECK(onetls::read(client, writable(into)).error() == error{errc::timed_out});
    CHECK(watch.elapsed() >= 60ms);
    CHECK(watch.elapsed() < patience);
}

TEST_CASE("a peer that does not read ends a write at its deadline", "[tcp]") {
    auto [client, server] = connected({.io_timeout = 60ms});
    const std::string endless(64 << 20, 'x');

    CHECK(onetls::write(client, endless).error() == error{errc::timed_out});
}

TEST_CASE("a deadline of zero does not wait, one without limit does", "[tcp]") {
    auto [hasty, peer] = connected({.io_timeout = 0ms});
    CHECK(hasty.wait(errc::want_read).error() == error{errc::timed_out});
    CHECK(hasty.wait(errc::want_write));

    auto [patient, other] = connected({.io_timeout = tcp_options::unlimited});
    check_talks(other, patient);
    CHECK(onetls::write(other, "x"));
    CHECK(patient.wait(errc::want_read));
}

TEST_CASE("a connection's deadline can be changed", "[tcp]") {
    auto [client, server] = connected({.io_timeout = tcp_options::unlimited});

    client.set_io_timeout(1ms);

    CHECK(client.wait(errc::want_read).error() == error{errc::timed_out});
}

/// Sends a byte every few milliseconds while it lives: never silent, and never done.
class slow_peer {
public:
    explicit slow_peer(tcp& connection)
        : sends_{[&connection](const std::stop_token& stopped) {
              while (!stopped.stop_requested() && onetls::write(connection, "x"))
                  std::this_thread::sleep_for(5ms);
          }} {}

private:
    std::jthread sends_;
};

TEST_CASE("a peer that is slow without being silent ends when the connection expires", "[tcp]") {
    auto [client, server] = connected({.io_timeout = patience});
    const slow_peer slow{server};
    const stopwatch watch;
    std::string into(1 << 20, ' ');

    client.expire_after(80ms);

    CHECK(onetls::read_exactly(client, writable(into)).error() == error{errc::timed_out});
    CHECK(watch.elapsed() >= 80ms);
    CHECK(watch.elapsed() < patience);
}

TEST_CASE("a connection that expired goes on where it is given more time", "[tcp]") {
    auto [client, server] = connected();
    client.expire_after(0ms);
    CHECK(client.wait(errc::want_read).error() == error{errc::timed_out});

    client.expire_after(tcp_options::unlimited);

    check_talks(client, server);
}

TEST_CASE("a connection without a connect deadline is made", "[tcp]") {
    auto listener = listening();

    CHECK(tcp::connect("127.0.0.1", listener.port(), {.connect_timeout = tcp_options::unlimited}));
}

TEST_CASE("waiting for what is no readiness is misuse", "[tcp]") {
    auto [client, server] = connected();

    CHECK(client.wait(errc::closed).error() == error{errc::misuse});
}

TEST_CASE("the end of the peer's bytes is told after them, again and again", "[tcp]") {
    auto [client, server] = connected();
    REQUIRE(onetls::write(server, "last"));
    REQUIRE(server.shutdown_writing());
    std::string heard(4, ' ');

    REQUIRE(onetls::read_exactly(client, writable(heard)));
    CHECK(heard == "last");
    CHECK(onetls::read(client, writable(heard)).error() == error{errc::closed});
    CHECK(onetls::read(client, writable(heard)).error() == error{errc::closed});
    check_talks(client, server);
}

TEST_CASE("a peer that resets is a failure and not an end", "[tcp]") {
    auto [client, server] = connected();
    reset(std::move(server));
    std::string into(1, ' ');

    CHECK(onetls::read(client, writable(into)).error() ==
          error{.code = errc::transport_failed, .native = ECONNRESET});
}

TEST_CASE("writing to a peer that is gone fails without a signal", "[tcp]") {
    std::signal(SIGPIPE, SIG_DFL);
    auto [client, server] = connected();
    reset(std::move(server));

    auto put = onetls::write(client, "x");
    while (put) put = onetls::write(client, "x");
    CHECK(put.error().code == errc::transport_failed);
    CHECK(onetls::write(client, "x").error() == put.error());
    auto again = onetls::unbuffered_tcp::adopt(::dup(client.native()));
    REQUIRE(again);
    CHECK(onetls::write(*again, "x").error() ==
          error{.code = errc::transport_failed, .native = EPIPE});
}

TEST_CASE("a large transfer arrives as it was sent", "[tcp]") {
    auto [client, server] = connected();
    std::string sent(8 << 20, ' ');
    for (std::size_t index = 0; index != sent.size(); ++index)
        sent[index] = static_cast<char>(index * 31 >> 3);
    std::string heard(sent.size(), ' ');

    std::size_t put = 0;
    std::size_t got = 0;
    while (got != sent.size()) {
        const auto written = client.write_some(onetls::detail::as_bytes(sent).subspan(put));
        if (written) put += *written;
        const auto read = server.read_some(writable(heard).subspan(got));
        if (read) got += *read;
        REQUIRE((written || onetls::is_retry(written.error())));
        REQUIRE((read || onetls::is_retry(read.error())));
    }
    CHECK(heard == sent);
}

TEST_CASE("an adopted socket is a transport, is made non-blocking and is closed", "[tcp]") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    auto first = tcp::adopt(ends[0]);
    auto second = tcp::adopt(ends[1]);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->native() == ends[0]);
    check_talks(*first, *second);

    std::string into(1, ' ');
    CHECK(first->read_some(writable(into)).error() == error{errc::want_read});
    {
        const tcp gone{std::move(*second)};
    }
    CHECK(second->native() == -1);
    CHECK(onetls::read(*first, writable(into)).error() == error{errc::closed});
}

TEST_CASE("what is no socket is not adopted", "[tcp]") {
    CHECK(failure_of(tcp::adopt(-1)) == error{.code = errc::transport_failed, .native = EBADF});
}

TEST_CASE("a moved connection goes on, and what it replaces is closed", "[tcp]") {
    auto [client, server] = connected();
    auto [other_client, other_server] = connected();

    other_client = std::move(client);

    check_talks(other_client, server);
    std::string into(1, ' ');
    CHECK(onetls::read(other_server, writable(into)).error() == error{errc::closed});
}

TEST_CASE("sockets are not inherited by programs that are started", "[tcp]") {
    auto listener = listening();
    auto client = tcp::connect("127.0.0.1", listener.port());
    REQUIRE(client);
    auto server = listener.accept({}, patience);
    REQUIRE(server);

    for (const int socket : {listener.native(), client->native(), server->native()})
        CHECK((::fcntl(socket, F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a listener says when its port is taken or its address is none of its own", "[tcp]") {
    auto listener = listening();

    const auto taken = tcp_listener::listen(listener.port());
    REQUIRE_FALSE(taken);
    CHECK(taken.error() == error{.code = errc::transport_failed, .native = EADDRINUSE});

    const auto nowhere = tcp_listener::listen(0, {.address = "[nowhere]"});
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().where == field::host);
}

TEST_CASE("a listener waits no longer than it is told", "[tcp]") {
    auto listener = listening();
    const stopwatch watch;

    CHECK(failure_of(listener.accept({}, 60ms)) == error{errc::timed_out});
    CHECK(watch.elapsed() >= 60ms);
    CHECK(failure_of(listener.accept({}, 0ms)) == error{errc::timed_out});
}

TEST_CASE("a listener for everywhere is reached by both families", "[tcp]") {
    auto listener = tcp_listener::listen(0, {.address = "::"});
    if (!listener) SKIP("this machine has no IPv6: " << strerror(listener.error().native));

    CHECK(tcp::connect("127.0.0.1", listener->port()));
    CHECK(listener->accept({}, patience));
}

TEST_CASE("what is corked goes with the flush, and before the end", "[tcp]") {
    auto [client, server] = connected();
    client.cork(true);
    REQUIRE(onetls::write(client, "first"));
    server.set_io_timeout(20ms);
    std::string into(20, ' ');
    CHECK(onetls::read(server, writable(into)).error().code == errc::timed_out);

    REQUIRE(onetls::flush(client));
    CHECK(onetls::read(server, writable(into)) == 5U);
    REQUIRE(onetls::write(client, "second"));
    REQUIRE(client.shutdown_writing());
    CHECK(onetls::read(server, writable(into)) == 6U);
    CHECK(onetls::read(server, writable(into)).error().code == errc::closed);
}

TEST_CASE("what was read ahead needs no waiting", "[tcp]") {
    auto [client, server] = connected();
    REQUIRE(onetls::write(client, "abcd"));
    std::string into(2, ' ');
    CHECK(onetls::read(server, writable(into)) == 2U);

    CHECK(server.holds_input());
    server.set_io_timeout(0ms);
    CHECK(server.wait(errc::want_read));
    CHECK(onetls::read(server, writable(into)) == 2U);
    CHECK(into == "cd");
    CHECK(server.wait(errc::want_read).error().code == errc::timed_out);
}
