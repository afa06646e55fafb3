// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include "../harness/check.hpp"
#include "../material/terms.hpp"

/// Mbed TLS by hand: what is set, equal to what OneTLS sets.
namespace bench::floor::mbedtls {

inline int random(void*, unsigned char* into, std::size_t size) {
    return psa_generate_random(into, size) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

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

inline void parse_certificates(mbedtls_x509_crt& into, const std::string& pem) {
    require(mbedtls_x509_crt_parse(&into, reinterpret_cast<const unsigned char*>(pem.c_str()),
                                   pem.size() + 1) == 0,
            "parsing a certificate");
}

/// The settings of a client or a server. They stay in their place: Mbed TLS keeps pointers to them.
class settings {
public:
    settings(int role, onetls::protocol_version version) {
        mbedtls_ssl_config_init(&config);
        mbedtls_x509_crt_init(&anchors);
        mbedtls_x509_crt_init(&own);
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
        mbedtls_ssl_conf_cert_req_ca_list(&config, MBEDTLS_SSL_CERT_REQ_CA_LIST_DISABLED);
        apply_policy();
    }
    settings(const settings&) = delete;
    settings& operator=(const settings&) = delete;
    ~settings() {
        mbedtls_pk_free(&key);
        mbedtls_x509_crt_free(&own);
        mbedtls_x509_crt_free(&anchors);
        mbedtls_ssl_config_free(&config);
    }

    void trust(const std::string& anchor) {
        parse_certificates(anchors, anchor);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_ca_chain(&config, &anchors, nullptr);
    }

    void show(const std::string& chain, const std::string& pem_key) {
        parse_certificates(own, chain);
        // PEM is handed over with its terminating NUL counted.
        require(mbedtls_pk_parse_key(&key, reinterpret_cast<const unsigned char*>(pem_key.c_str()),
                                     pem_key.size() + 1, nullptr, 0, &random, nullptr) == 0,
                "parsing the key");
        require(mbedtls_ssl_conf_own_cert(&config, &own, &key) == 0, "using the key");
    }

    mbedtls_ssl_config config;

private:
    void apply_policy() {
        mbedtls_ssl_conf_ciphersuites(&config, suites.data());
        mbedtls_ssl_conf_groups(&config, groups.data());
        mbedtls_ssl_conf_sig_algs(&config, schemes.data());
        mbedtls_ssl_conf_cert_profile(&config, &profile);
    }

    mbedtls_x509_crt anchors;
    mbedtls_x509_crt own;
    mbedtls_pk_context key;
};

}  // namespace bench::floor::mbedtls
