// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/certificate_view.hpp>
#include <onetls/concepts.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {
namespace detail {

/// Parses the one certificate in `der`; nothing may follow it.
inline result<x509_handle> parse_certificate(std::span<const std::byte> der) noexcept {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    x509_handle parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    if (!parsed || at != end) return refuse(field::certificate, cause::malformed);
    return parsed;
}

/// A native certificate and its encoding, shared by the copies of a `certificate`.
struct certificate_data : onetls::detail::counted {
    x509_handle native;
    onetls::detail::owned_bytes der;

    static void destroy(const certificate_data* data) noexcept { delete data; }
};

}  // namespace detail

/// A parsed X.509 certificate. Copies share one parsed object.
class certificate {
public:
    /// Parses the first certificate in `pem`; what stands before and behind it is ignored.
    ///
    /// Errors: bad_input with field::certificate: no_certificate, malformed; out_of_memory.
    /// Source: RFC 7468 §5.
    [[nodiscard]] static result<certificate> from_pem(std::string_view pem) noexcept {
        return onetls::detail::first_certificate<certificate>(pem);
    }

    /// Parses the one certificate in `der`.
    ///
    /// Errors: bad_input with field::certificate: malformed; out_of_memory.
    /// Source: RFC 5280 §4.1, d2i_X509(3).
    [[nodiscard]] static result<certificate> from_der(std::span<const std::byte> der) noexcept {
        ERR_clear_error();
        if (!certificate_view::parse(der)) return refuse(field::certificate, cause::malformed);
        auto parsed = detail::parse_certificate(der);
        if (!parsed) return std::unexpected(parsed.error());
        auto copy = onetls::detail::owned_bytes::copy_of(der);
        auto* data = copy ? new (std::nothrow) detail::certificate_data : nullptr;
        if (data == nullptr) return std::unexpected(error{errc::out_of_memory});
        data->native = std::move(*parsed);
        data->der = std::move(copy);
        return certificate{shared_data::adopt(data)};
    }

    /// The certificate's DER encoding.
    ///
    /// Lifetime: valid while this certificate or a copy of it lives.
    std::span<const std::byte> der() const noexcept { return data_->der.span(); }

    /// What the certificate says.
    ///
    /// Lifetime: as `der`.
    certificate_view view() const noexcept { return *certificate_view::parse(der()); }

    /// The native object, to be read only.
    const X509* native() const noexcept { return data_->native.get(); }

private:
    using shared_data = onetls::detail::shared<const detail::certificate_data>;

    explicit certificate(shared_data data) noexcept : data_{std::move(data)} {}

    shared_data data_;
};

static_assert(Certificate<certificate>);

}  // namespace onetls::openssl
