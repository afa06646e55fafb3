// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>

namespace judge {

/// Says whether the native library of the backend B reads `der` by itself: a `certificate` comes
/// about only when the shared reader can read it too.
template <class B>
bool reads_natively(std::span<const std::byte> der);

template <>
bool reads_natively<onetls::openssl::backend>(std::span<const std::byte> der);
template <>
bool reads_natively<onetls::mbedtls::backend>(std::span<const std::byte> der);

}  // namespace judge
