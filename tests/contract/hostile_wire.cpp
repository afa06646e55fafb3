// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <initializer_list>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/memory_pipe.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "native_server.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// Bytes on the wire that no honest peer sends: records that are malformed, forged, empty or far too
// many, and HTTP where TLS is spoken.

namespace {

using namespace std::string_literals;
using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::memory_pipe;
using onetls::protocol_version;

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

memory_pipe::ends pipe() {
    return test::value_of(memory_pipe::create(), "pipe");
}

/// Writes all of `text`, or as much as there is room for.
std::size_t send(memory_pipe& to, std::string_view text) {
    const auto put = to.write_some(std::as_bytes(std::span{text.data(), text.size()}));
    return put ? *put : 0;
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int made = 0; made != times; ++made) all += text;
    return all;
}

std::string record(char type, std::string_view version, std::string_view body) {
    return type + std::string{version} + static_cast<char>(body.size() >> 8) +
           static_cast<char>(body.size() & 0xFF) + std::string{body};
}

constexpr std::string_view tls1_2 = "\x03\x03";

/// Both ends of a connection, and the wire between them in the test's hands.
template <class Pair>
class tapped {
public:
    explicit tapped(const test::settings& wanted) : tapped{wanted, pipe(), pipe()} {}

    bool shake() {
        test::shaken so_far;
        for (int turn = 0; turn != 12; ++turn) {
            test::step(client, server, so_far);
            carry(client_side, server_side);
            carry(server_side, client_side);
        }
        return static_cast<bool>(so_far);
    }

    static void carry(memory_pipe& from, memory_pipe& to) {
        test::bytes room(20'000);
        while (const auto got = from.read_some(room))
            if (to.write_some(std::span{room}.first(*got)) != *got)
                throw std::runtime_error{"the pipe is full"};
    }

    memory_pipe client_side;
    memory_pipe server_side;
    typename Pair::client::template stream<memory_pipe> client;
    typename Pair::server::template stream<memory_pipe> server;

private:
    tapped(const test::settings& wanted, memory_pipe::ends to_client, memory_pipe::ends to_server)
        : client_side{std::move(to_client.second)},
          server_side{std::move(to_server.second)},
          client{test::value_of(
              decltype(client)::client(
                  test::value_of(Pair::client::client_context::create(wanted.client), "client"),
                  *onetls::identity::parse("example.org"), std::move(to_client.first)),
              "client stream")},
          server{test::value_of(
              decltype(server)::server(
                  test::value_of(Pair::server::server_context::create(wanted.server), "server"),
                  std::move(to_server.first)),
              "server stream")} {}
};

/// A server's stream, and the wire to it.
template <class Backend>
struct lone_server {
    explicit lone_server(const onetls::server_config& settings, memory_pipe::ends ends = pipe())
        : wire{std::move(ends.second)},
          stream{test::value_of(
              decltype(stream)::server(
                  test::value_of(Backend::server_context::create(settings), "context"),
                  std::move(ends.first)),
              "stream")} {}

    memory_pipe wire;
    typename Backend::template stream<memory_pipe> stream;
};

template <class Backend>
struct lone_client {
    explicit lone_client(const onetls::client_config& settings, memory_pipe::ends ends = pipe())
        : wire{std::move(ends.second)},
          stream{test::value_of(
              decltype(stream)::client(
                  test::value_of(Backend::client_context::create(settings), "context"),
                  *onetls::identity::parse("example.org"), std::move(ends.first)),
              "stream")} {}

