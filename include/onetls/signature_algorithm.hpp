// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/der_shape.hpp>
#include <onetls/detail/oid_table.hpp>
#include <onetls/hash_algorithm.hpp>
#include <onetls/oids.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// An algorithm and its parameters, as certificates name them.
///
/// Lifetime: borrows from the encoded bytes.
/// Source: RFC 5280 §4.1.1.2.
struct algorithm_identifier {
    oid algorithm;
    der::bytes parameters;  ///< One whole element, or nothing where they are absent.
    der::bytes whole;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<algorithm_identifier> decode(der::reader& from) noexcept {
        const auto kept = der::read<3>(from, "${@o?$.}");
        if (!kept) return std::unexpected(kept.error());
        const auto& [whole, algorithm, parameters] = *kept;
        return algorithm_identifier{oid{algorithm}, parameters, whole};
    }

    /// Compares algorithm and parameters, as encoded.
    friend constexpr bool operator==(const algorithm_identifier& left,
                                     const algorithm_identifier& right) noexcept {
        return der::equal(left.whole, right.whole);
    }
};

namespace detail {

struct known_hash {
    oid identifier;
    hash_algorithm hash;
};

inline constexpr auto known_hashes = std::array{
    known_hash{oid_of<"2.16.840.1.101.3.4.2.1">, hash_algorithm::sha256},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.2">, hash_algorithm::sha384},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.3">, hash_algorithm::sha512},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.4">, hash_algorithm::sha224},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.6">, hash_algorithm::sha512_256},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.7">, hash_algorithm::sha3_224},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.8">, hash_algorithm::sha3_256},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.9">, hash_algorithm::sha3_384},
    known_hash{oid_of<"2.16.840.1.101.3.4.2.10">, hash_algorithm::sha3_512},
    known_hash{oid_of<"1.3.14.3.2.26">, hash_algorithm::sha1},
    known_hash{oid_of<"1.2.840.113549.2.2">, hash_algorithm::md2},
    known_hash{oid_of<"1.2.840.113549.2.4">, hash_algorithm::md4},
    known_hash{oid_of<"1.2.840.113549.2.5">, hash_algorithm::md5},
};

struct known_signature {
    oid identifier;
    std::string_view name;
    hash_algorithm hash;
};

