// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <onetls/error.hpp>
#include <onetls/protocol.hpp>

#include "../check.hpp"
#include "../credentials.hpp"
#include "../joined.hpp"

/// The same work with calls of OpenSSL alone, as well as it can be done by hand: one BIO for both
/// directions straight onto the pipe, no allocation of its own, errors looked at after a failure.
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

template <class Pipe>
int pull(BIO* native, char* into, std::size_t size, std::size_t* moved) {
    BIO_clear_retry_flags(native);
    const auto taken = static_cast<Pipe*>(BIO_get_data(native))
                           ->read_some(std::as_writable_bytes(std::span{into, size}));
    *moved = taken.value_or(0);
    if (taken) return 1;
    if (taken.error().code == onetls::errc::want_read) BIO_set_retry_read(native);
    return 0;
}

template <class Pipe>
int push(BIO* native, const char* from, std::size_t size, std::size_t* moved) {
    BIO_clear_retry_flags(native);
    const auto taken =
        static_cast<Pipe*>(BIO_get_data(native))->write_some(std::as_bytes(std::span{from, size}));
    *moved = taken.value_or(0);
    if (taken) return 1;
    if (taken.error().code == onetls::errc::want_write) BIO_set_retry_write(native);
    return 0;
}

inline long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// Made once for the program, as a program by hand would.
template <class Pipe>
const BIO_METHOD* method() {
    static const bio_method made = [] {
        bio_method fresh{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "floor")};
        BIO_meth_set_read_ex(fresh.get(), &pull<Pipe>);
        BIO_meth_set_write_ex(fresh.get(), &push<Pipe>);
        BIO_meth_set_ctrl(fresh.get(), &control);
        return fresh;
    }();
    return made.get();
}

/// An end by hand. It stays in its place: OpenSSL keeps a pointer to the pipe.
template <class Pipe>
class end {
public:
    end(SSL_CTX* settings, Pipe pipe) : pipe_{std::move(pipe)}, native_{SSL_new(settings)} {
        BIO* const made = BIO_new(method<Pipe>());
        require(native_ && made != nullptr, "SSL_new");
        BIO_set_data(made, &pipe_);
        BIO_set_init(made, 1);
        SSL_set_bio(native_.get(), made, made);
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;

    SSL* native() const { return native_.get(); }

    bool handshake() {
        const int returned = SSL_do_handshake(native());
        if (returned == 1) return true;
        require(SSL_get_error(native(), returned) == SSL_ERROR_WANT_READ, "SSL_do_handshake");
        return false;
    }

    std::size_t read(std::span<std::byte> into) {
        std::size_t moved = 0;
        require(SSL_read_ex(native(), into.data(), into.size(), &moved) == 1, "SSL_read_ex");
        return moved;
    }

    std::size_t write(std::span<const std::byte> from) {
        std::size_t moved = 0;
        require(SSL_write_ex(native(), from.data(), from.size(), &moved) == 1, "SSL_write_ex");
        return moved;
    }

    agreement agreed() const {
        return {static_cast<std::uint16_t>(SSL_version(native())),
                SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(native()))};
    }

private:
    Pipe pipe_;
    connection native_;
};

template <class Pipe>
class client_end : public end<Pipe> {
public:
    client_end(SSL_CTX* settings, Pipe pipe) : end<Pipe>{settings, std::move(pipe)} {
        SSL_set_connect_state(this->native());
        require(SSL_set_tlsext_host_name(this->native(), host) == 1, "setting the name");
        X509_VERIFY_PARAM* const checks = SSL_get0_param(this->native());
        X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        require(X509_VERIFY_PARAM_set1_host(checks, host, 0) == 1, "expecting the name");
    }
};

template <class Pipe>
class server_end : public end<Pipe> {
public:
    server_end(SSL_CTX* settings, Pipe pipe) : end<Pipe>{settings, std::move(pipe)} {
        SSL_set_accept_state(this->native());
    }
};

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

inline context make_context(const SSL_METHOD* role, onetls::protocol_version version) {
    context made{SSL_CTX_new(role)};
    SSL_CTX_set_options(made.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                        SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(made.get(), 0);
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

/// OpenSSL by hand, with the settings of `ours<onetls::openssl::backend>`.
class contestant {
public:
    contestant(const credentials& shown, onetls::protocol_version version)
        : client_{make_context(TLS_client_method(), version)},
          server_{make_context(TLS_server_method(), version)} {
        SSL_CTX_set_verify(client_.get(), SSL_VERIFY_PEER, nullptr);
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(client_.get()), X509_V_FLAG_PARTIAL_CHAIN);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(client_.get()),
                            parse_certificate(shown.anchor).get());
        SSL_CTX_use_certificate(server_.get(), parse_certificate(shown.chain).get());
        SSL_CTX_use_PrivateKey(server_.get(), parse_key(shown.key).get());
        require(SSL_CTX_check_private_key(server_.get()) == 1, "loading the credential");
    }

    template <class Pipe>
    client_end<Pipe> client(Pipe pipe) const {
        return {client_.get(), std::move(pipe)};
    }

    template <class Pipe>
    server_end<Pipe> server(Pipe pipe) const {
        return {server_.get(), std::move(pipe)};
    }

private:
    context client_;
    context server_;
};

}  // namespace bench::floor::openssl
