// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/der.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {

/// Certificates in DER, one behind the other: OpenSSL gives no access to the encoding that it
/// keeps.
class encoded_certificates {
public:
    /// Encodes those of `certificates` that `wanted` holds for. Holds none when out of memory.
    ///
    /// Source: i2d_X509(3).
    template <class Wanted>
    encoded_certificates(const STACK_OF(X509) * certificates, Wanted wanted) noexcept {
        std::size_t size = 0;
        const auto for_each_wanted = [&](auto visit) {
            for (int index = 0; index < sk_X509_num(certificates); ++index)
                if (const X509* each = sk_X509_value(certificates, index); wanted(each))
                    visit(each);
        };
        for_each_wanted(
            [&](const X509* each) { size += static_cast<std::size_t>(i2d_X509(each, nullptr)); });
        bytes_ = onetls::detail::owned_bytes::allocate(size + 1);
        if (!bytes_) return;
        auto* at = reinterpret_cast<unsigned char*>(bytes_.span().data());
        for_each_wanted([&](const X509* each) { i2d_X509(each, &at); });
        size_ = size;
    }

    explicit operator bool() const noexcept { return static_cast<bool>(bytes_); }

    /// Calls `take(der)` for each certificate.
    template <class Take>
    void for_each(Take take) const noexcept {
        der::reader all{bytes_.span().first(size_)};
        while (const auto each = all.next()) take(each->whole);
    }

private:
    onetls::detail::owned_bytes bytes_;
    std::size_t size_ = 0;
};

}  // namespace onetls::openssl
