// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/certificate_view.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/openssl/certificate.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl::detail {

/// Parses the one certificate in `der`; nothing may follow it.
inline result<x509_handle> parse_certificate(std::span<const std::byte> der) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    x509_handle parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    if (!parsed || at != end) return refuse(field::certificate, cause::malformed);
    return parsed;
}

template <class Unit>
result<certificate> certificate_reader<Unit>::from_pem(std::string_view pem) noexcept {
    return onetls::detail::first_certificate<certificate>(pem);
}

template <class Unit>
result<certificate> certificate_reader<Unit>::from_der(std::span<const std::byte> der) noexcept {
    ERR_clear_error();
    if (!certificate_view::parse(der)) return refuse(field::certificate, cause::malformed);
    auto parsed = parse_certificate(der);
    if (!parsed) return std::unexpected(parsed.error());
    auto copy = onetls::detail::owned_bytes::copy_of(der);
    auto* data = copy ? new (std::nothrow) certificate_data : nullptr;
    if (data == nullptr) return std::unexpected(error{errc::out_of_memory});
    data->native = std::move(*parsed);
    data->der = std::move(copy);
    return certificate{certificate::shared_data::adopt(data)};
}

}  // namespace onetls::openssl::detail
