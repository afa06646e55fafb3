// SPDX-License-Identifier: BSL-1.0
// The floor: the client of ours.cpp written by hand with native calls alone. It checks less: no
// dates, no purposes, no floors for keys and hashes, no critical extensions beyond Mbed TLS's own.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <certificates.hpp>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include "memory.hpp"
#include "uart.hpp"

namespace {

constexpr std::string_view line = "hello from a small device\n";
constexpr std::string_view reversed = "ecived llams a morf olleh\n";
constexpr int wrong_answer = -1;

mbedtls_ssl_context connection;
mbedtls_ssl_config configuration;
mbedtls_x509_crt authority;
const char* protocols[] = {"echo/1", nullptr};

int random(void*, unsigned char* into, std::size_t size) {
    return psa_generate_random(into, size) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

int push(void*, const unsigned char* from, std::size_t size) {
    const auto sent = board::send(std::as_bytes(std::span{from, size}));
    return sent == 0 ? MBEDTLS_ERR_SSL_WANT_WRITE : static_cast<int>(sent);
}

int pull(void*, unsigned char* into, std::size_t size) {
    const auto taken = board::receive(std::as_writable_bytes(std::span{into, size}));
    return taken == 0 ? MBEDTLS_ERR_SSL_WANT_READ : static_cast<int>(taken);
}

/// Makes `attempt` until it ends in other than a retry.
template <class Attempt>
int until_done(Attempt attempt) {
    while (true) {
        const int returned = attempt();
        const bool retry = returned == MBEDTLS_ERR_SSL_WANT_READ ||
                           returned == MBEDTLS_ERR_SSL_WANT_WRITE ||
                           returned == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
        if (!retry) return returned;
    }
}

int configure() {
    const auto* const der = reinterpret_cast<const unsigned char*>(certificates::authority);
    if (psa_crypto_init() != PSA_SUCCESS) return MBEDTLS_ERR_SSL_HW_ACCEL_FAILED;
    if (const int failed =
            mbedtls_x509_crt_parse_der_nocopy(&authority, der, sizeof certificates::authority);
        failed != 0)
        return failed;
    if (const int failed =
            mbedtls_ssl_config_defaults(&configuration, MBEDTLS_SSL_IS_CLIENT,
                                        MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
        failed != 0)
        return failed;
    mbedtls_ssl_conf_authmode(&configuration, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&configuration, &authority, nullptr);
    mbedtls_ssl_conf_rng(&configuration, &random, nullptr);
    if (const int failed = mbedtls_ssl_conf_alpn_protocols(&configuration, protocols); failed != 0)
        return failed;
    if (const int failed = mbedtls_ssl_setup(&connection, &configuration); failed != 0)
        return failed;
    mbedtls_ssl_set_bio(&connection, nullptr, &push, &pull, nullptr);
    return mbedtls_ssl_set_hostname(&connection, "server.test");
}

int converse() {
    const auto* const sent = reinterpret_cast<const unsigned char*>(line.data());
    const int written =
        until_done([&] { return mbedtls_ssl_write(&connection, sent, line.size()); });
    if (written < 0) return written;
    std::array<unsigned char, line.size()> answer;
    for (std::size_t size = 0; size != answer.size();) {
        const int read = until_done([&] {
            return mbedtls_ssl_read(&connection, answer.data() + size, answer.size() - size);
        });
        if (read <= 0) return read == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : read;
        size += static_cast<std::size_t>(read);
    }
    if (!std::equal(answer.begin(), answer.end(), reversed.begin())) return wrong_answer;
    return until_done([] { return mbedtls_ssl_close_notify(&connection); });
}

int run() {
    if (const int failed = configure(); failed != 0) return failed;
    if (const int failed = until_done([] { return mbedtls_ssl_handshake(&connection); });
        failed != 0)
        return failed;
    board::tell_steady();
    return converse();
}

}  // namespace

int main() {
    board::start_memory();
    board::start_uart();
    mbedtls_ssl_init(&connection);
    mbedtls_ssl_config_init(&configuration);
    mbedtls_x509_crt_init(&authority);
    const int outcome = run();
    mbedtls_ssl_free(&connection);
    mbedtls_ssl_config_free(&configuration);
    mbedtls_x509_crt_free(&authority);
    return board::finish(outcome == 0 ? 0 : 1);
}
