// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/error.hpp>
#include <onetls/mbedtls/compat.hpp>

namespace onetls::mbedtls {

/// Says whether a code of lower level tells of a lack of memory.
constexpr bool lacks_memory(int of_lower_level) noexcept {
    return of_lower_level == MBEDTLS_ERR_MPI_ALLOC_FAILED ||
           of_lower_level == MBEDTLS_ERR_ASN1_ALLOC_FAILED;
}

/// Sorts a native code; `otherwise` where it says nothing portable.
///
/// Source: mbedtls/ssl.h, mbedtls/error.h: a code may be the sum of a module's code, a multiple of
/// 0x80, and one of lower level.
constexpr errc sort(int native, errc otherwise) noexcept {
    const int of_module = -(-native & ~0x7F);
    if (lacks_memory(-(-native & 0x7F))) return errc::out_of_memory;
    switch (of_module) {
    case MBEDTLS_ERR_CIPHER_ALLOC_FAILED:
    case MBEDTLS_ERR_ECP_ALLOC_FAILED:
    case MBEDTLS_ERR_MD_ALLOC_FAILED:
    case MBEDTLS_ERR_PEM_ALLOC_FAILED:
    case MBEDTLS_ERR_SSL_ALLOC_FAILED:
    case MBEDTLS_ERR_X509_ALLOC_FAILED:
    case MBEDTLS_ERR_PK_ALLOC_FAILED: return errc::out_of_memory;
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY: return errc::closed;
    case MBEDTLS_ERR_SSL_CONN_EOF: return errc::truncated;
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE: return errc::peer_alert;
    case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
    case MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE:
    case MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME:
    case MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL: return errc::negotiation_failed;
    case MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE:
    case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED: return errc::untrusted_peer;
    case MBEDTLS_ERR_SSL_INTERNAL_ERROR:
    case MBEDTLS_ERR_SSL_BAD_CONFIG: return errc::internal;
    default: break;
    }
    // Certificates that cannot be parsed fail within the handshake: -0x2080 to -0x2980 are X.509's.
    const bool about_certificates = of_module <= MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE &&
                                    of_module >= MBEDTLS_ERR_X509_FATAL_ERROR;
    return about_certificates && otherwise == errc::protocol_error ? errc::untrusted_peer
                                                                   : otherwise;
}

/// The alert that Mbed TLS sends for a native code, where the code says it.
constexpr alert_description alert_of(int native) noexcept {
    switch (native) {
    case MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL: return alert_description::no_application_protocol;
    case MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME: return alert_description::unrecognized_name;
    case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION: return alert_description::protocol_version;
    case MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE: return alert_description::handshake_failure;
    case MBEDTLS_ERR_SSL_DECODE_ERROR: return alert_description::decode_error;
    case MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER: return alert_description::illegal_parameter;
    case MBEDTLS_ERR_SSL_INVALID_MAC: return alert_description::bad_record_mac;
    case MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE: return alert_description::unexpected_message;
    default: return alert_description::none;
    }
}

/// The error for a native code.
constexpr error take_error(int native, errc otherwise) noexcept {
    return {.code = sort(native, otherwise), .alert = alert_of(native), .native = native};
}

/// The error for what PSA could not do.
constexpr error psa_error(psa_status_t status) noexcept {
    const bool no_memory = status == PSA_ERROR_INSUFFICIENT_MEMORY;
    return {.code = no_memory ? errc::out_of_memory : errc::internal, .native = status};
}

/// As `take_error`, for something that was handed in: `where` and `why` say what is wrong with it.
constexpr std::unexpected<error> refuse(field where, cause why, int native = 0) noexcept {
    auto taken = take_error(native, errc::bad_input);
    if (taken.code == errc::bad_input) {
        taken.where = where;
        taken.why = why;
    }
    return std::unexpected(taken);
}

/// Makes PSA ready, once for the process: it takes further calls for nothing, and is never undone
/// by us. Seeding takes more of the stack than all else: contexts do it before there is anything.
///
/// Errors: internal; out_of_memory.
inline result<void> start_crypto() noexcept {
    if (const auto status = psa_crypto_init(); status != PSA_SUCCESS)
        return std::unexpected(psa_error(status));
    return {};
}

}  // namespace onetls::mbedtls
