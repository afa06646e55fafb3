// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/crl_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/encoded_certificates.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/trust.hpp>
#include <onetls/trust_terms.hpp>

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
inline result<void> add_anchors(mbedtls_x509_crt& list, const loaded_source& from,
                                anchor_count& count) noexcept {
    // What is decoded from PEM does not last.
    const bool lasts = from.lasts() && !looks_like_pem(from.bytes());
    return onetls::detail::for_each_certificate(
        from.bytes(), [&](std::span<const std::byte> der) -> result<void> {
            if (contains(list, der)) return {};
            const auto parsed = parse_certificate(der, list, lasts);
            if (!parsed && parsed.error().code == errc::out_of_memory) return parsed;
            ++(parsed ? count.loaded : count.skipped);
            return {};
        });
}

}  // namespace detail

/// Parses the revocation lists `from` into `list`.
///
/// Errors: bad_input with field::crls for a list that Mbed TLS cannot parse; out_of_memory.
inline result<void> parse(std::span<const crl_view> from, mbedtls_x509_crl& list) noexcept {
    for (const auto& each : from) {
        const int failed = compat::parse_list(list, each.der());
        if (failed != 0) return refuse(field::crls, cause::malformed, failed);
    }
    return {};
}

/// Gives `config` exactly the anchors of `wanted`, which are parsed into `list`, and the revocation
/// lists.
///
/// Lifetime: `config` keeps pointers to both lists.
/// Errors: bad_input with field::trust: not_found, unreadable, no_anchor; out_of_memory.
inline result<anchor_count> apply(const trust& wanted, const trust_terms& terms,
                                  mbedtls_ssl_config& config, mbedtls_x509_crt& list,
                                  mbedtls_x509_crl& lists) noexcept {
    anchor_count count;
    for (const auto& each : wanted.sources()) {
        const auto loaded = each.load();
        if (!loaded) return std::unexpected(at(field::trust, loaded.error()));
        if (auto added = detail::add_anchors(list, *loaded, count); !added)
            return std::unexpected(added.error());
    }
    if (count.loaded == 0 && !terms.stand_alone())
        return std::unexpected(error{errc::bad_input, cause::no_anchor, field::trust});
    // Where keys are trusted by themselves the list may be empty, but has to be there.
    mbedtls_ssl_conf_ca_chain(&config, &list, &lists);
    return count;
}

}  // namespace onetls::mbedtls
