// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <certificates.hpp>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

/// A client and a server by hand, with native calls alone, joined in memory.
namespace raw {

inline int random(void*, unsigned char* into, std::size_t size) {
    return psa_generate_random(into, size) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

/// Bytes on their way in one direction.
class direction {
public:
    int put(const unsigned char* from, std::size_t size) {
        const auto taken = std::min(size, bytes_.size() - end_);
        if (taken == 0) return MBEDTLS_ERR_SSL_WANT_WRITE;
        std::copy_n(from, taken, bytes_.begin() + end_);
        end_ += taken;
        return static_cast<int>(taken);
    }
    int take(unsigned char* into, std::size_t size) {
        const auto taken = std::min(size, end_ - begin_);
        if (taken == 0) return MBEDTLS_ERR_SSL_WANT_READ;
        std::copy_n(bytes_.begin() + begin_, taken, into);
        begin_ += taken;
        if (begin_ == end_) begin_ = end_ = 0;
        return static_cast<int>(taken);
    }

private:
    std::array<unsigned char, 4096> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// One end of a connection.
class end {
public:
    end(direction& in, direction& out) : in_{in}, out_{out} {
        mbedtls_ssl_init(&tls_);
        mbedtls_ssl_config_init(&config_);
        mbedtls_x509_crt_init(&certificate_);
        mbedtls_pk_init(&key_);
    }
    ~end() {
        mbedtls_ssl_free(&tls_);
        mbedtls_ssl_config_free(&config_);
        mbedtls_x509_crt_free(&certificate_);
        mbedtls_pk_free(&key_);
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;

    bool become_client(mbedtls_ssl_protocol_version version) {
        if (!start(MBEDTLS_SSL_IS_CLIENT, certificates::authority, version)) return false;
        mbedtls_ssl_conf_authmode(&config_, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_ca_chain(&config_, &certificate_, nullptr);
        return open() && mbedtls_ssl_set_hostname(&tls_, "server.test") == 0;
    }

    bool become_server(mbedtls_ssl_protocol_version version) {
        const auto* const key = reinterpret_cast<const unsigned char*>(certificates::server_key);
        return start(MBEDTLS_SSL_IS_SERVER, certificates::server, version) &&
               mbedtls_pk_parse_key(&key_, key, sizeof certificates::server_key, nullptr, 0,
                                    &random, nullptr) == 0 &&
               mbedtls_ssl_conf_own_cert(&config_, &certificate_, &key_) == 0 && open();
    }

    int handshake() { return mbedtls_ssl_handshake(&tls_); }

private:
    template <std::size_t Size>
    bool start(int role, const std::byte (&certificate)[Size],
               mbedtls_ssl_protocol_version version) {
        // The order of OneTLS's presets with Mbed TLS: both have the same to compute.
        static constexpr std::uint16_t groups[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
                                                   MBEDTLS_SSL_IANA_TLS_GROUP_X25519, 0};
        const auto* const der = reinterpret_cast<const unsigned char*>(certificate);
        if (psa_crypto_init() != PSA_SUCCESS ||
            mbedtls_x509_crt_parse_der_nocopy(&certificate_, der, Size) != 0 ||
            mbedtls_ssl_config_defaults(&config_, role, MBEDTLS_SSL_TRANSPORT_STREAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT) != 0)
            return false;
        mbedtls_ssl_conf_rng(&config_, &random, nullptr);
        mbedtls_ssl_conf_groups(&config_, groups);
        mbedtls_ssl_conf_min_tls_version(&config_, version);
        mbedtls_ssl_conf_max_tls_version(&config_, version);
        return true;
    }

    bool open() {
        mbedtls_ssl_set_bio(
            &tls_, this,
            [](void* self, const unsigned char* from, std::size_t size) {
                return static_cast<end*>(self)->out_.put(from, size);
            },
            [](void* self, unsigned char* into, std::size_t size) {
                return static_cast<end*>(self)->in_.take(into, size);
            },
            nullptr);
        return mbedtls_ssl_setup(&tls_, &config_) == 0;
    }

    direction& in_;
    direction& out_;
    mbedtls_ssl_context tls_;
    mbedtls_ssl_config config_;
    mbedtls_x509_crt certificate_;
    mbedtls_pk_context key_;
};

inline bool is_retry(int returned) {
    return returned == MBEDTLS_ERR_SSL_WANT_READ || returned == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/// Has both ends shake hands in turn.
inline bool shake(end& client, end& server) {
    while (true) {
        const int near = client.handshake();
        if (near != 0 && !is_retry(near)) return false;
        const int far = server.handshake();
        if (far != 0 && !is_retry(far)) return false;
        if (near == 0 && far == 0) return true;
    }
}

}  // namespace raw
