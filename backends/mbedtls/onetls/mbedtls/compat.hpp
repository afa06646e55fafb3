// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <mbedtls/build_info.h>

#if MBEDTLS_VERSION_NUMBER < 0x03060400 || MBEDTLS_VERSION_MAJOR > 3
#error "OneTLS: Mbed TLS 3.6.4 or a later 3.6 is needed; 3.6.7 or later is recommended."
#endif
#if !defined(MBEDTLS_SSL_TLS_C) || !defined(MBEDTLS_X509_CRT_PARSE_C)
#error "OneTLS: this Mbed TLS was built without MBEDTLS_SSL_TLS_C or MBEDTLS_X509_CRT_PARSE_C."
#endif
#if !defined(MBEDTLS_PSA_CRYPTO_C)
#error "OneTLS: this Mbed TLS was built without MBEDTLS_PSA_CRYPTO_C, which its TLS 1.3 needs."
#endif
#if !defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#error "OneTLS: MBEDTLS_SSL_KEEP_PEER_CERTIFICATE is needed: the peer's certificate is reported."
#endif
#if !defined(MBEDTLS_SSL_SERVER_NAME_INDICATION)
#error "OneTLS: MBEDTLS_SSL_SERVER_NAME_INDICATION is needed: clients say whom they want to reach."
#endif
#if !defined(MBEDTLS_SSL_ALPN)
#error "OneTLS: MBEDTLS_SSL_ALPN is needed: a protocol that was asked for may not be left out."
#endif
#if !defined(PSA_WANT_ALG_SHA_256)
#error "OneTLS: PSA_WANT_ALG_SHA_256 is needed: keys are known by their SHA-256."
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_2) && !defined(MBEDTLS_SSL_EXTENDED_MASTER_SECRET)
#error "OneTLS: TLS 1.2 needs MBEDTLS_SSL_EXTENDED_MASTER_SECRET."
#endif
#if !defined(MBEDTLS_THREADING_C) && !__has_include(<onetls/mbedtls/single_threaded.hpp>)
#error "OneTLS: MBEDTLS_THREADING_C is needed, unless one thread does all: see docs/embedded.md."
#endif

#include <cstddef>
#include <span>
#include <string_view>

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include <onetls/alert.hpp>
#include <onetls/parts.hpp>

// What a program leaves out it says by an include path, too: docs/embedded.md.
#if __has_include(<onetls/mbedtls/parts.hpp>)
#include <onetls/mbedtls/parts.hpp>
#else
namespace onetls::mbedtls {

/// What contexts are built with.
inline constexpr parts chosen_parts;

}  // namespace onetls::mbedtls
#endif

// Refuses what is left out where the bodies are linked, which have all parts.
#if __has_include(<onetls/mbedtls/compiled.hpp>)
#include <onetls/mbedtls/compiled.hpp>
#endif

namespace onetls::mbedtls {

/// How a file of the program has the bodies. A type, since the files may differ.
namespace form {

struct compiled_with_it;
struct linked;

}  // namespace form

#if __has_include(<onetls/mbedtls/compiled.hpp>)
using form_of_bodies = form::linked;
#else
using form_of_bodies = form::compiled_with_it;
#endif

}  // namespace onetls::mbedtls

