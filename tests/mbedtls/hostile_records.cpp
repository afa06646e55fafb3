// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/mbedtls/backend.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

// What only Mbed TLS can be had to send: records without data, and alerts at any level.

namespace {

using onetls::alert_description;
using onetls::errc;
using onetls::protocol_version;
using sender = onetls::mbedtls::backend;

template <class Receiver>
auto connected(protocol_version version) {
    auto settings = test::standard_settings();
    settings.client.policy = settings.client.policy.with_versions(version, version);
    return test::connected<test::pair<Receiver, sender>>(settings);
}

template <class Stream>
void send_empty_records(Stream& from, int count) {
    constexpr unsigned char nothing = 0;
    for (int sent = 0; sent != count; ++sent)
        REQUIRE(mbedtls_ssl_write(from.native(), &nothing, 0) == 0);
}

template <class Stream>
onetls::error reads_nothing(Stream& from) {
    std::array<std::byte, 16> room{};
    return test::failure(from.read_some(room));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("records without data are no end, and the data behind them arrives",
                        "[hostile]", test::backends) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3})
        for (const int count : {1, 2, 3}) {
            CAPTURE(TestType::name, version, count);
            auto ends = connected<TestType>(version);
            send_empty_records(ends.server, count);
            CHECK(reads_nothing(ends.client).code == errc::want_read);
            CHECK(ends.server.write_some(onetls::detail::as_bytes("data")) == 4U);
            std::array<std::byte, 16> room{};
            CHECK(ends.client.read_some(room) == 4U);
        }
}

TEMPLATE_LIST_TEST_CASE("a peer that sends records without data only is left", "[hostile]",
                        test::backends) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(TestType::name, version);
        auto ends = connected<TestType>(version);
        send_empty_records(ends.server, 100);
        const auto left = reads_nothing(ends.client);
        INFO(onetls::message(left).view());
        CHECK(left.code == errc::protocol_error);
        CHECK(left.alert != alert_description::none);
        CHECK(reads_nothing(ends.client) == left);
    }
}

TEST_CASE("OpenSSL: an alert of TLS 1.3 is the peer's refusal whatever its level", "[hostile]") {
    constexpr unsigned char odd_level = 0x42;
    for (const unsigned char level :
         {static_cast<unsigned char>(MBEDTLS_SSL_ALERT_LEVEL_WARNING),
          static_cast<unsigned char>(MBEDTLS_SSL_ALERT_LEVEL_FATAL), odd_level}) {
        CAPTURE(level);
        auto ends = connected<onetls::openssl::backend>(protocol_version::tls1_3);
        REQUIRE(mbedtls_ssl_send_alert_message(ends.server.native(), level, 49) == 0);
        const auto refused = reads_nothing(ends.client);
        INFO(onetls::message(refused).view());
        CHECK(refused.code == errc::peer_alert);
        CHECK(refused.alert == alert_description::access_denied);
    }
}

TEST_CASE("OpenSSL: a warning of TLS 1.2 ends nothing", "[hostile]") {
    auto ends = connected<onetls::openssl::backend>(protocol_version::tls1_2);
    REQUIRE(mbedtls_ssl_send_alert_message(ends.server.native(), MBEDTLS_SSL_ALERT_LEVEL_WARNING,
                                           49) == 0);
    CHECK(reads_nothing(ends.client).code == errc::want_read);
    CHECK(ends.server.write_some(onetls::detail::as_bytes("data")) == 4U);
    std::array<std::byte, 16> room{};
    CHECK(ends.client.read_some(room) == 4U);
}
