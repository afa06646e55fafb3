// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>
#include <openssl/err.h>

#include <onetls/openssl/backend.hpp>

#include "loopback.hpp"
#include "native_server.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// OpenSSL keeps one queue of errors for each thread. What others leave there must not change what
// the library tells, and the library leaves nothing of its own.

namespace {

using backend = onetls::openssl::backend;
using onetls::errc;
using onetls::error;
using onetls::protocol_version;
using test::rough_pipe;

/// Leaves behind what unrelated code may have failed with: what would read as an end of the stream,
/// as a certificate refused, as memory that is short, as an alert.
void leave_junk() {
    ERR_raise(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
    ERR_raise(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
    ERR_raise(ERR_LIB_SYS, 104);
    ERR_raise(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED);
    ERR_raise(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE);
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_APPLICATION_PROTOCOL);
    ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
    ERR_raise(ERR_LIB_SSL, SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

bool is_clean() {
    return ERR_peek_error() == 0;
}

/// What `make` comes to with junk in the queue, after a check that it comes to the same without.
template <class Make>
auto same_with_junk(Make make) {
    ERR_clear_error();
    const auto clean = make();
    CHECK(is_clean());
    leave_junk();
    const auto dirty = make();
    ERR_clear_error();
    CHECK(clean == dirty);
    return dirty;
}

template <class Context, class Config>
error creation(const Config& settings) {
    return test::failure(Context::create(settings));
}

error creation(const onetls::server_config& settings) {
    return creation<backend::server_context>(settings);
}

template <onetls::Transport T = onetls::memory_pipe>
auto joined(const test::settings& wanted = test::standard_settings()) {
    return test::joined<backend, backend, T>(wanted);
}

template <onetls::Transport T = onetls::memory_pipe>
auto connected(const test::settings& wanted = test::standard_settings()) {
    return test::connected<test::pair<backend, backend>, T>(wanted);
}

}  // namespace

TEST_CASE("junk in the error queue changes no result of making a context", "[openssl]") {
    const auto& pki = test::standard();
    const auto encrypted = pki.server.key().encrypted_pem("secret");
    const auto weak = pki.root.issue({.key = test::key_kind::rsa1024});
    const auto with = [&](std::string_view chain, std::string_view key,
                          std::string_view passphrase = {}) {
        auto credential = test::credential_of(chain, key);
        credential.passphrase = passphrase;
        return same_with_junk(
            [&] { return creation(onetls::server_config{.credential = credential}); });
    };

    CHECK(with(pki.chain_pem, pki.key_pem).code == errc::internal);  // it was made
    CHECK(with(pki.chain_pem, pki.root.key().pem()).why == onetls::cause::key_mismatch);
    CHECK(with(pki.chain_pem, "no key").why == onetls::cause::malformed);
    CHECK(with("no chain", pki.key_pem).why == onetls::cause::malformed);
    CHECK(with(pki.key_pem, pki.key_pem).why == onetls::cause::no_certificate);
    CHECK(with(weak.pem(), weak.key().pem()).why == onetls::cause::too_weak);
    CHECK(with(pki.chain_pem, encrypted).why == onetls::cause::passphrase_needed);
    CHECK(with(pki.chain_pem, encrypted, "wrong").why == onetls::cause::wrong_passphrase);
    CHECK(with(pki.chain_pem, encrypted, "secret").code == errc::internal);
}

TEST_CASE("junk in the error queue changes no result of reading trust and certificates",
          "[openssl]") {
    const auto& pki = test::standard();
    const auto trusting = [&](std::string_view anchors) {
        return same_with_junk([&] {
            return creation<backend::client_context>(
                onetls::client_config{.trust = onetls::trust::only(anchors)});
        });
    };
    const auto bundle = pki.root_pem + pki.root_pem.substr(0, 200);

    CHECK(trusting(pki.root_pem).code == errc::internal);
    CHECK(trusting(bundle).code == errc::internal);
    CHECK(trusting("nothing").why == onetls::cause::no_anchor);
    CHECK(same_with_junk([&] {
              return test::failure(backend::certificate::from_pem(bundle));
          }).code == errc::internal);
    CHECK(same_with_junk([&] { return test::failure(backend::certificate::from_der({})); }).code ==
          errc::bad_input);
}

TEST_CASE("junk in the error queue changes no handshake", "[openssl]") {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        auto ends = joined(test::standard_settings(version));
        test::shaken so_far;
        for (int step = 0; step != 8; ++step) {
            leave_junk();
            if (test::may_go_on(so_far.client)) so_far.client = ends.client.handshake();
            leave_junk();
            if (test::may_go_on(so_far.server)) so_far.server = ends.server.handshake();
        }
        CHECK(so_far);
    }
    ERR_clear_error();
}

TEST_CASE("junk in the error queue changes no reason of a failed handshake", "[openssl]") {
    struct codes {
        error client;
        error server;
        bool operator==(const codes&) const = default;
    };
    const auto shake = [](const test::settings& wanted) {
        return same_with_junk([&] {
            auto ends = joined(wanted);
            const bool dirty = ERR_peek_error() != 0;
            test::shaken so_far;
            for (int step = 0; step != 8; ++step) {
                if (dirty) leave_junk();
                if (test::may_go_on(so_far.client)) so_far.client = ends.client.handshake();
                if (dirty) leave_junk();
                if (test::may_go_on(so_far.server)) so_far.server = ends.server.handshake();
            }
            return codes{test::failure(so_far.client), test::failure(so_far.server)};
        });
    };
    auto misnamed = test::standard_settings();
    misnamed.peer = "example.com";
    auto no_protocol = test::standard_settings();
    no_protocol.client.alpn = {"h2"};
    no_protocol.server.alpn = {"http/1.1"};
    auto no_version = test::standard_settings();
    no_version.client.policy = test::only(protocol_version::tls1_2);
    no_version.server.policy = test::only(protocol_version::tls1_3);

    CHECK(shake(misnamed).client.code == errc::untrusted_peer);
    CHECK(shake(misnamed).server.code == errc::peer_alert);
    CHECK(shake(no_protocol).client.code == errc::peer_alert);
    CHECK(shake(no_protocol).server.code == errc::negotiation_failed);
    CHECK(shake(no_version).server.code == errc::negotiation_failed);
}

TEST_CASE("junk in the error queue changes no read, write or close", "[openssl]") {
    auto ends = connected<rough_pipe>();
    auto& transport = ends.client.transport().how;
    test::bytes room(100);
    const auto dirty = [](auto act) {
        leave_junk();
        return act();
    };

    CHECK(dirty([&] { return test::read_error(ends.client); }) == error{errc::want_read});
    transport.writable = 0;
    CHECK(dirty([&] { return test::write_error(ends.client); }) == error{errc::want_write});
    CHECK(dirty([&] { return test::read_error(ends.client); }) == error{errc::want_read});
    transport.writable = test::conduct::unlimited;
    CHECK(dirty([&] { return ends.client.write_some(test::bytes(1)); }) == 1);
    CHECK(dirty([&] { return ends.server.write_some(test::pattern(20)); }) == 20);
    CHECK(dirty([&] { return ends.client.read_some(room); }) == 20);
    CHECK(dirty([&] { return ends.server.close(); }));
    CHECK(dirty([&] { return test::read_error(ends.client); }) == error{errc::closed});
    CHECK(dirty([&] { return ends.client.write_some(test::pattern(20)); }) == 20);
    CHECK(dirty([&] { return ends.client.close(); }));
    ERR_clear_error();
}

TEST_CASE("junk in the error queue changes no end of a transport", "[openssl]") {
    const error reset{.code = errc::transport_failed, .native = 104};
    auto failed = connected<rough_pipe>();
    auto truncated = connected<rough_pipe>();
    failed.client.transport().how.read_fails = reset;
    truncated.server.transport().close();

    leave_junk();
    CHECK(test::read_error(failed.client) == reset);
    leave_junk();
    CHECK(test::read_error(truncated.client) == error{errc::truncated});
    ERR_clear_error();
}

TEST_CASE("junk in the error queue does not hide that a record was broken", "[openssl]") {
    auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
    const auto settings = test::standard_settings();
    const auto context = test::value_of(backend::server_context::create(settings.server), "server");
    auto server = test::value_of(
        backend::stream<onetls::memory_pipe>::server(context, std::move(ends.first)), "stream");
    REQUIRE(ends.second.write_some(test::bytes(100)) == 100);

    leave_junk();
    CHECK(test::failure(server.handshake()).code == errc::protocol_error);
    CHECK(is_clean());
}

TEST_CASE("nothing is left in the error queue", "[openssl]") {
    ERR_clear_error();
    SECTION("by a connection that works") {
        auto ends = connected();
        CHECK(is_clean());
        CHECK(test::move_bytes(ends.client, ends.server, test::pattern(50000)).written);
        CHECK(is_clean());
        CHECK(ends.client.close());
        CHECK(test::read_error(ends.server).code == errc::closed);
        CHECK(is_clean());
    }
    SECTION("by one that is refused") {
        auto wanted = test::standard_settings();
        wanted.peer = "example.com";
        auto ends = joined(wanted);
        CHECK_FALSE(test::handshake(ends.client, ends.server));
        CHECK(is_clean());
    }
    SECTION("by one that is cut off") {
        auto ends = connected();
        ends.server.transport().close();
        CHECK(test::read_error(ends.client).code == errc::truncated);
        CHECK(test::write_error(ends.client).code == errc::truncated);
        CHECK(is_clean());
    }
    SECTION("by one that blocks") {
        auto ends = connected<rough_pipe>();
        ends.client.transport().how.writable = 0;
        CHECK(test::write_error(ends.client).code == errc::want_write);
        CHECK(test::read_error(ends.client).code == errc::want_read);
        CHECK(is_clean());
    }
    SECTION("by a bundle that is partly broken") {
        const auto& pem = test::standard().root_pem;
        const auto bundle = pem + test::to_pem(test::bytes(20)) + pem.substr(0, 100);
        CHECK(backend::client_context::create({.trust = onetls::trust::only(bundle)}));
        CHECK(is_clean());
        CHECK(backend::certificate::from_pem(bundle));
        CHECK_FALSE(backend::certificate::from_der({}));
        CHECK(is_clean());
    }
    SECTION("by a policy with names that OpenSSL does not know") {
        auto wanted = test::standard_settings().client;
        wanted.policy.groups = {onetls::named_group::x25519_mlkem768, onetls::named_group::x25519};
        (void)backend::client_context::create(wanted);
        CHECK(is_clean());
    }
}
