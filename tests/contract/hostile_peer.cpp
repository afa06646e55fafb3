// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "native_server.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// Peers that speak no TLS, old TLS, broken TLS, or that fall silent in the midst of it.

namespace {

using onetls::alert_description;
using onetls::errc;
using onetls::feature;
using onetls::protocol_version;
using test::rough_pipe;

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

const std::vector<std::string>& garbage() {
    using namespace std::string_literals;
    static const std::vector<std::string> all{
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "220 mail.example.org ESMTP\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        std::string(100, '\0'),
        std::string(20000, '\xFF'),
        "\x16\x03\x03\xFF\xFF"s + std::string(100, 'x'),        // a record that is too long
        "\x16\x03\x03\x00\x00"s + std::string(100, '\0'),       // an empty record
        "\x16\x03\x03\x00\x04\x63\x00\x00\x00"s,                // an unknown message
        "\x17\x03\x03\x00\x05hello"s,                           // application data at once
        "\x14\x03\x03\x00\x01\x01"s + std::string(50, '\x14'),  // change_cipher_spec at once
        "\x16\x03\x03\x00\x06\x01\x00\x00\x02\x03\x03"s + "\x16\x03\x03\x00\x02\x01\x00"s,
    };
    return all;
}

/// The ends of a pipe; the test's own comes second.
onetls::memory_pipe::ends pipe() {
    return test::value_of(onetls::memory_pipe::create(), "pipe");
}

void send(onetls::memory_pipe& to, std::string_view text) {
    const auto bytes = std::as_bytes(std::span{text.data(), text.size()});
    if (to.write_some(bytes) != bytes.size()) throw std::runtime_error{"the pipe is full"};
}

template <class Backend, onetls::Transport T = onetls::memory_pipe>
auto client_over(onetls::memory_pipe pipe, const onetls::client_config& settings) {
    const auto context = test::value_of(Backend::client_context::create(settings), "context");
    return test::value_of(
        Backend::template stream<T>::client(context, *onetls::identity::parse("example.org"),
                                            test::transport_over<T>(std::move(pipe))),
        "stream");
}

template <class Backend>
auto server_over(onetls::memory_pipe pipe, const onetls::server_config& settings) {
    const auto context = test::value_of(Backend::server_context::create(settings), "context");
    return test::value_of(
        Backend::template stream<onetls::memory_pipe>::server(context, std::move(pipe)), "stream");
}

/// Shakes hands with whatever is in the transport, and tells the error.
template <onetls::Stream S>
onetls::error alone(S& stream) {
    auto done = stream.handshake();
    for (int turn = 0; turn != 8 && test::may_go_on(done); ++turn) done = stream.handshake();
    return test::failure(done);
}

template <onetls::Stream S>
void check_refuses(S& stream) {
    const auto seen = alone(stream);
    INFO(onetls::message(seen).view());
    CHECK((seen.code == errc::protocol_error || seen.code == errc::negotiation_failed));
    CHECK(test::failure(stream.handshake()).code == seen.code);
    CHECK(test::read_error(stream).code == seen.code);
    CHECK_FALSE(stream.verification().known());
}

/// A client of ours and a native server that have shaken hands as far as they go.
template <class Backend, onetls::Transport T = onetls::memory_pipe>
struct with_native_server {
    explicit with_native_server(const test::native_server_spec& spec,
                                const onetls::client_config& settings)
        : with_native_server{spec, settings, pipe()} {}

    test::native_server server;
    typename Backend::template stream<T> client;
    onetls::handshake_result done;

    bool shake() {
        for (int turn = 0; turn != 16; ++turn) {
            if (test::may_go_on(done)) done = client.handshake();
            if (!server.failed()) server.handshake();
        }
        return done.has_value();
    }

private:
    with_native_server(const test::native_server_spec& spec, const onetls::client_config& settings,
                       onetls::memory_pipe::ends ends)
        : server{spec, std::move(ends.second)},
          client{client_over<Backend, T>(std::move(ends.first), settings)},
          done{client.handshake()} {}
};

test::native_server_spec standard_server() {
    return {.chain_pem = test::standard().chain_pem, .key_pem = test::standard().key_pem};
}

}  // namespace

// Garbage.