    memory_pipe wire;
    typename Backend::template stream<memory_pipe> stream;
};

template <onetls::Stream S>
error alone(S& stream) {
    auto done = stream.handshake();
    for (int turn = 0; turn != 8 && test::may_go_on(done); ++turn) done = stream.handshake();
    return test::failure(done);
}

/// Records that are wrong wherever they come once keys are in use.
const std::vector<std::pair<std::string, std::string>>& forged_records() {
    static const std::vector<std::pair<std::string, std::string>> all{
        {"a type that does not exist", record('\x63', tls1_2, std::string(40, 'x'))},
        {"a type of DTLS", record('\x19', tls1_2, std::string(40, 'x'))},
        {"another version", record('\x17', "\x7f\x7f"s, std::string(40, 'x'))},
        {"too long", "\x17\x03\x03\x48\x01"s + std::string(100, 'x')},
        {"as long as can be said", "\x17\x03\x03\xFF\xFF"s + std::string(100, 'x')},
        {"no bytes at all", record('\x17', tls1_2, "")},
        {"too short for its protection", record('\x17', tls1_2, std::string(7, 'x'))},
        {"a wrong MAC", record('\x17', tls1_2, std::string(40, 'x'))},
        {"a wrong MAC, of a large record", record('\x17', tls1_2, std::string(16'000, 'x'))},
        {"a close_notify in the clear", record('\x15', tls1_2, "\x01\x00"s)},
        {"a fatal alert in the clear", record('\x15', tls1_2, "\x02\x28"s)},
        {"a forged alert", record('\x15', tls1_2, std::string(40, 'x'))},
        {"a change_cipher_spec in the clear", record('\x14', tls1_2, "\x01"s)},
        {"a handshake message in the clear", record('\x16', tls1_2, "\x00\x00\x00\x00"s)},
        {"an empty handshake record", record('\x16', tls1_2, "")},
        {"a heartbeat", record('\x18', tls1_2, "\x01\x00\x10 "s)},
        {"an SSLv2 hello", "\x80\x2e\x01\x03\x01"s + std::string(60, 'x')},
    };
    return all;
}

}  // namespace

// After the handshake.

TEMPLATE_LIST_TEST_CASE("a forged record ends the connection, and nothing of it is delivered",
                        "[wire]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const auto& [what, sent] : forged_records()) {
            CAPTURE(what);
            tapped<TestType> ends{test::standard_settings(version)};
            REQUIRE(ends.shake());
            REQUIRE(send(ends.server_side, sent) == sent.size());
            REQUIRE(send(ends.client_side, sent) == sent.size());

            const auto check = [](auto& stream) {
                const auto seen = test::read_error(stream);
                INFO(onetls::message(seen).view());
                CHECK(seen.code == errc::protocol_error);
                CHECK(test::read_error(stream) == seen);
                CHECK(test::write_error(stream) == seen);
                CHECK(test::failure(stream.close()) == seen);
                CHECK_FALSE(stream.buffered());
            };
            check(ends.server);
            check(ends.client);
        }
    });
}

// RFC 8446 §5 lets one pass until the peer's Finished.
TEMPLATE_LIST_TEST_CASE("a change_cipher_spec behind the handshake is unexpected", "[wire]",
                        test::pairs) {
    CAPTURE(TestType::name());
    tapped<TestType> ends{test::standard_settings(protocol_version::tls1_3)};
    REQUIRE(ends.shake());
    const auto check = [](memory_pipe& side, auto& stream) {
        REQUIRE(send(side, "\x14\x03\x03\x00\x01\x01"s) == 6);
        const auto seen = test::read_error(stream);
        CHECK(seen.code == errc::protocol_error);
        CHECK(seen.alert == onetls::alert_description::unexpected_message);
        test::bytes told(100);
        CHECK(side.read_some(told).value() > 6);
    };
    check(ends.server_side, ends.server);
    check(ends.client_side, ends.client);
}

TEMPLATE_LIST_TEST_CASE("a record is taken once, and in its turn", "[wire]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const bool again : {true, false}) {
            CAPTURE(again);
            tapped<TestType> ends{test::standard_settings(version)};
            REQUIRE(ends.shake());
            test::bytes first(1000);
            test::bytes second(1000);
            test::bytes room(100);
            REQUIRE(ends.client.write_some(test::pattern(20)) == 20);
            first.resize(ends.client_side.read_some(first).value());
            REQUIRE(ends.client.write_some(test::pattern(30)) == 30);
            second.resize(ends.client_side.read_some(second).value());

            if (again) {
                ends.server_side.write_some(first).value();
                REQUIRE(ends.server.read_some(room) == 20);
            }
            ends.server_side.write_some(again ? first : second).value();

            CHECK(test::read_error(ends.server).code == errc::protocol_error);
        }
    });
}

// Floods.

TEMPLATE_LIST_TEST_CASE("records without content by the thousand end a handshake", "[wire]",
                        test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& each : {record('\x16', tls1_2, ""), record('\x15', tls1_2, ""),
                                 record('\x17', tls1_2, ""), record('\x14', tls1_2, "")}) {
            const auto flood = repeated(each, 10'000);
            CAPTURE(int{each[0]});
            lone_server<TestType> server{test::standard_settings(version).server};
            send(server.wire, flood);
            CHECK(alone(server.stream).code == errc::protocol_error);

            lone_client<TestType> client{test::standard_settings(version).client};
            send(client.wire, flood);
            CHECK(alone(client.stream).code == errc::protocol_error);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("no flood of warnings or of change_cipher_spec makes a connection",
                        "[wire]", test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& each : {record('\x15', tls1_2, "\x01\x5a"s),  // user_canceled
                                 record('\x15', tls1_2, "\x01\x64"s),  // no_renegotiation
                                 record('\x14', tls1_2, "\x01"s)}) {
            CAPTURE(int{each[0]}, int{each[6 - (each.size() == 6)]});
            lone_server<TestType> server{test::standard_settings(version).server};
            send(server.wire, repeated(each, 9000));
            const auto seen = alone(server.stream);
            // All of it is taken in or refused within few calls; nothing is kept of it.
            CHECK(std::set{errc::protocol_error, errc::want_read}.contains(seen.code));
            server.wire.close();
            CHECK(std::set{errc::protocol_error, errc::truncated}.contains(
                alone(server.stream).code));
            CHECK_FALSE(server.stream.buffered());
        }
    });
}

