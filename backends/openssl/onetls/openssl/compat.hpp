// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/opensslv.h>

#if defined(OPENSSL_IS_BORINGSSL) || defined(OPENSSL_IS_AWSLC) || defined(LIBRESSL_VERSION_NUMBER)
#error "OneTLS: this is a fork of OpenSSL. Its behaviour differs, so it needs a backend of its own."
#elif !defined(OPENSSL_VERSION_MAJOR) || OPENSSL_VERSION_MAJOR < 3
#error "OneTLS: OpenSSL 3.0 or later is needed."
#endif

#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace onetls::openssl::compat {

/// Post-quantum groups and signature schemes came with OpenSSL 3.5.
inline constexpr bool has_post_quantum = OPENSSL_VERSION_NUMBER >= 0x30500000L;

/// Says whether the error queue ends with a record of TLS 1.2 that was too short for its cipher.
/// OpenSSL up to 3.0.19 at least calls that an internal error, and tells the peer so.
///
/// Source: tls1_enc in ssl/record/ssl3_record.c.
inline bool is_short_record() noexcept {
    const char* function = nullptr;
    const auto code = ERR_peek_last_error_all(nullptr, nullptr, &function, nullptr, nullptr);
    return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == ERR_R_INTERNAL_ERROR &&
           function != nullptr && std::string_view{function} == "tls1_enc";
}

}  // namespace onetls::openssl::compat
