// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/crl_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/detail/shared_anchors.hpp>
#include <onetls/openssl/bodies/certificate.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/system_trust.hpp>
#include <onetls/trust.hpp>
#include <onetls/trust_terms.hpp>

namespace onetls::openssl {
namespace detail {

/// Has OpenSSL note now what it needs to know of a certificate that threads will share: else the
/// first that verify do so at the same time. What is wrong with it counts when a path is verified.
///
/// Errors: out_of_memory.
inline result<void> prepare(X509* anchor) noexcept {
    if (X509_check_purpose(anchor, -1, 0) == 1) return {};
    const auto failure = take_error(errc::bad_input);
    if (failure.code == errc::out_of_memory) return std::unexpected(failure);
    return {};
}

/// Adds the certificates in `bytes` to `store`, each once. What cannot be parsed is counted as
/// skipped.
inline result<void> add_anchors(X509_STORE* store, std::span<const std::byte> bytes,
                                anchor_count& count) noexcept {
    return onetls::detail::for_each_certificate(
        bytes, [&](std::span<const std::byte> der) -> result<void> {
            const auto parsed = parse_certificate(der);
            if (!parsed && parsed.error().code == errc::out_of_memory)
                return std::unexpected(parsed.error());
            if (!parsed) return ++count.skipped, result<void>{};
            if (auto prepared = prepare(parsed->get()); !prepared) return prepared;
            // OpenSSL passes over one that it has.
            const int before = sk_X509_OBJECT_num(X509_STORE_get0_objects(store));
            if (X509_STORE_add_cert(store, parsed->get()) != 1)
                return std::unexpected(take_error(errc::out_of_memory));
            if (sk_X509_OBJECT_num(X509_STORE_get0_objects(store)) != before) ++count.loaded;
            return {};
        });
}

/// Gives `context` the anchors of `where`, which it shares with others.
inline result<anchor_count> apply_shared(const source& where, SSL_CTX* context) noexcept {
    const auto anchors =
        onetls::detail::load_shared<store_handle>(where, [](auto& made) -> result<void> {
            made.native.reset(X509_STORE_new());
            if (!made.native) return std::unexpected(take_error(errc::out_of_memory));
            return add_anchors(made.native.get(), made.text(), made.count);
        });
    if (!anchors) return std::unexpected(anchors.error());
    SSL_CTX_set1_cert_store(context, (*anchors)->native.get());
    return (*anchors)->count;
}

/// Adds the anchors of each source of `wanted` to the store of `context`.
inline result<anchor_count> apply_own(const trust& wanted, SSL_CTX* context) noexcept {
    anchor_count count;
    const auto loaded = onetls::detail::for_each_loaded(wanted, [&](const loaded_source& from) {
        return add_anchors(SSL_CTX_get_cert_store(context), from.bytes(), count);
    });
    if (!loaded) return std::unexpected(loaded.error());
    return count;
}

}  // namespace detail

/// Gives `context` exactly the anchors of `wanted`, and what its store holds already: revocation
/// lists, which are its own.
///
/// Errors: bad_input with field::trust: not_found, unreadable, no_anchor; out_of_memory.
inline result<anchor_count> apply(const trust& wanted, const trust_terms& terms,
                                  SSL_CTX* context) noexcept {
    const auto* const held = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
    const bool shared = wanted.is_of_process() && sk_X509_OBJECT_num(held) == 0;
    const auto count = shared ? detail::apply_shared(wanted.sources()[0], context)
                              : detail::apply_own(wanted, context);
    if (count && count->loaded == 0 && !terms.stand_alone())
        return std::unexpected(error{errc::bad_input, cause::no_anchor, field::trust});
    return count;
}

/// Has the store of `context` check revocation by `lists`, for every certificate of a path.
///
/// Errors: bad_input with field::crls for a list that OpenSSL cannot parse; out_of_memory.
inline result<void> apply(std::span<const crl_view> lists, SSL_CTX* context) noexcept {
    for (const auto& each : lists) {
        const auto* at = reinterpret_cast<const unsigned char*>(each.der().data());
        const crl_handle parsed{d2i_X509_CRL(nullptr, &at, static_cast<long>(each.der().size()))};
        if (!parsed || X509_STORE_add_crl(SSL_CTX_get_cert_store(context), parsed.get()) != 1)
            return refuse(field::crls, cause::malformed);
    }
    if (!lists.empty())
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context),
                                    X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return {};
}

}  // namespace onetls::openssl
