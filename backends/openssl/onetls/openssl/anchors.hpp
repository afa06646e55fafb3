// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/detail/shared_anchors.hpp>
#include <onetls/openssl/bodies/waiting_anchors.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/system_trust.hpp>
#include <onetls/trust.hpp>
#include <onetls/trust_terms.hpp>

namespace onetls::openssl {
namespace detail {

/// Adds the anchor in `der` to `store`, if that does not have it: at once where it is none for this
/// library's own eyes, so that OpenSSL decides whether it is one; else when it is needed.
///
/// Errors: those of `waiting_anchors::add` and `add_anchor`.
inline result<bool> take_anchor(X509_STORE* store, waiting_anchors& waiting,
                                std::span<const std::byte> der) noexcept {
    const auto read = certificate_view::parse(der);
    if (read) return waiting.add(der, read->subject().der());
    const int before = sk_X509_OBJECT_num(X509_STORE_get0_objects(store));
    if (auto added = add_anchor(store, der); !added) return std::unexpected(added.error());
    // OpenSSL passes over one that it has.
    return sk_X509_OBJECT_num(X509_STORE_get0_objects(store)) != before;
}

/// Adds the certificates in `bytes` to `store`, each once. What cannot be parsed is counted as
/// skipped.
inline result<void> add_anchors(X509_STORE* store, std::span<const std::byte> bytes,
                                anchor_count& count) noexcept {
    auto* const waiting = waiting_anchors::of(store);
    if (waiting == nullptr) return std::unexpected(take_error(errc::out_of_memory));
    return onetls::detail::for_each_certificate(
        bytes, [&](std::span<const std::byte> der) -> result<void> {
            const auto added = take_anchor(store, *waiting, der);
            if (!added && added.error().code == errc::out_of_memory)
                return std::unexpected(added.error());
            if (!added) return ++count.skipped, result<void>{};
            if (*added) ++count.loaded;
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
    const auto loaded =
        onetls::detail::for_each_loaded(wanted.sources(), [&](const loaded_source& from) {
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
    const bool shared = is_of_process(wanted.sources()) && sk_X509_OBJECT_num(held) == 0;
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
