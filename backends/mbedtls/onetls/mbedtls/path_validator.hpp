// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include <onetls/chain_verification.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/mbedtls/bodies/certificate.hpp>
#include <onetls/mbedtls/digest.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/policy.hpp>
#include <onetls/mbedtls/verify.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {
namespace detail {

inline const unsigned char* octets(std::span<const std::byte> bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// The native name of `hash`; none where Mbed TLS has no signatures over it.
constexpr mbedtls_md_type_t native_hash(hash_algorithm hash) noexcept {
    switch (hash) {
    case hash_algorithm::sha1: return MBEDTLS_MD_SHA1;
    case hash_algorithm::sha224: return MBEDTLS_MD_SHA224;
    case hash_algorithm::sha256: return MBEDTLS_MD_SHA256;
    case hash_algorithm::sha384: return MBEDTLS_MD_SHA384;
    case hash_algorithm::sha512: return MBEDTLS_MD_SHA512;
    default: return MBEDTLS_MD_NONE;
    }
}

/// Parses the certificates of `path` into `list`, and returns the native code of the first failure.
///
/// Lifetime: `list` borrows the bytes of `path`.
inline int parse_list(path_view path, mbedtls_x509_crt& list) noexcept {
    for (const auto& der : path) {
        const int failed = mbedtls_x509_crt_parse_der_with_ext_cb(
            &list, reinterpret_cast<const unsigned char*>(der.data()), der.size(), 0,
            &accept_judged_extension, nullptr);
        if (failed != 0) return failed;
    }
    return 0;
}

/// Says whether `list` is by the issuer of a certificate in `path`.
inline bool concerns(const crl_view& list, path_view path) noexcept {
    for (const auto& der : path) {
        const auto judged = certificate_view::parse(der);
        if (judged && judged->issuer() == list.issuer()) return true;
    }
    return false;
}

/// Parses the revocation lists that concern `path` into `list`, and returns the native code of the
/// first that cannot be parsed: its signature would go unchecked.
inline int parse_lists(std::span<const crl_view> lists, path_view path,
                       compat::revocation_lists& list) noexcept {
    if (!compat::has_revocation_lists && !lists.empty())
        return MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE;
    for (const auto& each : lists) {
        if (!compat::has_revocation_lists || !concerns(each, path)) continue;
        const int failed = compat::parse_list(list, each.der());
        if (failed != 0) return failed;
    }
    return 0;
}

/// What Mbed TLS validates a path with: too large for the stack of a small device.
struct parsed_path {
    x509_object peer;
    x509_object anchor;
    crl_object lists;
};

}  // namespace detail

/// Has Mbed TLS check one explicit path: the anchor is all that it trusts, the rest all that it may
/// use.
///
/// Source: mbedtls_x509_crt_verify_with_profile.
struct path_validator {
    void operator()(path_view path, const expectation& expected,
                    finding_room& findings) const noexcept {
        const onetls::detail::owned<detail::parsed_path> parsed{new (std::nothrow)
                                                                    detail::parsed_path};
        if (!parsed) return note(findings, {reason::malformed, 0, MBEDTLS_ERR_X509_ALLOC_FAILED});
        auto& [peer, anchor, lists] = *parsed;
        const int list_failed = detail::parse_lists(expected.crls, path, *lists);
        if (list_failed != 0) note(findings, {reason::revocation_unknown, 0, list_failed});
        const bool ready = psa_crypto_init() == PSA_SUCCESS;
        const int failed =
            detail::parse_list(path.first(path.size() == 1 ? 1 : path.size() - 1), *peer);
        const int anchor_failed = detail::parse_list(path.last(1), *anchor);
        if (!ready || failed != 0 || anchor_failed != 0)
            return note(findings, {reason::malformed, 0, failed != 0 ? failed : anchor_failed});
        const auto profile = detail::profile_of(expected.rules);
        std::uint32_t flags = 0;
        const int refused = mbedtls_x509_crt_verify_with_profile(
            peer.get(), anchor.get(), compat::native_lists(*lists), &profile, nullptr, &flags,
            &collect, &findings);
        const bool explained = refused == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && flags != 0;
        if (refused != 0 && !(explained && !findings.empty()))
            note(findings, {reason::other, 0, refused});
    }

    /// Source: mbedtls_pk_verify_ext.
    static bool made_signature(const certificate_view& issued,
                               const certificate_view& issuer) noexcept {
        const auto hash = detail::native_hash(hash_of(issued.signature_algorithm()));
        const auto* const info = mbedtls_md_info_from_type(hash);
        key_object key;
        std::array<unsigned char, MBEDTLS_MD_MAX_SIZE> digest;
        const auto spki = issuer.public_key().spki;
        if (info == nullptr || psa_crypto_init() != PSA_SUCCESS ||
            mbedtls_md(info, detail::octets(issued.to_be_signed()), issued.to_be_signed().size(),
                       digest.data()) != 0 ||
            mbedtls_pk_parse_public_key(key.get(), detail::octets(spki), spki.size()) != 0)
            return false;
        const bool pss = issued.signature_algorithm().algorithm == oids::rsa_pss;
        const mbedtls_pk_rsassa_pss_options options{.mgf1_hash_id = hash,
                                                    .expected_salt_len = MBEDTLS_RSA_SALT_LEN_ANY};
        return mbedtls_pk_verify_ext(pss ? MBEDTLS_PK_RSASSA_PSS : mbedtls_pk_get_type(key.get()),
                                     pss ? &options : nullptr, key.get(), hash, digest.data(),
                                     mbedtls_md_get_size(info), detail::octets(issued.signature()),
                                     issued.signature().size()) == 0;
    }

private:
    static int collect(void* findings, mbedtls_x509_crt*, int depth,
                       std::uint32_t* flags) noexcept {
        *flags &= ~detail::list_dates;
        detail::note_flags(*flags, static_cast<std::uint8_t>(depth),
                           *static_cast<finding_room*>(findings));
        return 0;
    }
};

/// Verifies `chain`, the peer's certificate first, without a connection: by the judgement that a
/// handshake applies.
///
/// Every path to an anchor is tried, within bounds, and each is validated by Mbed TLS.
///
/// Shape:  PEM with any number of certificates, or DER with one.
/// Errors: bad_input with field::certificate_chain or field::trust; out_of_memory. A chain that is
///         refused is no error: the report says so.
[[nodiscard]] inline result<verification> verify(source chain,
                                                 const verify_settings& settings) noexcept {
    return onetls::detail::verify_chain(chain, settings, path_validator{}, &sha256);
}

}  // namespace onetls::mbedtls