TEMPLATE_LIST_TEST_CASE("tickets by the hundred are swallowed by one read", "[wire]",
                        test::backends) {
    auto ends = pipe();
    test::native_server server{
        {.chain_pem = test::standard().chain_pem, .key_pem = test::standard().key_pem},
        std::move(ends.second)};
    lone_client<TestType> client{test::standard_settings(protocol_version::tls1_3).client,
                                 {std::move(ends.first), pipe().second}};
    onetls::handshake_result done = client.stream.handshake();
    for (int turn = 0; turn != 8; ++turn) {
        server.handshake();
        if (test::may_go_on(done)) done = client.stream.handshake();
    }
    REQUIRE(done);
    test::bytes room(100);
    for (int flood = 0; flood != 5; ++flood) {
        server.send_tickets(50);
        server.write(test::pattern(20));
        CHECK(client.stream.read_some(room) == 20);
        CHECK_FALSE(client.stream.buffered());
        CHECK(test::read_error(client.stream).code == errc::want_read);
    }
    CHECK(client.stream.write_some(test::pattern(10)) == 10);
    CHECK(server.received().size() == 10);
}

// A peer that stops reading.

TEMPLATE_LIST_TEST_CASE("a peer that stops reading blocks writing and nothing else", "[wire]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType>(test::standard_settings(version));
        const auto part = test::pattern(3000);
        std::size_t taken = 0;
        auto put = ends.client.write_some(part);
        for (int turn = 0; turn != 1000 && put; ++turn) {
            taken += *put;
            put = ends.client.write_some(part);
        }

        REQUIRE_FALSE(put);
        CHECK(put.error() == error{errc::want_write});
        CHECK(taken <= std::size_t{64} << 10);  // what the pipe holds: nothing is stored beyond it
        for (int turn = 0; turn != 100; ++turn)
            CHECK(test::failure(ends.client.write_some(part)) == error{errc::want_write});
        CHECK(test::failure(ends.client.close()) == error{errc::want_write});
        CHECK(ends.server.write_some(test::pattern(20)) == 20);
        test::bytes room(100);
        CHECK(ends.client.read_some(room) == 20);
    });
}

// HTTP.

TEMPLATE_LIST_TEST_CASE("HTTP without TLS is recognised, and said so", "[wire]", test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& sent :
             {"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"s, "POST /a HTTP/1.0\r\n\r\n"s,
              "OPTIONS * HTTP/1.1\r\n\r\n"s, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
              "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"s}) {
            CAPTURE(sent);
            const auto check = [](const error& seen) {
                CHECK(seen.code == errc::protocol_error);
                CHECK(seen.why == cause::plaintext_http);
                CHECK(onetls::message(seen).view().find("HTTP") != std::string_view::npos);
            };
            lone_server<TestType> server{test::standard_settings(version).server};
            send(server.wire, sent);
            check(alone(server.stream));
            check(alone(server.stream));

            lone_client<TestType> client{test::standard_settings(version).client};
            REQUIRE(test::failure(client.stream.handshake()).code == errc::want_read);
            send(client.wire, sent);
            check(alone(client.stream));
        }
    });
}

TEMPLATE_LIST_TEST_CASE("what is not HTTP is not called so", "[wire]", test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& sent :
             {"SSH-2.0-OpenSSH_9.2\r\n"s, "220 mail ESMTP\r\n"s, "get / http\r\n"s,
              std::string(100, '\0'), std::string(100, 'x')}) {
            CAPTURE(sent);
            lone_server<TestType> server{test::standard_settings(version).server};
            send(server.wire, sent);
            const auto seen = alone(server.stream);
            CHECK(seen.why == cause::none);
            CHECK_FALSE(onetls::is_retry(seen));
        }
    });
}

// Over a connection that TLS protects, HTTP is what the application says.
TEMPLATE_LIST_TEST_CASE("HTTP within TLS explains no failure", "[wire]", test::pairs) {
    tapped<TestType> ends{test::standard_settings()};
    REQUIRE(ends.shake());
    send(ends.server_side, "GET / HTTP/1.1\r\n\r\n");
    const auto seen = test::read_error(ends.server);
    CHECK(seen.code == errc::protocol_error);
    CHECK(seen.why == cause::none);
}