/// Source: RFC 3279, RFC 4055, RFC 5758, RFC 8410, RFC 9881; NIST CSOR for SHA-3.
inline constexpr auto known_signatures = std::array{
    known_signature{oid_of<"1.2.840.113549.1.1.11">, "sha256WithRSAEncryption",
                    hash_algorithm::sha256},
    known_signature{oid_of<"1.2.840.113549.1.1.12">, "sha384WithRSAEncryption",
                    hash_algorithm::sha384},
    known_signature{oid_of<"1.2.840.113549.1.1.13">, "sha512WithRSAEncryption",
                    hash_algorithm::sha512},
    known_signature{oid_of<"1.2.840.10045.4.3.2">, "ecdsa-with-SHA256", hash_algorithm::sha256},
    known_signature{oid_of<"1.2.840.10045.4.3.3">, "ecdsa-with-SHA384", hash_algorithm::sha384},
    known_signature{oid_of<"1.2.840.10045.4.3.4">, "ecdsa-with-SHA512", hash_algorithm::sha512},
    known_signature{oids::ed25519, "Ed25519", hash_algorithm::intrinsic},
    known_signature{oids::ed448, "Ed448", hash_algorithm::intrinsic},
    known_signature{oid_of<"1.2.840.113549.1.1.5">, "sha1WithRSAEncryption", hash_algorithm::sha1},
    known_signature{oid_of<"1.3.14.3.2.29">, "sha1WithRSASignature", hash_algorithm::sha1},
    known_signature{oid_of<"1.2.840.113549.1.1.14">, "sha224WithRSAEncryption",
                    hash_algorithm::sha224},
    known_signature{oid_of<"1.2.840.113549.1.1.16">, "sha512-256WithRSAEncryption",
                    hash_algorithm::sha512_256},
    known_signature{oid_of<"1.2.840.113549.1.1.2">, "md2WithRSAEncryption", hash_algorithm::md2},
    known_signature{oid_of<"1.2.840.113549.1.1.3">, "md4WithRSAEncryption", hash_algorithm::md4},
    known_signature{oid_of<"1.2.840.113549.1.1.4">, "md5WithRSAEncryption", hash_algorithm::md5},
    known_signature{oid_of<"1.2.840.10045.4.1">, "ecdsa-with-SHA1", hash_algorithm::sha1},
    known_signature{oid_of<"1.2.840.10045.4.3.1">, "ecdsa-with-SHA224", hash_algorithm::sha224},
    known_signature{oid_of<"1.2.840.10040.4.3">, "dsa-with-SHA1", hash_algorithm::sha1},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.1">, "dsa-with-SHA224", hash_algorithm::sha224},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.2">, "dsa-with-SHA256", hash_algorithm::sha256},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.3">, "dsa-with-SHA384", hash_algorithm::sha384},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.4">, "dsa-with-SHA512", hash_algorithm::sha512},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.9">, "ecdsa-with-SHA3-224",
                    hash_algorithm::sha3_224},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.10">, "ecdsa-with-SHA3-256",
                    hash_algorithm::sha3_256},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.11">, "ecdsa-with-SHA3-384",
                    hash_algorithm::sha3_384},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.12">, "ecdsa-with-SHA3-512",
                    hash_algorithm::sha3_512},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.13">, "rsa-with-SHA3-224",
                    hash_algorithm::sha3_224},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.14">, "rsa-with-SHA3-256",
                    hash_algorithm::sha3_256},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.15">, "rsa-with-SHA3-384",
                    hash_algorithm::sha3_384},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.16">, "rsa-with-SHA3-512",
                    hash_algorithm::sha3_512},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.17">, "ML-DSA-44", hash_algorithm::intrinsic},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.18">, "ML-DSA-65", hash_algorithm::intrinsic},
    known_signature{oid_of<"2.16.840.1.101.3.4.3.19">, "ML-DSA-87", hash_algorithm::intrinsic},
};

/// The hash that `packed` (oid_table.hpp) says of `identifier`.
constexpr hash_algorithm hash_in(der::bytes packed, oid identifier) noexcept {
    const auto number = number_in(packed, identifier);
    return number ? static_cast<hash_algorithm>(*number) : hash_algorithm::unknown;
}

inline constexpr auto number_of_hash = [](const auto& entry) {
    return static_cast<std::uint16_t>(entry.hash);
};

/// The hash that the parameters of RSASSA-PSS name: SHA-1 where they name none.
///
/// Source: RFC 4055 §3.1: SEQUENCE { [0] hashAlgorithm DEFAULT sha1, ... }.
constexpr hash_algorithm pss_hash(der::bytes parameters) noexcept {
    const auto sequence = der::only(parameters, der::tag::sequence);
    if (!sequence) return hash_algorithm::unknown;
    der::reader parts{sequence->contents};
    if (!parts.sees(der::constructed(0))) return hash_algorithm::sha1;
    if (!parts.enter(der::constructed(0))) return hash_algorithm::unknown;
    const auto named = algorithm_identifier::decode(parts);
    return named ? hash_in(numbers_of<known_hashes, number_of_hash>, named->algorithm)
                 : hash_algorithm::unknown;
}

}  // namespace detail

/// The hash of the signature algorithm `signature`.
constexpr hash_algorithm hash_of(const algorithm_identifier& signature) noexcept {
    if (signature.algorithm == oids::rsa_pss) return detail::pss_hash(signature.parameters);
    constexpr der::bytes hashes =
        detail::numbers_of<detail::known_signatures, detail::number_of_hash>;
    return detail::hash_in(hashes, signature.algorithm);
}

/// Writes the name of the signature algorithm `signature`, with the hash where the name lacks it.
template <TextSink Sink>
constexpr void describe(const algorithm_identifier& signature, Sink& sink) {
    if (signature.algorithm == oids::rsa_pss) {
        sink.append("rsassaPss with ").append(name_of(hash_of(signature)));
        return;
    }
    const auto name = detail::name_in(detail::known_signatures, signature.algorithm);
    if (name.empty()) return describe(signature.algorithm, sink);
    sink.append(name);
}

}  // namespace onetls
