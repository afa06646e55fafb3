// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

/// The certificates of a list, in DER: Mbed TLS keeps the encoding.
///
/// Lifetime: borrows from the list.
class encoded_certificates {
public:
    /// An object without a certificate is an empty list, and so is nullptr.
    explicit encoded_certificates(const mbedtls_x509_crt* first) noexcept : first_{first} {}

    /// Calls `take(der)` for each certificate.
    template <class Take>
    void for_each(Take take) const noexcept {
        for (const auto* each = first_; each != nullptr; each = each->next)
            if (each->raw.p != nullptr) take(detail::der_of(*each));
    }

private:
    const mbedtls_x509_crt* first_;
};

}  // namespace onetls::mbedtls