namespace onetls::mbedtls::compat {

/// Whether Mbed TLS guards what it changes in a key while it verifies with it, so that keys may be
/// shared between threads that know nothing of each other.
#if defined(MBEDTLS_THREADING_C)
inline constexpr bool has_threading = true;
#else
inline constexpr bool has_threading = false;
#endif

/// What policies name, as far as it was built in.
struct built_in {
    bool tls1_2 = false;
    bool tls1_3 = false;
    bool ecdhe_ecdsa = false;
    bool ecdhe_rsa = false;
    bool static_rsa = false;
    bool aes = false;
    bool gcm = false;
    bool cbc = false;
    bool chacha20 = false;
    bool sha1 = false;
    bool sha384 = false;
    bool secp256r1 = false;
    bool secp384r1 = false;
    bool secp521r1 = false;
    bool x25519 = false;
    bool x448 = false;
};

inline constexpr auto has = [] {
    built_in told;
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
    told.tls1_2 = true;
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    told.tls1_3 = true;
#endif
#if defined(MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED)
    told.ecdhe_ecdsa = true;
#endif
#if defined(MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED)
    told.ecdhe_rsa = true;
#endif
#if defined(MBEDTLS_KEY_EXCHANGE_RSA_ENABLED)
    told.static_rsa = true;
#endif
#if defined(MBEDTLS_SSL_HAVE_AES)
    told.aes = true;
#endif
#if defined(MBEDTLS_SSL_HAVE_GCM)
    told.gcm = true;
#endif
#if defined(MBEDTLS_SSL_HAVE_CBC)
    told.cbc = true;
#endif
#if defined(MBEDTLS_SSL_HAVE_CHACHAPOLY)
    told.chacha20 = true;
#endif
#if defined(MBEDTLS_MD_CAN_SHA1)
    told.sha1 = true;
#endif
#if defined(MBEDTLS_MD_CAN_SHA384)
    told.sha384 = true;
#endif
#if defined(MBEDTLS_ECP_DP_SECP256R1_ENABLED)
    told.secp256r1 = true;
#endif
#if defined(MBEDTLS_ECP_DP_SECP384R1_ENABLED)
    told.secp384r1 = true;
#endif
#if defined(MBEDTLS_ECP_DP_SECP521R1_ENABLED)
    told.secp521r1 = true;
#endif
#if defined(MBEDTLS_ECP_DP_CURVE25519_ENABLED)
    told.x25519 = true;
#endif
#if defined(MBEDTLS_ECP_DP_CURVE448_ENABLED)
    told.x448 = true;
#endif
    return told;
}();

/// The random bytes of PSA, in the form in which Mbed TLS 3 asks for them.
inline int random(void*, unsigned char* into, std::size_t size) noexcept {
    return psa_generate_random(into, size) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

/// The handshake message that was received last, with its header; it is there until the next step.
inline std::span<const std::byte> received_message(const mbedtls_ssl_context& native) noexcept {
    return std::as_bytes(
        std::span{native.MBEDTLS_PRIVATE(in_msg), native.MBEDTLS_PRIVATE(in_hslen)});
}

/// Where the next record is read to.
inline const std::byte* next_record(const mbedtls_ssl_context& native) noexcept {
    return reinterpret_cast<const std::byte*>(native.MBEDTLS_PRIVATE(in_hdr));
}

/// The description in the alert that was received last; called when there was one.
inline alert_description received_alert(const mbedtls_ssl_context& native) noexcept {
    return static_cast<alert_description>(native.MBEDTLS_PRIVATE(in_msg)[1]);
}

/// Selects the application protocol of a server whose configuration lists none.
///
/// Lifetime: `name` is kept, and ends in a NUL.
inline void select_protocol([[maybe_unused]] mbedtls_ssl_context& native,
                            [[maybe_unused]] const char* name) noexcept {
#if defined(MBEDTLS_SSL_ALPN)
    native.MBEDTLS_PRIVATE(alpn_chosen) = name;
#endif
}

/// Turns off what is on by default and not offered yet: session tickets and pre-shared keys.
inline void disable_resumption(mbedtls_ssl_config& config) noexcept {
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
    mbedtls_ssl_conf_session_tickets(&config, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    mbedtls_ssl_conf_tls13_key_exchange_modes(&config,
                                              MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#endif
}

/// Has clients say when a server of TLS 1.3 gave them a ticket.
inline void announce_tickets([[maybe_unused]] mbedtls_ssl_config& config) noexcept {
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C) && \
    defined(MBEDTLS_SSL_PROTO_TLS1_3)
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        &config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
}

/// Turns renegotiation off, where it was built at all.
inline void disable_renegotiation([[maybe_unused]] mbedtls_ssl_config& config) noexcept {
#if defined(MBEDTLS_SSL_RENEGOTIATION)
    mbedtls_ssl_conf_renegotiation(&config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
}

#if defined(MBEDTLS_SSL_SRV_C)
inline constexpr bool has_servers = true;
#else
inline constexpr bool has_servers = false;
#endif

/// Has a server call `meet` when it has read a ClientHello.
inline void meet_clients([[maybe_unused]] mbedtls_ssl_config& config,
                         [[maybe_unused]] int (*meet)(mbedtls_ssl_context*)) noexcept {
#if defined(MBEDTLS_SSL_SRV_C)
    mbedtls_ssl_conf_cert_cb(&config, meet);
#endif
}

/// Has a server not tell its clients whom it trusts.
inline void keep_trust_secret([[maybe_unused]] mbedtls_ssl_config& config) noexcept {
#if defined(MBEDTLS_SSL_SRV_C)
    mbedtls_ssl_conf_cert_req_ca_list(&config, MBEDTLS_SSL_CERT_REQ_CA_LIST_DISABLED);
#endif
}

// Where lists cannot be parsed there is none, and nothing is to be initialised or freed.
#if defined(MBEDTLS_X509_CRL_PARSE_C)
inline constexpr bool has_revocation_lists = true;
using revocation_lists = mbedtls_x509_crl;
#else
inline constexpr bool has_revocation_lists = false;
struct revocation_lists {};
#endif

inline void initialise_lists([[maybe_unused]] revocation_lists* lists) noexcept {
#if defined(MBEDTLS_X509_CRL_PARSE_C)
    mbedtls_x509_crl_init(lists);
#endif
}

/// The lists as Mbed TLS takes them; nullptr where there can be none.
inline mbedtls_x509_crl* native_lists([[maybe_unused]] revocation_lists& lists) noexcept {
#if defined(MBEDTLS_X509_CRL_PARSE_C)
    return &lists;
#else
    return nullptr;
#endif
}

inline void free_lists([[maybe_unused]] revocation_lists* lists) noexcept {
#if defined(MBEDTLS_X509_CRL_PARSE_C)
    mbedtls_x509_crl_free(lists);
#endif
}

/// Appends the one list in `der` to `lists`, and returns the native code of a failure.
inline int parse_list([[maybe_unused]] revocation_lists& lists,
                      [[maybe_unused]] std::span<const std::byte> der) noexcept {
#if defined(MBEDTLS_X509_CRL_PARSE_C)
    return mbedtls_x509_crl_parse_der(&lists, reinterpret_cast<const unsigned char*>(der.data()),
                                      der.size());
#else
    return MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE;
#endif
}

/// Has a server of TLS 1.3 protect what it sends after its Finished with the keys that are in use
/// by then. Mbed TLS changes them when the client's Finished is there only, so that no client could
/// read why its certificate was refused.
///
/// Source: RFC 8446 §4.4.4, §A.2.
inline void protect_late_alerts([[maybe_unused]] mbedtls_ssl_context& native) noexcept {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SRV_C)
    const auto* const config = mbedtls_ssl_context_get_config(&native);
    auto* const agreed = native.MBEDTLS_PRIVATE(transform_application);
    if (native.MBEDTLS_PRIVATE(state) != MBEDTLS_SSL_CLIENT_CERTIFICATE || agreed == nullptr ||
        mbedtls_ssl_conf_get_endpoint(config) != MBEDTLS_SSL_IS_SERVER)
        return;
    native.MBEDTLS_PRIVATE(transform_out) = agreed;
    for (auto& each : native.MBEDTLS_PRIVATE(cur_out_ctr)) each = 0;
#endif
}

}  // namespace onetls::mbedtls::compat
