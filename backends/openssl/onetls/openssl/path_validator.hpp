// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <openssl/x509v3.h>

#include <onetls/chain_verification.hpp>
#include <onetls/openssl/bodies/certificate.hpp>
#include <onetls/openssl/digest.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/verify.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {
namespace detail {

using store_context_handle = handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using store_handle = handle<X509_STORE, X509_STORE_free>;

/// Parses the certificates of `path` onto a stack; empty when one cannot be parsed.
inline certificate_stack parse_stack(path_view path) noexcept {
    certificate_stack stack{sk_X509_new_null()};
    for (const auto& der : path) {
        auto parsed = parse_certificate(der);
        if (!parsed || !stack || sk_X509_push(stack.get(), parsed->get()) <= 0) return nullptr;
        parsed->release();
    }
    return stack;
}

inline void free_crls(STACK_OF(X509_CRL) * lists) noexcept {
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
}
using crl_stack = handle<STACK_OF(X509_CRL), &free_crls>;

/// Parses revocation lists onto a stack. One that cannot be parsed is left out: it covers nothing.
inline crl_stack parse_stack(std::span<const crl_view> lists) noexcept {
    crl_stack stack{sk_X509_CRL_new_null()};
    for (const auto& each : lists) {
        const auto* at = reinterpret_cast<const unsigned char*>(each.der().data());
        crl_handle parsed{d2i_X509_CRL(nullptr, &at, static_cast<long>(each.der().size()))};
        if (parsed && stack && sk_X509_CRL_push(stack.get(), parsed.get()) > 0) parsed.release();
    }
    ERR_clear_error();
    return stack;
}

}  // namespace detail

/// Has OpenSSL check one explicit path: the anchor is all that it trusts, the rest all that it may
/// use.
///
/// Source: X509_verify_cert(3).
struct path_validator {
    void operator()(path_view path, const expectation& expected,
                    finding_room& findings) const noexcept {
        const auto others = detail::parse_stack(path.first(path.size() - 1));
        const auto anchors = detail::parse_stack(path.last(1));
        const auto lists = detail::parse_stack(expected.crls);
        const detail::store_handle store{X509_STORE_new()};
        const detail::store_context_handle context{X509_STORE_CTX_new()};
        if (!others || !anchors || !lists || !store || !context)
            return note(findings, {reason::malformed, 0, take_error(errc::bad_input).native});
        X509* const peer = sk_X509_value(path.size() == 1 ? anchors.get() : others.get(), 0);
        if (X509_STORE_CTX_init(context.get(), store.get(), peer, others.get()) != 1 ||
            X509_STORE_CTX_set_default(context.get(), role_name(expected.purpose)) != 1)
            return note(findings, {reason::other, 0, take_error(errc::internal).native});
        X509_STORE_CTX_set0_trusted_stack(context.get(), anchors.get());
        X509_STORE_CTX_set0_crls(context.get(), lists.get());
        restrict(*X509_STORE_CTX_get0_param(context.get()), expected);
        detail::find_natively(context.get(), expected.now, findings);
    }

    /// Source: X509_verify(3).
    static bool made_signature(const certificate_view& issued,
                               const certificate_view& issuer) noexcept {
        const auto child = detail::parse_certificate(issued.der());
        const auto parent = detail::parse_certificate(issuer.der());
        const bool made =
            child && parent && X509_verify(child->get(), X509_get0_pubkey(parent->get())) == 1;
        ERR_clear_error();
        return made;
    }

private:
    static const char* role_name(purpose role) noexcept {
        return role == purpose::server ? "ssl_server" : "ssl_client";
    }

    static void restrict(X509_VERIFY_PARAM& limits, const expectation& expected) noexcept {
        X509_VERIFY_PARAM_set_flags(&limits, X509_V_FLAG_PARTIAL_CHAIN);
        if (expected.revocation != nullptr)
            X509_VERIFY_PARAM_set_flags(&limits, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        // Names are the shared judgement's: OpenSSL would hold the common name against constraints.
        X509_VERIFY_PARAM_set_hostflags(&limits, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        X509_VERIFY_PARAM_set_auth_level(&limits, 2);
    }
};

/// Verifies `chain`, the peer's certificate first, without a connection: by the judgement that a
/// handshake applies.
///
/// Every path to an anchor is tried, within bounds, and each is validated by OpenSSL.
///
/// Shape:  PEM with any number of certificates, or DER with one.
/// Errors: bad_input with field::certificate_chain or field::trust; out_of_memory. A chain that is
///         refused is no error: the report says so.
[[nodiscard]] inline result<verification> verify(source chain,
                                                 const verify_settings& settings) noexcept {
    return onetls::detail::verify_chain(chain, settings, path_validator{}, &sha256);
}

}  // namespace onetls::openssl
