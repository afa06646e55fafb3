// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/crl_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/detail/shared_anchors.hpp>
#include <onetls/mbedtls/bodies/certificate.hpp>
#include <onetls/mbedtls/encoded_certificates.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>

namespace onetls::mbedtls {
namespace detail {

inline bool contains(const mbedtls_x509_crt& list, std::span<const std::byte> der) noexcept {
    bool found = false;
    encoded_certificates{&list}.for_each(
        [&](std::span<const std::byte> each) { found = found || der::equal(each, der); });
    return found;
}

/// Adds the certificates in `from` to `list`, each once. What cannot be parsed is counted as
/// skipped.
template <parts Built>
result<void> add_anchors(mbedtls_x509_crt& list, const loaded_source& from,
                         anchor_count& count) noexcept {
    // What is decoded from PEM does not last.
    const bool lasts = from.lasts() && !(Built.pem && looks_like_pem(from.bytes()));
    const auto added = onetls::detail::for_each_certificate<Built.pem>(
        from.bytes(), [&](std::span<const std::byte> der) -> result<void> {
            if (contains(list, der)) return {};
            const auto parsed = parse_certificate(der, list, lasts);
            if (!parsed && parsed.error().code == errc::out_of_memory) return parsed;
            ++(parsed ? count.loaded : count.skipped);
            return {};
        });
    if (!added) return std::unexpected(at(field::trust, added.error()));
    return {};
}

}  // namespace detail

/// The anchors of one context: its own, or those that it shares with others.
class anchor_list {
public:
    /// Loads exactly the anchors of `wanted`.
    ///
    /// Errors: bad_input with field::trust: not_found, unreadable; out_of_memory.
    template <parts Built>
    result<anchor_count> load(std::span<const source> wanted) noexcept {
        if constexpr (compat::has_threading)
            if (is_of_process(wanted)) return load_shared<Built>(wanted[0]);
        anchor_count count;
        const auto loaded = onetls::detail::for_each_loaded(wanted, [&](const loaded_source& from) {
            return detail::add_anchors<Built>(*own_, from, count);
        });
        if (!loaded) return std::unexpected(loaded.error());
        return count;
    }

    /// The first of the list, which is empty at first. Mbed TLS asks for one that can be changed,
    /// and changes nothing but what it guards with a lock.
    mbedtls_x509_crt& first() const noexcept { return shared_ ? *shared_->native : *own_; }

private:
    template <parts Built>
    result<anchor_count> load_shared(const source& where) noexcept {
        auto anchors = onetls::detail::load_shared<x509_object>(where, [](auto& made) {
            return detail::add_anchors<Built>(*made.native, made.read, made.count);
        });
        if (!anchors) return std::unexpected(anchors.error());
        shared_ = std::move(*anchors);
        return shared_->count;
    }

    mutable x509_object own_;
    onetls::detail::shared<const onetls::detail::shared_anchors<x509_object>> shared_;
};

/// Parses the revocation lists `from` into `list`.
///
/// Errors: bad_input with field::crls for a list that Mbed TLS cannot parse; out_of_memory.
inline result<void> parse(std::span<const crl_view> from, compat::revocation_lists& list) noexcept {
    for (const auto& each : from) {
        const int failed = compat::parse_list(list, each.der());
        if (failed != 0) return refuse(field::crls, cause::malformed, failed);
    }
    return {};
}

/// Gives `config` exactly the anchors of `wanted`, which are loaded into `anchors`, and the
/// revocation lists. Where peers may `stand_alone` there need not be any.
///
/// Lifetime: `config` keeps pointers to both.
/// Errors: bad_input with field::trust: not_found, unreadable, no_anchor; out_of_memory.
template <parts Built>
result<anchor_count> apply(std::span<const source> wanted, bool stand_alone,
                           mbedtls_ssl_config& config, anchor_list& anchors,
                           compat::revocation_lists& lists) noexcept {
    const auto count = anchors.load<Built>(wanted);
    if (!count) return count;
    if (count->loaded == 0 && !stand_alone)
        return std::unexpected(error{errc::bad_input, cause::no_anchor, field::trust});
    // Where keys are trusted by themselves the list may be empty, but has to be there.
    mbedtls_ssl_conf_ca_chain(&config, &anchors.first(), compat::native_lists(lists));
    return count;
}

}  // namespace onetls::mbedtls
