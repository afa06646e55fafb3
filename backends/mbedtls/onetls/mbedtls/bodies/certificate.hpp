// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/certificate_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/known_extensions.hpp>
#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls::detail {

/// Accepts a critical extension that Mbed TLS does not know where the shared judgement does: name
/// constraints above all.
inline int accept_judged_extension(void*, const mbedtls_x509_crt*, const mbedtls_x509_buf* name,
                                   int, const unsigned char*, const unsigned char*) noexcept {
    const oid identifier{std::as_bytes(std::span{name->p, name->len})};
    return is_known_extension(identifier) ? 0 : MBEDTLS_ERR_X509_INVALID_EXTENSIONS;
}

/// Says whether a certificate was refused for a kind of key or signature that is not built in.
constexpr bool is_unknown_algorithm(int native) noexcept {
    const int of_module = -(-native & ~0x7F);
    return of_module == MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG ||
           of_module == MBEDTLS_ERR_PK_UNKNOWN_PK_ALG;
}

/// Parses the one certificate in `der` and appends it to `list`; nothing may follow it. Where `der`
/// lasts as long as `list`, it is not copied.
inline result<void> parse_certificate(std::span<const std::byte> der, mbedtls_x509_crt& list,
                                      bool lasts = false) noexcept {
    if (const auto outer = der::only(der, der::tag::sequence); !outer)
        return refuse(field::certificate, cause::malformed);
    // PSA has to be ready before a key inside a certificate is looked at.
    if (auto started = start_crypto(); !started) return started;
    const int failed = mbedtls_x509_crt_parse_der_with_ext_cb(
        &list, reinterpret_cast<const unsigned char*>(der.data()), der.size(), lasts ? 0 : 1,
        &accept_judged_extension, nullptr);
    if (failed == 0) return {};
    if (is_unknown_algorithm(failed))
        return std::unexpected(error{.code = errc::unsupported,
                                     .why = cause::not_in_backend,
                                     .where = field::certificate,
                                     .native = failed});
    return refuse(field::certificate, cause::malformed, failed);
}

template <class Unit>
result<certificate> certificate_reader<Unit>::from_pem(std::string_view pem) noexcept {
    return onetls::detail::first_certificate<certificate>(pem);
}

template <class Unit>
result<certificate> certificate_reader<Unit>::from_der(std::span<const std::byte> der) noexcept {
    if (!certificate_view::parse(der)) return refuse(field::certificate, cause::malformed);
    auto* data = new (std::nothrow) certificate_data;
    if (data == nullptr) return std::unexpected(error{errc::out_of_memory});
    certificate made{certificate::shared_data::adopt(data)};
    if (auto parsed = parse_certificate(der, *data->native); !parsed)
        return std::unexpected(parsed.error());
    return made;
}

}  // namespace onetls::mbedtls::detail
