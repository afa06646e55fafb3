// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include <onetls/error.hpp>
#include <onetls/protocol.hpp>

#include "../check.hpp"
#include "../credentials.hpp"
#include "../joined.hpp"

/// The same work with calls of Mbed TLS alone, as well as it can be done by hand: callbacks
/// straight onto the pipe, no allocation of its own.
namespace bench::floor::mbedtls {

template <class Pipe>
int pull(void* pipe, unsigned char* into, std::size_t size) {
    const auto taken =
        static_cast<Pipe*>(pipe)->read_some(std::as_writable_bytes(std::span{into, size}));
    if (taken) return static_cast<int>(*taken);
    return taken.error().code == onetls::errc::want_read ? MBEDTLS_ERR_SSL_WANT_READ
                                                         : MBEDTLS_ERR_SSL_CONN_EOF;
}

template <class Pipe>
int push(void* pipe, const unsigned char* from, std::size_t size) {
    const auto taken = static_cast<Pipe*>(pipe)->write_some(std::as_bytes(std::span{from, size}));
    if (taken) return static_cast<int>(*taken);
    return taken.error().code == onetls::errc::want_write ? MBEDTLS_ERR_SSL_WANT_WRITE
                                                          : MBEDTLS_ERR_SSL_CONN_EOF;
}

inline int random(void*, unsigned char* into, std::size_t size) {
    return psa_generate_random(into, size) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

/// An end by hand. It stays in its place: Mbed TLS keeps a pointer to the pipe.
template <class Pipe>
class end {
public:
    end(const mbedtls_ssl_config& settings, Pipe pipe) : pipe_{std::move(pipe)} {
        mbedtls_ssl_init(&native_);
        require(mbedtls_ssl_setup(&native_, &settings) == 0, "mbedtls_ssl_setup");
        mbedtls_ssl_set_bio(&native_, &pipe_, &push<Pipe>, &pull<Pipe>, nullptr);
    }
    /// A client's end, which expects `peer`.
    end(const mbedtls_ssl_config& settings, Pipe pipe, const char* peer)
        : end{settings, std::move(pipe)} {
        require(mbedtls_ssl_set_hostname(&native_, peer) == 0, "mbedtls_ssl_set_hostname");
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end() { mbedtls_ssl_free(&native_); }

    bool handshake() {
        const int returned = mbedtls_ssl_handshake(&native_);
        require(returned == 0 || returned == MBEDTLS_ERR_SSL_WANT_READ, "mbedtls_ssl_handshake");
        return returned == 0;
    }

    std::size_t read(std::span<std::byte> into) {
        const int moved =
            mbedtls_ssl_read(&native_, reinterpret_cast<unsigned char*>(into.data()), into.size());
        require(moved > 0, "mbedtls_ssl_read");
        return static_cast<std::size_t>(moved);
    }

    std::size_t write(std::span<const std::byte> from) {
        const int moved = mbedtls_ssl_write(
            &native_, reinterpret_cast<const unsigned char*>(from.data()), from.size());
        require(moved > 0, "mbedtls_ssl_write");
        return static_cast<std::size_t>(moved);
    }

    agreement agreed() const {
        return {static_cast<std::uint16_t>(mbedtls_ssl_get_version_number(&native_)),
                static_cast<std::uint16_t>(mbedtls_ssl_get_ciphersuite_id_from_ssl(&native_))};
    }

private:
    Pipe pipe_;
    mbedtls_ssl_context native_;
};

// What `policies::recommended` says, as Mbed TLS can carry it out, the fast group first.
inline constexpr std::array suites{
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    0,
};
inline constexpr std::array<std::uint16_t, 5> groups{
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1, 0};
inline constexpr std::array<std::uint16_t, 10> schemes{
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,       MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,       0};
inline constexpr mbedtls_x509_crt_profile profile{MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) |
                                                      MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
                                                      MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
                                                  0xFFFFFFF, 0xFFFFFFF, 2048};

/// The settings of a client or a server. They stay in their place: Mbed TLS keeps pointers to them.
class settings {
public:
    settings(int role, onetls::protocol_version version) {
        mbedtls_ssl_config_init(&config);
        mbedtls_x509_crt_init(&certificates);
        mbedtls_pk_init(&key);
        require(psa_crypto_init() == PSA_SUCCESS, "psa_crypto_init");
        require(mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM,
                                            MBEDTLS_SSL_PRESET_DEFAULT) == 0,
                "mbedtls_ssl_config_defaults");
        mbedtls_ssl_conf_rng(&config, &random, nullptr);
        mbedtls_ssl_conf_session_tickets(&config, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
        mbedtls_ssl_conf_tls13_key_exchange_modes(&config,
                                                  MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
        const auto native_version = static_cast<mbedtls_ssl_protocol_version>(version);
        mbedtls_ssl_conf_min_tls_version(&config, native_version);
        mbedtls_ssl_conf_max_tls_version(&config, native_version);
        apply_policy();
    }
    settings(const settings&) = delete;
    settings& operator=(const settings&) = delete;
    ~settings() {
        mbedtls_pk_free(&key);
        mbedtls_x509_crt_free(&certificates);
        mbedtls_ssl_config_free(&config);
    }

    void trust(const std::string& anchor) {
        parse(anchor);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_ca_chain(&config, &certificates, nullptr);
    }

    void show(const std::string& chain, const std::string& pem_key) {
        parse(chain);
        // PEM is handed over with its terminating NUL counted.
        require(mbedtls_pk_parse_key(&key, reinterpret_cast<const unsigned char*>(pem_key.c_str()),
                                     pem_key.size() + 1, nullptr, 0, &random, nullptr) == 0,
                "parsing the key");
        require(mbedtls_ssl_conf_own_cert(&config, &certificates, &key) == 0, "using the key");
    }

    mbedtls_ssl_config config;

private:
    void apply_policy() {
        mbedtls_ssl_conf_ciphersuites(&config, suites.data());
        mbedtls_ssl_conf_groups(&config, groups.data());
        mbedtls_ssl_conf_sig_algs(&config, schemes.data());
        mbedtls_ssl_conf_cert_profile(&config, &profile);
    }

    void parse(const std::string& pem) {
        require(mbedtls_x509_crt_parse(&certificates,
                                       reinterpret_cast<const unsigned char*>(pem.c_str()),
                                       pem.size() + 1) == 0,
                "parsing a certificate");
    }

    mbedtls_x509_crt certificates;
    mbedtls_pk_context key;
};

/// Mbed TLS by hand, with the settings of `ours<onetls::mbedtls::backend>`.
class contestant {
public:
    contestant(const credentials& shown, onetls::protocol_version version)
        : client_{MBEDTLS_SSL_IS_CLIENT, version}, server_{MBEDTLS_SSL_IS_SERVER, version} {
        client_.trust(shown.anchor);
        server_.show(shown.chain, shown.key);
    }

    template <class Pipe>
    end<Pipe> client(Pipe pipe) const {
        return {client_.config, std::move(pipe), host};
    }

    template <class Pipe>
    end<Pipe> server(Pipe pipe) const {
        return {server_.config, std::move(pipe)};
    }

private:
    settings client_;
    settings server_;
};

}  // namespace bench::floor::mbedtls
