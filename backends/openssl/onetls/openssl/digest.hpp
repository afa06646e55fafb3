// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {

/// Computes the SHA-256 of `bytes`; false when that failed.
///
/// Source: EVP_Digest(3).
inline bool sha256(std::span<const std::byte> bytes, std::span<std::byte, 32> into) noexcept {
    return EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(into.data()),
                      nullptr, EVP_sha256(), nullptr) == 1;
}

}  // namespace onetls::openssl
