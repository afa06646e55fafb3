// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>

#include <onetls/chain_verification.hpp>
#include <onetls/client_auth.hpp>
#include <onetls/judgement.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {

/// What a native verification error says in the words of every backend.
///
/// Source: X509_STORE_CTX_get_error(3).
constexpr reason reason_of(int native) noexcept {
    switch (native) {
    case X509_V_ERR_CERT_NOT_YET_VALID: return reason::not_yet_valid;
    case X509_V_ERR_CERT_HAS_EXPIRED: return reason::expired;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED: return reason::unknown_issuer;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE: return reason::bad_signature;
    case X509_V_ERR_INVALID_CA: return reason::not_a_certificate_authority;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG: return reason::path_too_long;
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX: return reason::name_constraint_violated;
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_CERT_REJECTED: return reason::wrong_purpose;
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN: return reason::wrong_key_usage;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL: return reason::weak_key;
    case X509_V_ERR_CA_MD_TOO_WEAK: return reason::weak_hash;
    case X509_V_ERR_CERT_REVOKED: return reason::revoked;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED: return reason::revocation_unknown;
    case X509_V_ERR_INVALID_EXTENSION:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD: return reason::malformed;
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: return reason::unknown_critical_extension;
    default: return reason::other;
    }
}

/// How OpenSSL asks for a client's certificate.
///
/// Source: SSL_set_verify(3).
constexpr int verify_mode(client_auth wanted) noexcept {
    switch (wanted) {
    case client_auth::none: return SSL_VERIFY_NONE;
    case client_auth::optional: return SSL_VERIFY_PEER;
    case client_auth::required: break;
    }
    return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

namespace detail {

/// The native error that makes OpenSSL send `alert`.
constexpr int error_for(alert_description alert) noexcept {
    switch (alert) {
    case alert_description::unsupported_certificate: return X509_V_ERR_INVALID_PURPOSE;
    case alert_description::certificate_expired: return X509_V_ERR_CERT_HAS_EXPIRED;
    case alert_description::certificate_revoked: return X509_V_ERR_CERT_REVOKED;
    case alert_description::unknown_ca: return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    default: return X509_V_ERR_HOSTNAME_MISMATCH;  // bad_certificate
    }
}

/// Notes each native error and goes on, so that all of them are found: OpenSSL stops at the first.
inline int note_and_go_on(int fine, X509_STORE_CTX* path) noexcept {
    if (fine == 1) return 1;
    const int native = X509_STORE_CTX_get_error(path);
    auto& findings = *static_cast<finding_room*>(X509_STORE_CTX_get_app_data(path));
    note(findings, {reason_of(native),
                    static_cast<std::uint8_t>(X509_STORE_CTX_get_error_depth(path)), native});
    return 1;
}

/// Notes that a path leads nowhere which OpenSSL takes because the peer's own certificate is among
/// the anchors: that counts only for one that vouches for itself.
inline void note_partial_leaf(X509_STORE_CTX* path, finding_room& findings) noexcept {
    const int size = sk_X509_num(X509_STORE_CTX_get0_chain(path));
    if (X509_STORE_CTX_get_num_untrusted(path) == 0 && size > 1)
        note(findings, {reason::unknown_issuer, static_cast<std::uint8_t>(size - 1)});
}

/// Forgets that no list clears the anchor: it is trusted whatever lists say, and its own issuer
/// need not be known.
inline void forget_anchor_lists(X509_STORE_CTX* path, finding_room& findings) noexcept {
    const int anchor = sk_X509_num(X509_STORE_CTX_get0_chain(path)) - 1;
    if (X509_STORE_CTX_get_num_untrusted(path) > anchor) return;
    keep_only(findings, [&](const finding& each) {
        return each.why != reason::revocation_unknown || each.depth != anchor;
    });
}

/// Builds and checks the path natively, at the time `now`, and notes what is wrong with it.
inline void find_natively(X509_STORE_CTX* path, timestamp now, finding_room& findings) noexcept {
    X509_STORE_CTX_set_time(path, 0, static_cast<std::time_t>(now.seconds));
    if (X509_STORE_CTX_set_app_data(path, &findings) != 1)
        return note(findings, {reason::other, 0, take_error(errc::out_of_memory).native});
    X509_STORE_CTX_set_verify_cb(path, &note_and_go_on);
    const bool done = X509_verify_cert(path) == 1;
    note_partial_leaf(path, findings);
    forget_anchor_lists(path, findings);
    X509_STORE_CTX_set_app_data(path, nullptr);
    if (!done && findings.empty())
        note(findings, {reason::other, 0, X509_STORE_CTX_get_error(path)});
    ERR_clear_error();
}

inline std::size_t encoded_size(const STACK_OF(X509) * certificates) noexcept {
    std::size_t size = 0;
    for (int index = 0; index < sk_X509_num(certificates); ++index)
        size += static_cast<std::size_t>(i2d_X509(sk_X509_value(certificates, index), nullptr));
    return size;
}

inline void append(onetls::detail::report& report, certificate_chain::extents& chain,
                   const STACK_OF(X509) * certificates) noexcept {
    for (int index = 0; index < sk_X509_num(certificates); ++index) {
        const X509* each = sk_X509_value(certificates, index);
        const auto room = report.append(chain, static_cast<std::size_t>(i2d_X509(each, nullptr)));
        auto* at = reinterpret_cast<unsigned char*>(room.data());
        if (!room.empty()) i2d_X509(each, &at);
    }
}

}  // namespace detail

/// Judges the peer by the path that OpenSSL builds: natively first, then by the shared judgement.
///
/// Returns an empty report when out of memory: the peer is refused then.
inline judged_peer judge_built(X509_STORE_CTX* path, const expectation& expected) noexcept {
    const auto* sent = X509_STORE_CTX_get0_untrusted(path);
    const auto sent_size = detail::encoded_size(sent);
    finding_list findings;
    detail::find_natively(path, expected.now, findings);
    const auto* built = X509_STORE_CTX_get0_chain(path);
    auto* report = onetls::detail::report::create(sent_size + detail::encoded_size(built));
    if (report == nullptr) return {};
    detail::append(*report, report->sent, sent);
    detail::append(*report, report->built, built);
    // What the report has no room for is not judged.
    if (report->built.overflowed()) note(findings, {reason::path_too_long});
    const auto listed = report->path();
    const auto held = judge({listed.data(), listed.size()}, expected, findings);
    onetls::detail::put_into(*report, expected);
    onetls::detail::put_into(*report, held);
    return {onetls::detail::shared<onetls::detail::report>::adopt(report), held.first_seen};
}

/// Leaves the native error that makes OpenSSL accept the peer, or send the right alert.
inline void conclude(X509_STORE_CTX* path, const verification& report) noexcept {
    if (report.trusted()) return X509_STORE_CTX_set_error(path, X509_V_OK);
    const auto alert = report.known() ? alert_for(report.findings()) : alert_description::none;
    X509_STORE_CTX_set_error(path, detail::error_for(alert));
}

}  // namespace onetls::openssl
