// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/der.hpp>
#include <onetls/openssl/digest.hpp>

#include "encoder.hpp"
#include "promise.hpp"

/// Signs what an input wants to be signed, so that certificates are judged by what they say,
/// however they were changed.
///
/// Private keys are numbers below 256, and the number that should be random is 1: there is no
/// secret to keep, and to sign is to add.
namespace fuzz {

namespace p256 {

using number = std::array<std::uint8_t, 32>;  // most significant byte first

/// The order of the curve, and of its generator the coordinate that stands in every signature.
///
/// Source: SEC 2 §2.4.2.
inline constexpr number order{0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                              0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                              0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
inline constexpr number generator{0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6,
                                  0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb,
                                  0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96};

/// The sum of two numbers below 2^256 modulo the order.
constexpr number sum(const number& left, const number& right) {
    number made{};
    int carry = 0;
    for (std::size_t index = made.size(); index-- != 0; carry >>= 8) {
        carry += left[index] + right[index];
        made[index] = static_cast<std::uint8_t>(carry & 0xff);
    }
    while (carry != 0 || made >= order) {
        int borrow = 0;
        for (std::size_t index = made.size(); index-- != 0;) {
            const int difference = made[index] - order[index] - borrow;
            made[index] = static_cast<std::uint8_t>(difference & 0xff);
            borrow = difference < 0 ? 1 : 0;
        }
        carry -= borrow;
    }
    return made;
}

/// A number as an INTEGER.
inline test::encoded integer_of(const number& value) {
    test::encoded digits{std::byte{0}};
    for (const auto each : value) digits.push_back(static_cast<std::byte>(each));
    while (digits.size() > 1 && digits[0] == std::byte{0} && digits[1] < std::byte{0x80})
        digits.erase(digits.begin());
    return test::element(0x02, digits);
}

}  // namespace p256

/// The signature of `key` under `signed_part`: ECDSA over SHA-256.
inline test::encoded signature_of(bytes signed_part, unsigned key) {
    p256::number sum{};
    promise(onetls::openssl::sha256(signed_part, std::as_writable_bytes(std::span{sum})),
            "there is SHA-256");
    for (; key != 0; --key) sum = p256::sum(sum, p256::generator);
    return test::sequence({p256::integer_of(p256::generator), p256::integer_of(sum)});
}

/// A certificate or a list like `whole`, signed by the key whose number is the last byte in the
/// place of its signature; as it is where there is no such place.
inline test::encoded signed_as_wanted(bytes whole) {
    const auto outer = onetls::der::only(whole, onetls::der::tag::sequence);
    onetls::der::reader parts{outer ? outer->contents : bytes{}};
    const auto signed_part = parts.next();
    const auto algorithm = parts.next();
    const auto signer = parts.next();
    if (!signer || signer->contents.empty()) return {whole.begin(), whole.end()};
    const auto signature =
        signature_of(signed_part->whole, static_cast<unsigned>(signer->contents.back()));
    return test::sequence({{signed_part->whole.begin(), signed_part->whole.end()},
                           {algorithm->whole.begin(), algorithm->whole.end()},
                           test::element(0x03, test::join({test::hex("00"), signature}))});
}

}  // namespace fuzz