TEMPLATE_LIST_TEST_CASE("a client refuses what is not TLS", "[hostile]", test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& sent : garbage()) {
            CAPTURE(sent.substr(0, 40));
            auto ends = pipe();
            auto client = client_over<TestType>(std::move(ends.first),
                                                test::standard_settings(version).client);
            REQUIRE(test::failure(client.handshake()).code == errc::want_read);
            send(ends.second, sent);
            // Something may look like the beginning of more.
            ends.second.write_some(std::as_bytes(std::span{garbage()[4]})).value();
            check_refuses(client);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a server refuses what is not TLS", "[hostile]", test::backends) {
    for_each_version([](protocol_version version) {
        for (const auto& sent : garbage()) {
            CAPTURE(sent.substr(0, 40));
            auto ends = pipe();
            send(ends.second, sent);
            ends.second.write_some(std::as_bytes(std::span{garbage()[4]})).value();
            auto server = server_over<TestType>(std::move(ends.first),
                                                test::standard_settings(version).server);
            check_refuses(server);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("two clients, or two servers, refuse one another", "[hostile]",
                        test::pairs) {
    auto two_clients = pipe();
    auto one = client_over<typename TestType::client>(std::move(two_clients.first),
                                                      test::standard_settings().client);
    auto other = client_over<typename TestType::server>(std::move(two_clients.second),
                                                        test::standard_settings().client);
    const auto done = test::handshake(one, other);
    REQUIRE_FALSE(done.client);
    REQUIRE_FALSE(done.server);
    CHECK_FALSE(onetls::is_retry(done.client.error()));
    CHECK_FALSE(onetls::is_retry(done.server.error()));
}

// Cut off.

TEMPLATE_LIST_TEST_CASE("a peer that is gone before the first byte has truncated", "[hostile]",
                        test::backends) {
    auto to_client = pipe();
    auto client =
        client_over<TestType>(std::move(to_client.first), test::standard_settings().client);
    to_client.second.close();
    CHECK(alone(client).code == errc::truncated);

    auto to_server = pipe();
    auto server =
        server_over<TestType>(std::move(to_server.first), test::standard_settings().server);
    to_server.second.close();
    CHECK(alone(server).code == errc::truncated);
}

// The server's bytes end after each possible number of them, and so do the client's.
TEMPLATE_LIST_TEST_CASE("a connection that is cut anywhere in the handshake is truncated",
                        "[hostile]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const auto wanted = test::standard_settings(version);
        for (std::size_t readable = 0; readable < 1500; readable += 83) {
            CAPTURE(readable);
            auto ends = test::joined_pair<TestType, rough_pipe>(wanted);
            auto& client = ends.client.transport().how;
            client.readable = readable;
            test::handshake(ends.client, ends.server);
            if (client.readable != 0) break;  // more than the server has to say
            client.read_fails = onetls::error{errc::closed};
            ends.client.transport().close();

            const auto at_client = ends.client.handshake();
            const auto at_server = ends.server.handshake();

            REQUIRE_FALSE(at_client);
            CHECK(at_client.error().code == errc::truncated);
            // In TLS 1.2 the server is done when its last message is on its way.
            CHECK((at_server ? test::read_error(ends.server) : test::failure(at_server)).code ==
                  errc::truncated);
            CHECK(test::write_error(ends.client).code == errc::truncated);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a handshake with any byte changed fails cleanly or does not notice",
                        "[hostile]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const auto wanted = test::standard_settings(version);
        for (std::size_t at = 0; at < 1400; at += 61) {
            CAPTURE(at);
            auto client_side = pipe();
            auto server_side = pipe();
            auto client =
                client_over<typename TestType::client>(std::move(client_side.first), wanted.client);
            auto server =
                server_over<typename TestType::server>(std::move(server_side.first), wanted.server);
            std::size_t passed = 0;
            test::shaken so_far;
            test::bytes room(5000);
            for (int turn = 0; turn != 12; ++turn) {
                test::step(client, server, so_far);
                if (const auto got = client_side.second.read_some(room))
                    REQUIRE(server_side.second.write_some(std::span{room}.first(*got)) == *got);
                if (const auto got = server_side.second.read_some(room)) {
                    if (passed <= at && at < passed + *got) room[at - passed] ^= std::byte{0x21};
                    passed += *got;
                    REQUIRE(client_side.second.write_some(std::span{room}.first(*got)) == *got);
                }
            }
            // A client that waits for more than is coming is as good as one that refuses.
            if (passed > at) CHECK_FALSE(so_far);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a record that was changed on its way ends the connection", "[hostile]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const std::size_t at : std::initializer_list<std::size_t>{0, 1, 4, 5, 20, 100}) {
            CAPTURE(at);
            const auto wanted = test::standard_settings(version);
            auto client_side = pipe();
            auto server_side = pipe();
            auto client =
                client_over<typename TestType::client>(std::move(client_side.first), wanted.client);
            auto server =
                server_over<typename TestType::server>(std::move(server_side.first), wanted.server);
            test::shaken so_far;
            test::bytes room(5000);
            const auto carry = [&](auto& from, auto& to) {
                const auto got = from.read_some(room);
                if (got) REQUIRE(to.write_some(std::span{room}.first(*got)) == *got);
            };
            for (int turn = 0; turn != 12; ++turn) {
                test::step(client, server, so_far);
                carry(client_side.second, server_side.second);
                carry(server_side.second, client_side.second);
            }
            REQUIRE(so_far);
            REQUIRE(client.write_some(test::pattern(100)) == 100);
            const auto got = client_side.second.read_some(room);
            REQUIRE(got);
            room[at] ^= std::byte{0x40};
            REQUIRE(server_side.second.write_some(std::span{room}.first(*got)) == *got);

            const auto seen = test::read_error(server);

            // A longer length makes the server wait; the end of the transport tells.
            if (onetls::is_retry(seen)) continue;
            CHECK(seen.code == errc::protocol_error);
            CHECK(test::read_error(server).code == errc::protocol_error);
            CHECK(test::write_error(server).code == errc::protocol_error);
        }
    });
}

// Old.

TEMPLATE_LIST_TEST_CASE("a client refuses a server of an older version", "[hostile]",
                        test::backends) {
    for (const int version : {0x0301, 0x0302}) {
        CAPTURE(version);
        auto spec = standard_server();
        spec.minimum_version = spec.maximum_version = version;
        with_native_server<TestType> ends{spec, test::standard_settings().client};

        REQUIRE_FALSE(ends.shake());
        CHECK(test::failure(ends.done).code == errc::peer_alert);
        if (TestType::supports(feature::reports_peer_alert))
            CHECK(test::failure(ends.done).alert == alert_description::protocol_version);
    }
}

TEMPLATE_LIST_TEST_CASE("a client refuses a server with weak suites only", "[hostile]",
                        test::backends) {
    for (const auto* suites :
         {"AES128-SHA:@SECLEVEL=0", "AES128-GCM-SHA256:@SECLEVEL=0",
          "ECDHE-RSA-AES128-SHA256:@SECLEVEL=0", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"}) {
        CAPTURE(suites);
        const auto& pki = test::standard_rsa();
        test::native_server_spec spec{.chain_pem = pki.chain_pem, .key_pem = pki.key_pem};
        spec.suites = suites;
        spec.maximum_version = 0x0303;
        with_native_server<TestType> ends{spec, {.trust = onetls::trust::only(pki.root_pem)}};

        REQUIRE_FALSE(ends.shake());
        CHECK(test::failure(ends.done).code == errc::peer_alert);
        CHECK(ends.server.failed());
    }
}

// A server with an RSA key on TLS 1.2 only: a regression of Mbed TLS 3.6.6.
TEMPLATE_LIST_TEST_CASE("a client talks to an RSA server on TLS 1.2 only", "[hostile]",
                        test::backends) {
    const auto& pki = test::standard_rsa();
    test::native_server_spec spec{.chain_pem = pki.chain_pem, .key_pem = pki.key_pem};
    spec.maximum_version = 0x0303;
    with_native_server<TestType> ends{spec, {.trust = onetls::trust::only(pki.root_pem)}};

    REQUIRE(ends.shake());
    CHECK(ends.client.info().version == protocol_version::tls1_2);
}

// Client certificates.

TEMPLATE_LIST_TEST_CASE("a client without a certificate learns that one is required", "[hostile]",
                        test::backends) {
    for_each_version([](protocol_version version) {
        auto spec = standard_server();
        spec.asks_for_certificate = true;
        with_native_server<TestType> ends{spec, test::standard_settings(version).client};

        const bool shaken = ends.shake();

        // In TLS 1.3 the client is done before the server has seen what it sent.
        CHECK(shaken == (version == protocol_version::tls1_3));
        const auto seen = shaken ? test::read_error(ends.client) : test::failure(ends.done);
        CHECK(seen.code == errc::peer_alert);
        CHECK(test::read_error(ends.client).code == errc::peer_alert);
        if (TestType::supports(feature::reports_peer_alert))
            CHECK(seen.alert == (shaken ? alert_description::certificate_required
                                        : alert_description::handshake_failure));
    });
}

TEMPLATE_LIST_TEST_CASE("a client shows its certificate to a server that asks", "[hostile]",
                        test::backends) {
    const auto& pki = test::standard();
    const auto own = pki.root.issue({.extended_key_usages = {"clientAuth"}});
    const auto chain = own.pem();
    const auto key = own.key().pem();
    for_each_version([&](protocol_version version) {
        auto spec = standard_server();
        spec.asks_for_certificate = true;
        auto settings = test::standard_settings(version).client;
        settings.credential = test::credential_of(chain, key);
        with_native_server<TestType> ends{spec, settings};

        REQUIRE(ends.shake());
        CHECK(ends.server.knows_client());
        CHECK(ends.client.write_some(test::pattern(10)) == 10);
        CHECK((ends.server.received() == test::pattern(10)));
    });
}

// After the handshake.

TEMPLATE_LIST_TEST_CASE("tickets are swallowed wherever they come", "[hostile]", test::backends) {
    for_each_version([](protocol_version version) {
        auto spec = standard_server();
        spec.tickets = 4;
        with_native_server<TestType> ends{spec, test::standard_settings(version).client};
        REQUIRE(ends.shake());

        CHECK(ends.client.handshake());
        CHECK(test::read_error(ends.client).code == errc::want_read);
        CHECK(ends.client.write_some(test::pattern(10)) == 10);
        ends.server.write(test::pattern(20));
        test::bytes room(100);
        CHECK(ends.client.read_some(room) == 20);
        if (version == protocol_version::tls1_3) ends.server.send_tickets(3);
        CHECK(ends.client.write_some(test::pattern(10)) == 10);
        CHECK(test::read_error(ends.client).code == errc::want_read);
        if (version == protocol_version::tls1_3) ends.server.send_tickets(1);
        ends.server.write(test::pattern(30));
        CHECK(ends.client.read_some(room) == 30);
        CHECK(ends.server.received().size() == 20);
        CHECK_FALSE(ends.client.buffered());
        ends.server.close();
        CHECK(test::read_error(ends.client).code == errc::closed);
    });
}

TEMPLATE_LIST_TEST_CASE("a native server that cuts the connection has truncated", "[hostile]",
                        test::backends) {
    for_each_version([](protocol_version version) {
        with_native_server<TestType> ends{standard_server(),
                                          test::standard_settings(version).client};
        REQUIRE(ends.shake());
        ends.server.write(test::pattern(20));
        ends.server.cut();

        test::bytes room(100);
        CHECK(ends.client.read_some(room) == 20);
        CHECK(test::read_error(ends.client).code == errc::truncated);
    });
}

TEMPLATE_LIST_TEST_CASE("a server that asks to renegotiate is denied it", "[hostile]",
                        test::backends) {
    with_native_server<TestType> ends{standard_server(),
                                      test::standard_settings(protocol_version::tls1_2).client};
    REQUIRE(ends.shake());
    ends.server.renegotiate();

    CHECK(test::read_error(ends.client).code == errc::want_read);
    CHECK(ends.client.write_some(test::pattern(10)) == 10);
    CHECK(ends.server.received().empty());
    CHECK(ends.server.failed());  // OpenSSL insists
    CHECK(test::read_error(ends.client).code == errc::peer_alert);
}

// Denying it takes an alert, which has to wait behind the write.
TEMPLATE_LIST_TEST_CASE("a blocked write is not doubled when renegotiation is denied", "[hostile]",
                        test::backends) {
    with_native_server<TestType, rough_pipe> ends{
        standard_server(), test::standard_settings(protocol_version::tls1_2).client};
    REQUIRE(ends.shake());
    auto& transport = ends.client.transport().how;
    const auto sent = test::pattern(3000);
    const auto before = transport.bytes_written;

    transport.writable = 700;
    CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
    ends.server.renegotiate();
    transport.writable = test::conduct::unlimited;
    CHECK(onetls::is_retry(test::read_error(ends.client)));
    CHECK(ends.client.write_some(sent) == sent.size());

    CHECK(transport.bytes_written - before < 2 * sent.size());
}

// Mbed TLS knows no key update, and has to say so.
TEMPLATE_LIST_TEST_CASE("a server that updates its key is followed, or refused as an error",
                        "[hostile]", test::backends) {
    for (const bool ask_client_too : {false, true}) {
        with_native_server<TestType> ends{standard_server(),
                                          test::standard_settings(protocol_version::tls1_3).client};
        REQUIRE(ends.shake());
        ends.server.update_key(ask_client_too);
        ends.server.write(test::pattern(20));

        test::bytes room(100);
        const auto got = ends.client.read_some(room);

        if (got) {
            CHECK(*got == 20);
            CHECK(ends.client.write_some(test::pattern(10)) == 10);
            CHECK(ends.server.received().size() == 10);
        } else {
            CHECK(got.error().code == errc::protocol_error);
            CHECK(test::write_error(ends.client).code == errc::protocol_error);
        }
    }
}
