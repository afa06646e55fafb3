// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "../harness/check.hpp"
#include "../material/terms.hpp"

/// OpenSSL by hand: what contexts are made with, equal to what OneTLS sets.
namespace bench::floor::openssl {

template <auto Release>
struct released_by {
    template <class T>
    void operator()(T* object) const noexcept {
        Release(object);
    }
};

using bio = std::unique_ptr<BIO, released_by<BIO_free>>;
using bio_method = std::unique_ptr<BIO_METHOD, released_by<BIO_meth_free>>;
using certificate = std::unique_ptr<X509, released_by<X509_free>>;
using connection = std::unique_ptr<SSL, released_by<SSL_free>>;
using context = std::unique_ptr<SSL_CTX, released_by<SSL_CTX_free>>;
using private_key = std::unique_ptr<EVP_PKEY, released_by<EVP_PKEY_free>>;

/// What `policies::recommended` says, in OpenSSL's words; this OpenSSL knows all of it but, before
/// 3.5, the hybrid group.
inline void apply_policy(SSL_CTX* settings, onetls::protocol_version version) {
    constexpr const char* tls1_3 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    constexpr const char* tls1_2 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
    constexpr const char* with_hybrid = "X25519MLKEM768:X25519:P-256:P-384:P-521";
    constexpr const char* groups = "X25519:P-256:P-384:P-521";
    constexpr const char* schemes =
        "ecdsa_secp256r1_sha256:ed25519:rsa_pss_rsae_sha256:rsa_pss_pss_sha256:"
        "ecdsa_secp384r1_sha384:rsa_pss_rsae_sha384:rsa_pss_pss_sha384:"
        "ecdsa_secp521r1_sha512:rsa_pss_rsae_sha512:rsa_pss_pss_sha512:"
        "rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512";
    SSL_CTX_set_security_level(settings, 2);
    SSL_CTX_set_min_proto_version(settings, static_cast<int>(version));
    SSL_CTX_set_max_proto_version(settings, static_cast<int>(version));
    const bool suites = version == onetls::protocol_version::tls1_3
                            ? SSL_CTX_set_ciphersuites(settings, tls1_3) == 1
                            : SSL_CTX_set_cipher_list(settings, tls1_2) == 1;
    require(suites, "setting suites");
    require(SSL_CTX_set1_groups_list(settings, with_hybrid) == 1 ||
                SSL_CTX_set1_groups_list(settings, groups) == 1,
            "setting groups");
    require(SSL_CTX_set1_sigalgs_list(settings, schemes) == 1, "setting schemes");
    ERR_clear_error();
}

/// Acknowledges the name that a client asks for.
///
/// Source: RFC 6066 §3.
inline int acknowledge_name(SSL*, int*, void*) {
    return SSL_TLSEXT_ERR_OK;
}

inline context make_context(const SSL_METHOD* role, onetls::protocol_version version) {
    context made{SSL_CTX_new(role)};
    SSL_CTX_set_options(made.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                        SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY |
                                     SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(made.get(), 0);
    SSL_CTX_set_tlsext_servername_callback(made.get(), &acknowledge_name);
    apply_policy(made.get(), version);
    return made;
}

inline certificate parse_certificate(std::string_view pem) {
    const bio memory{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return certificate{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)};
}

inline private_key parse_key(std::string_view pem) {
    const bio memory{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return private_key{PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr)};
}

inline void verify_peers(SSL_CTX* settings, std::string_view anchor, int mode) {
    SSL_CTX_set_verify(settings, mode, nullptr);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(settings), X509_V_FLAG_PARTIAL_CHAIN);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(settings), parse_certificate(anchor).get());
}

inline void show(SSL_CTX* settings, std::string_view chain, std::string_view key) {
    SSL_CTX_use_certificate(settings, parse_certificate(chain).get());
    SSL_CTX_use_PrivateKey(settings, parse_key(key).get());
    require(SSL_CTX_check_private_key(settings) == 1, "loading the credential");
}

}  // namespace bench::floor::openssl
