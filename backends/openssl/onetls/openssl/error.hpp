// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/error.hpp>
#include <onetls/openssl/compat.hpp>

namespace onetls::openssl {

/// Sorts an entry of the error queue; `otherwise` where the entry says nothing portable.
///
/// Source: ERR_GET_REASON(3), openssl/sslerr.h.
inline errc sort(unsigned long code, errc otherwise) noexcept {
    if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) return errc::out_of_memory;
    if (ERR_GET_LIB(code) != ERR_LIB_SSL) return otherwise;
    switch (ERR_GET_REASON(code)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SHARED_GROUPS:
    case SSL_R_NO_SUITABLE_GROUPS:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
    case SSL_R_NO_APPLICATION_PROTOCOL:
    case SSL_R_CALLBACK_FAILED:
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_WRONG_CURVE:
    case SSL_R_WRONG_SIGNATURE_TYPE: return errc::negotiation_failed;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return errc::untrusted_peer;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return errc::truncated;
    case ERR_R_INTERNAL_ERROR: return errc::internal;
    default: return otherwise;
    }
}

/// The alert of the peer that an entry of the error queue tells of; none: it tells of something
/// else.
///
/// Source: SSL_AD_REASON_OFFSET in openssl/ssl.h.
inline alert_description received_alert(unsigned long code) noexcept {
    const int alert = ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET;
    const bool is_alert = ERR_GET_LIB(code) == ERR_LIB_SSL && alert > 0 && alert < 255;
    return is_alert ? static_cast<alert_description>(alert) : alert_description::none;
}

/// Takes what the failed native call left in the thread's error queue, and leaves none of it
/// behind. Only the last entry counts: the others may be of somebody else.
inline error take_last_error(errc otherwise) noexcept {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    return {.code = sort(code, otherwise), .native = static_cast<std::int32_t>(code)};
}

/// As above, where the queue was empty before: a lack of memory counts wherever it stands, since
/// OpenSSL's outer functions add what became of it.
inline error take_error(errc otherwise) noexcept {
    unsigned long last = 0;
    while (const unsigned long code = ERR_get_error()) {
        if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) otherwise = errc::out_of_memory;
        last = code;
    }
    const auto sorted = otherwise == errc::out_of_memory ? otherwise : sort(last, otherwise);
    return {.code = sorted, .native = static_cast<std::int32_t>(last)};
}

/// As above, for something that was handed in: `where` and `why` say what is wrong with it.
inline std::unexpected<error> refuse(field where, cause why) noexcept {
    auto taken = take_error(errc::bad_input);
    if (taken.code == errc::bad_input) {
        taken.where = where;
        taken.why = why;
    }
    return std::unexpected(taken);
}

}  // namespace onetls::openssl
