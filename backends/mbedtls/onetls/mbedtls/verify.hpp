// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>

#include <onetls/client_auth.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {

/// How Mbed TLS asks for a client's certificate.
///
/// Source: mbedtls_ssl_conf_authmode.
constexpr int verify_mode(client_auth wanted) noexcept {
    switch (wanted) {
    case client_auth::none: return MBEDTLS_SSL_VERIFY_NONE;
    case client_auth::optional: return MBEDTLS_SSL_VERIFY_OPTIONAL;
    case client_auth::required: break;
    }
    return MBEDTLS_SSL_VERIFY_REQUIRED;
}

namespace detail {

/// What a native verification flag says in the words of every backend.
struct named_flag {
    std::uint32_t flag;
    reason why;
};

/// Source: mbedtls/x509.h.
inline constexpr auto reasons = std::array{
    named_flag{MBEDTLS_X509_BADCERT_EXPIRED, reason::expired},
    named_flag{MBEDTLS_X509_BADCERT_FUTURE, reason::not_yet_valid},
    named_flag{MBEDTLS_X509_BADCERT_NOT_TRUSTED, reason::unknown_issuer},
    named_flag{MBEDTLS_X509_BADCERT_REVOKED, reason::revoked},
    named_flag{MBEDTLS_X509_BADCERT_CN_MISMATCH, reason::name_mismatch},
    named_flag{MBEDTLS_X509_BADCERT_KEY_USAGE, reason::wrong_key_usage},
    named_flag{MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, reason::wrong_purpose},
    named_flag{MBEDTLS_X509_BADCERT_NS_CERT_TYPE, reason::wrong_purpose},
    named_flag{MBEDTLS_X509_BADCERT_BAD_MD, reason::weak_hash},
    named_flag{MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY, reason::weak_key},
    named_flag{MBEDTLS_X509_BADCRL_NOT_TRUSTED | MBEDTLS_X509_BADCRL_BAD_MD |
                   MBEDTLS_X509_BADCRL_BAD_PK | MBEDTLS_X509_BADCRL_BAD_KEY,
               reason::revocation_unknown},
    named_flag{MBEDTLS_X509_BADCERT_MISSING | MBEDTLS_X509_BADCERT_SKIP_VERIFY |
                   MBEDTLS_X509_BADCERT_OTHER,
               reason::other},
};

/// What Mbed TLS compares with a clock that cannot be set: the dates of lists, which are judged
/// elsewhere.
inline constexpr std::uint32_t list_dates =
    MBEDTLS_X509_BADCRL_EXPIRED | MBEDTLS_X509_BADCRL_FUTURE;

/// Notes what `flags` say of the certificate at `depth`.
inline void note_flags(std::uint32_t flags, std::uint8_t depth, finding_room& findings) noexcept {
    flags &= ~list_dates;
    for (const auto& each : reasons) {
        const auto set = static_cast<std::int32_t>(flags & each.flag);
        if (set != 0) note(findings, {each.why, depth, set});
        flags &= ~each.flag;
    }
    if (flags != 0) note(findings, {reason::other, depth, static_cast<std::int32_t>(flags)});
}

/// The native flag that makes Mbed TLS send `alert`.
constexpr std::uint32_t flag_for(alert_description alert) noexcept {
    switch (alert) {
    case alert_description::unsupported_certificate: return MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    case alert_description::certificate_expired: return MBEDTLS_X509_BADCERT_EXPIRED;
    case alert_description::certificate_revoked: return MBEDTLS_X509_BADCERT_REVOKED;
    case alert_description::unknown_ca: return MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    default: return MBEDTLS_X509_BADCERT_CN_MISMATCH;  // bad_certificate
    }
}

}  // namespace detail

/// The native flags that depth 0 is left with for a peer that is refused: those that send the right
/// alert. They are all that Mbed TLS decides by, since every other depth is left with none.
inline std::uint32_t flag_for(const verification& refused) noexcept {
    return detail::flag_for(alert_for(refused.findings()));
}

}  // namespace onetls::mbedtls
