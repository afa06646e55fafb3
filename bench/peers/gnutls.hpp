// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <gnutls/gnutls.h>

#include <onetls/error.hpp>

#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"

/// GnuTLS by hand: callbacks straight onto the pipe, the suite and the group of the floor.
namespace bench::peers::gnutls {

template <class Pipe>
ssize_t pull(gnutls_transport_ptr_t pipe, void* into, std::size_t size) {
    const auto taken =
        static_cast<Pipe*>(pipe)->read_some(std::span{static_cast<std::byte*>(into), size});
    if (taken) return static_cast<ssize_t>(*taken);
    if (!onetls::is_retry(taken.error())) return 0;
    errno = EAGAIN;
    return -1;
}

template <class Pipe>
ssize_t push(gnutls_transport_ptr_t pipe, const void* from, std::size_t size) {
    const auto taken =
        static_cast<Pipe*>(pipe)->write_some(std::span{static_cast<const std::byte*>(from), size});
    if (taken) return static_cast<ssize_t>(*taken);
    errno = onetls::is_retry(taken.error()) ? EAGAIN : EPIPE;
    return -1;
}

/// An end by hand. It stays in its place: GnuTLS keeps a pointer to the pipe.
template <class Pipe>
class end {
public:
    end(gnutls_priority_t priority, gnutls_certificate_credentials_t shown, Pipe pipe,
        unsigned int role, bool asks_clients = false)
        : pipe_{std::move(pipe)} {
        require(gnutls_init(&native_, role | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS) == 0,
                "gnutls_init");
        gnutls_priority_set(native_, priority);
        gnutls_credentials_set(native_, GNUTLS_CRD_CERTIFICATE, shown);
        gnutls_transport_set_ptr(native_, &pipe_);
        gnutls_transport_set_pull_function(native_, &pull<Pipe>);
        gnutls_transport_set_push_function(native_, &push<Pipe>);
        gnutls_handshake_set_timeout(native_, GNUTLS_INDEFINITE_TIMEOUT);
        if (asks_clients) {
            gnutls_certificate_server_set_request(native_, GNUTLS_CERT_REQUIRE);
            gnutls_session_set_verify_cert(native_, nullptr, 0);
        }
        if (role == GNUTLS_SERVER) return;
        gnutls_server_name_set(native_, GNUTLS_NAME_DNS, host, std::string_view{host}.size());
        gnutls_session_set_verify_cert(native_, host, 0);
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end() { gnutls_deinit(native_); }

    bool handshake() {
        const int returned = gnutls_handshake(native_);
        require(returned == 0 || gnutls_error_is_fatal(returned) == 0, "gnutls_handshake");
        return returned == 0;
    }
    std::size_t read(std::span<std::byte> into) {
        return moved(gnutls_record_recv(native_, into.data(), into.size()));
    }
    std::size_t write(std::span<const std::byte> from) {
        return moved(gnutls_record_send(native_, from.data(), from.size()));
    }

    agreement agreed() const {
        require(gnutls_cipher_get(native_) == GNUTLS_CIPHER_AES_128_GCM, "GnuTLS: the cipher");
        if (gnutls_protocol_get_version(native_) == GNUTLS_TLS1_3) return {0x0304, 0x1301};
        const bool ec = gnutls_kx_get(native_) == GNUTLS_KX_ECDHE_ECDSA;
        return {0x0303, static_cast<std::uint16_t>(ec ? 0xC02B : 0xC02F)};
    }

private:
    static std::size_t moved(ssize_t returned) {
        if (returned > 0) return static_cast<std::size_t>(returned);
        require(returned == GNUTLS_E_AGAIN, "GnuTLS: transfer");
        return 0;
    }

    Pipe pipe_;
    gnutls_session_t native_ = nullptr;
};

class contestant {
public:
    contestant(const credentials& shown, terms agreed) {
        const std::string version =
            agreed.version == onetls::protocol_version::tls1_3 ? "TLS1.3" : "TLS1.2";
        const auto wanted = "NORMAL:-VERS-ALL:+VERS-" + version +
                            ":-CIPHER-ALL:+AES-128-GCM:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1";
        require(gnutls_priority_init(&priority_, wanted.c_str(), nullptr) == 0, "the priority");
        gnutls_certificate_allocate_credentials(&client_);
        gnutls_certificate_allocate_credentials(&server_);
        trust(client_, shown.anchor);
        show(server_, shown.chain, shown.key);
        if (!agreed.mutual) return;
        asks_clients_ = true;
        trust(server_, shown.anchor);
        show(client_, shown.client_chain, shown.client_key);
    }
    contestant(const contestant&) = delete;
    contestant& operator=(const contestant&) = delete;
    ~contestant() {
        gnutls_certificate_free_credentials(client_);
        gnutls_certificate_free_credentials(server_);
        gnutls_priority_deinit(priority_);
    }

    template <class Pipe>
    end<Pipe> client(Pipe pipe) const {
        return {priority_, client_, std::move(pipe), GNUTLS_CLIENT};
    }
    template <class Pipe>
    end<Pipe> server(Pipe pipe) const {
        return {priority_, server_, std::move(pipe), GNUTLS_SERVER, asks_clients_};
    }

private:
    static void trust(gnutls_certificate_credentials_t into, const std::string& anchor) {
        const auto pem = datum(anchor);
        require(gnutls_certificate_set_x509_trust_mem(into, &pem, GNUTLS_X509_FMT_PEM) == 1,
                "GnuTLS: the anchor");
    }
    static void show(gnutls_certificate_credentials_t into, const std::string& chain,
                     const std::string& key) {
        const auto pem_chain = datum(chain);
        const auto pem_key = datum(key);
        require(gnutls_certificate_set_x509_key_mem(into, &pem_chain, &pem_key,
                                                    GNUTLS_X509_FMT_PEM) == 0,
                "GnuTLS: the key");
    }
    static gnutls_datum_t datum(const std::string& text) {
        return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
                static_cast<unsigned int>(text.size())};
    }

    gnutls_priority_t priority_ = nullptr;
    gnutls_certificate_credentials_t client_ = nullptr;
    gnutls_certificate_credentials_t server_ = nullptr;
    bool asks_clients_ = false;
};

}  // namespace bench::peers::gnutls
