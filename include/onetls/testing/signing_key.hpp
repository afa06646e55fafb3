// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>

#include <onetls/error.hpp>

namespace onetls::testing {

/// A point on P-256, uncompressed: 4, x, y.
///
/// Source: RFC 5480 §2.2; SEC 1 §2.3.3.
using p256_point = std::array<std::byte, 65>;

/// A private key on P-256: the number, big-endian.
using p256_scalar = std::array<std::byte, 32>;

/// A signature of ECDSA on P-256: r, then s, big-endian.
using p256_signature = std::array<std::byte, 64>;

/// A private key on P-256 that a backend has made, and signs with: all that a backend has to do
/// for `authority_of`.
///
/// `sign` signs the SHA-256 of what it is given. Satisfied by each backend's
/// `testing::signing_key`.
template <class K>
concept SigningKey = std::movable<K> && requires(const K& key, std::span<const std::byte> message) {
    { K::generate() } -> std::same_as<result<K>>;
    { key.public_point() } -> std::same_as<result<p256_point>>;
    { key.scalar() } -> std::same_as<result<p256_scalar>>;
    { key.sign(message) } -> std::same_as<result<p256_signature>>;
};

}  // namespace onetls::testing
