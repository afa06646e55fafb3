// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace onetls {

/// What a TLS alert says. `none` stands for "no alert, or not known".
///
/// Source: IANA TLS Alerts; RFC 8446 §6, RFC 7301 §3.2.
enum class alert_description : std::uint8_t {
    close_notify = 0,
    unexpected_message = 10,
    bad_record_mac = 20,
    record_overflow = 22,
    handshake_failure = 40,
    no_certificate = 41,  ///< Reserved since TLS 1.0.
    bad_certificate = 42,
    unsupported_certificate = 43,
    certificate_revoked = 44,
    certificate_expired = 45,
    certificate_unknown = 46,
    illegal_parameter = 47,
    unknown_ca = 48,
    access_denied = 49,
    decode_error = 50,
    decrypt_error = 51,
    protocol_version = 70,
    insufficient_security = 71,
    internal_error = 80,
    inappropriate_fallback = 86,
    user_canceled = 90,
    no_renegotiation = 100,
    missing_extension = 109,
    unsupported_extension = 110,
    unrecognized_name = 112,
    bad_certificate_status_response = 113,
    unknown_psk_identity = 115,
    certificate_required = 116,
    no_application_protocol = 120,
    none = 255,
};

/// The IANA name of `alert`.
constexpr std::string_view name_of(alert_description alert) noexcept {
    switch (alert) {
    case alert_description::close_notify: return "close_notify";
    case alert_description::unexpected_message: return "unexpected_message";
    case alert_description::bad_record_mac: return "bad_record_mac";
    case alert_description::record_overflow: return "record_overflow";
    case alert_description::handshake_failure: return "handshake_failure";
    case alert_description::no_certificate: return "no_certificate";
    case alert_description::bad_certificate: return "bad_certificate";
    case alert_description::unsupported_certificate: return "unsupported_certificate";
    case alert_description::certificate_revoked: return "certificate_revoked";
    case alert_description::certificate_expired: return "certificate_expired";
    case alert_description::certificate_unknown: return "certificate_unknown";
    case alert_description::illegal_parameter: return "illegal_parameter";
    case alert_description::unknown_ca: return "unknown_ca";
    case alert_description::access_denied: return "access_denied";
    case alert_description::decode_error: return "decode_error";
    case alert_description::decrypt_error: return "decrypt_error";
    case alert_description::protocol_version: return "protocol_version";
    case alert_description::insufficient_security: return "insufficient_security";
    case alert_description::internal_error: return "internal_error";
    case alert_description::inappropriate_fallback: return "inappropriate_fallback";
    case alert_description::user_canceled: return "user_canceled";
    case alert_description::no_renegotiation: return "no_renegotiation";
    case alert_description::missing_extension: return "missing_extension";
    case alert_description::unsupported_extension: return "unsupported_extension";
    case alert_description::unrecognized_name: return "unrecognized_name";
    case alert_description::bad_certificate_status_response:
        return "bad_certificate_status_response";
    case alert_description::unknown_psk_identity: return "unknown_psk_identity";
    case alert_description::certificate_required: return "certificate_required";
    case alert_description::no_application_protocol: return "no_application_protocol";
    case alert_description::none: break;
    }
    return "unknown";
}

}  // namespace onetls
