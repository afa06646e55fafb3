// SPDX-License-Identifier: BSL-1.0
#include "native_parse.hpp"

#include <openssl/err.h>

namespace judge {

template <>
bool reads_natively<onetls::openssl::backend>(std::span<const std::byte> der) {
    const bool read = onetls::openssl::detail::parse_certificate(der).has_value();
    ERR_clear_error();
    return read;
}

template <>
bool reads_natively<onetls::mbedtls::backend>(std::span<const std::byte> der) {
    onetls::mbedtls::x509_object list;
    return onetls::mbedtls::detail::parse_certificate(der, *list).has_value();
}

}  // namespace judge
