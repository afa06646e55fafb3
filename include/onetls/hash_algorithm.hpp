// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace onetls {

/// A hash function, as signatures and key schedules use it.
enum class hash_algorithm : std::uint8_t {
    unknown,
    md2,
    md4,
    md5,
    sha1,
    sha224,
    sha256,
    sha384,
    sha512,
    sha512_256,
    sha3_224,
    sha3_256,
    sha3_384,
    sha3_512,
    intrinsic,  ///< The signature scheme is one with its hash: Ed25519, Ed448, ML-DSA.
};

constexpr std::string_view name_of(hash_algorithm hash) noexcept {
    switch (hash) {
    case hash_algorithm::unknown: break;
    case hash_algorithm::md2: return "MD2";
    case hash_algorithm::md4: return "MD4";
    case hash_algorithm::md5: return "MD5";
    case hash_algorithm::sha1: return "SHA-1";
    case hash_algorithm::sha224: return "SHA-224";
    case hash_algorithm::sha256: return "SHA-256";
    case hash_algorithm::sha384: return "SHA-384";
    case hash_algorithm::sha512: return "SHA-512";
    case hash_algorithm::sha512_256: return "SHA-512/256";
    case hash_algorithm::sha3_224: return "SHA3-224";
    case hash_algorithm::sha3_256: return "SHA3-256";
    case hash_algorithm::sha3_384: return "SHA3-384";
    case hash_algorithm::sha3_512: return "SHA3-512";
    case hash_algorithm::intrinsic: return "intrinsic";
    }
    return "unknown";
}

/// The size of what `hash` yields, in bits; 0 where it is unknown or part of a scheme.
constexpr std::uint16_t bits_of(hash_algorithm hash) noexcept {
    switch (hash) {
    case hash_algorithm::md2:
    case hash_algorithm::md4:
    case hash_algorithm::md5: return 128;
    case hash_algorithm::sha1: return 160;
    case hash_algorithm::sha224:
    case hash_algorithm::sha3_224: return 224;
    case hash_algorithm::sha256:
    case hash_algorithm::sha512_256:
    case hash_algorithm::sha3_256: return 256;
    case hash_algorithm::sha384:
    case hash_algorithm::sha3_384: return 384;
    case hash_algorithm::sha512:
    case hash_algorithm::sha3_512: return 512;
    case hash_algorithm::unknown:
    case hash_algorithm::intrinsic: break;
    }
    return 0;
}

}  // namespace onetls
