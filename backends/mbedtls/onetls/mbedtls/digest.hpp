// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

/// Computes the SHA-256 of `bytes`; false when that failed.
///
/// Source: psa_hash_compute.
inline bool sha256(std::span<const std::byte> bytes, std::span<std::byte, 32> into) noexcept {
    std::size_t size = 0;
    return psa_hash_compute(PSA_ALG_SHA_256, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size(), reinterpret_cast<unsigned char*>(into.data()),
                            into.size(), &size) == PSA_SUCCESS;
}

}  // namespace onetls::mbedtls
