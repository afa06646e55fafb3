// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <onetls/mbedtls/backend.hpp>

#include "loopback.hpp"
#include "native_server.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// Mbed TLS can be built, or be told, to return each ticket as an error from whatever was called.

namespace {

using backend = onetls::mbedtls::backend;
using onetls::errc;
using stream = backend::stream<test::rough_pipe>;

/// A client that Mbed TLS tells of tickets, and a native server that sends them.
struct ends {
    static ends joined(int tickets) {
        const auto& pki = test::standard();
        auto pipe = test::value_of(onetls::memory_pipe::create(), "pipe");
        const auto context = test::value_of(
            backend::client_context::create(test::standard_settings().client), "context");
        signal_tickets(context);
        return {{{.chain_pem = pki.chain_pem, .key_pem = pki.key_pem, .tickets = tickets},
                 std::move(pipe.second)},
                test::value_of(stream::client(context, *onetls::identity::parse("example.org"),
                                              test::rough_pipe{std::move(pipe.first)}),
                               "stream")};
    }

    // As a build with MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS does, and Mbed TLS 4 always.
    static void signal_tickets(const backend::client_context& context) {
        auto* native = const_cast<mbedtls_ssl_config*>(context.native());
        mbedtls_ssl_conf_session_tickets(native, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
        mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
            native, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
    }

    bool shake() {
        auto done = client.handshake();
        for (int turn = 0; turn != 16; ++turn) {
            server.handshake();
            if (test::may_go_on(done)) done = client.handshake();
        }
        return done.has_value();
    }

    test::native_server server;
    stream client;
};

}  // namespace

TEST_CASE("tickets that Mbed TLS signals never surface", "[mbedtls]") {
    auto both = ends::joined(4);
    REQUIRE(both.shake());
    test::bytes room(100);

    CHECK(both.client.handshake());
    CHECK(test::read_error(both.client).code == errc::want_read);
    CHECK(both.client.write_some(test::pattern(10)) == 10);
    both.server.send_tickets(2);
    CHECK(both.client.write_some(test::pattern(10)) == 10);
    both.server.send_tickets(1);
    both.server.write(test::pattern(20));
    CHECK(both.client.read_some(room) == 20);
    CHECK(both.server.received().size() == 20);
    both.server.send_tickets(2);
    both.server.close();
    CHECK(test::read_error(both.client).code == errc::closed);
}

TEST_CASE("tickets between the parts of a blocked write do it no harm", "[mbedtls]") {
    auto both = ends::joined(1);
    REQUIRE(both.shake());
    const auto sent = test::pattern(3000);
    test::bytes room(100);

    both.client.transport().how.writable = 700;
    CHECK(test::failure(both.client.write_some(sent)).code == errc::want_write);
    both.server.send_tickets(2);
    both.server.write(test::pattern(30));
    // Mbed TLS takes in a ticket only when nothing waits to be sent.
    CHECK(test::read_error(both.client).code == errc::want_write);
    both.client.transport().how.writable = test::conduct::unlimited;
    CHECK(both.client.write_some(sent) == sent.size());
    CHECK(both.client.read_some(room) == 30);

    CHECK((both.server.received() == sent));
}

TEST_CASE("reading may send what blocked, and the write is not doubled", "[mbedtls]") {
    auto both = ends::joined(1);
    REQUIRE(both.shake());
    const auto sent = test::pattern(3000);
    test::bytes room(100);

    both.client.transport().how.writable = 700;
    CHECK(test::failure(both.client.write_some(sent)).code == errc::want_write);
    both.server.send_tickets(1);
    both.server.write(test::pattern(30));
    both.client.transport().how.writable = test::conduct::unlimited;
    CHECK(both.client.read_some(room) == 30);
    CHECK(both.client.write_some(sent) == sent.size());

    CHECK((both.server.received() == sent));
}

TEST_CASE("closing after tickets that were not read sends close_notify", "[mbedtls]") {
    auto both = ends::joined(4);
    REQUIRE(both.shake());

    CHECK(both.client.close());
    CHECK(test::read_error(both.client).code == errc::want_read);
}
