// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>
#include <onetls/forward.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

class certificate;

namespace detail {

/// The encoding that `native` keeps.
inline std::span<const std::byte> der_of(const mbedtls_x509_crt& native) noexcept {
    return std::as_bytes(std::span{native.raw.p, native.raw.len});
}

/// A native certificate, shared by the copies of a `certificate`.
struct certificate_data : onetls::detail::counted {
    x509_object native;

    static void destroy(const certificate_data* data) noexcept { delete data; }
};

/// Parses certificates. A template, so that a program may have it compiled once: how is in
/// `bodies/certificate.hpp`.
template <class Unit = void>
struct certificate_reader {
    static result<certificate> from_pem(std::string_view pem) noexcept;
    static result<certificate> from_der(std::span<const std::byte> der) noexcept;
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
        return detail::certificate_reader<>::from_pem(pem);
    }

    /// Parses the one certificate in `der`.
    ///
    /// Errors: bad_input with field::certificate: malformed; out_of_memory.
    /// Source: RFC 5280 §4.1, mbedtls_x509_crt_parse_der.
    [[nodiscard]] static result<certificate> from_der(std::span<const std::byte> der) noexcept {
        return detail::certificate_reader<>::from_der(der);
    }

    /// The certificate's DER encoding.
    ///
    /// Lifetime: valid while this certificate or a copy of it lives.
    std::span<const std::byte> der() const noexcept { return detail::der_of(*native()); }

    /// What the certificate says. Who looks at it includes `certificate_view.hpp`.
    ///
    /// Lifetime: as `der`.
    template <class View = certificate_view>
    View view() const noexcept {
        return *View::parse(der());
    }

    /// The native object, to be read only.
    const mbedtls_x509_crt* native() const noexcept { return data_->native.get(); }

private:
    friend detail::certificate_reader<>;

    using shared_data = onetls::detail::shared<const detail::certificate_data>;

    explicit certificate(shared_data data) noexcept : data_{std::move(data)} {}

    shared_data data_;
};

}  // namespace onetls::mbedtls
