// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/der_value.hpp>
#include <onetls/oids.hpp>
#include <onetls/signature_algorithm.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// What a public key is for.
enum class key_algorithm : std::uint8_t {
    unknown,  ///< `public_key_view::identifier` says which.
    rsa,
    rsa_pss,
    ec,
    dsa,
    ed25519,
    ed448,
    x25519,
    x448,
};

constexpr std::string_view name_of(key_algorithm algorithm) noexcept {
    switch (algorithm) {
    case key_algorithm::unknown: break;
    case key_algorithm::rsa: return "RSA";
    case key_algorithm::rsa_pss: return "RSA-PSS";
    case key_algorithm::ec: return "EC";
    case key_algorithm::dsa: return "DSA";
    case key_algorithm::ed25519: return "Ed25519";
    case key_algorithm::ed448: return "Ed448";
    case key_algorithm::x25519: return "X25519";
    case key_algorithm::x448: return "X448";
    }
    return "unknown";
}

/// The curve of an EC key.
enum class elliptic_curve : std::uint8_t {
    none,     ///< Not an EC key.
    unknown,  ///< Named, `public_key_view::curve_identifier` says how, but not known here.
    explicit_parameters,  ///< Not named at all, which RFC 5480 forbids.
    secp192r1,
    secp224r1,
    secp256r1,
    secp384r1,
    secp521r1,
    secp256k1,
    brainpool_p256r1,
    brainpool_p384r1,
    brainpool_p512r1,
};

namespace detail {

struct known_key {
    oid identifier;
    key_algorithm kind;
    std::size_t bits;  // 0: the key says
};

inline constexpr auto known_keys = std::array{
    known_key{oids::rsa_encryption, key_algorithm::rsa, 0},
    known_key{oids::ec_public_key, key_algorithm::ec, 0},
    known_key{oids::ed25519, key_algorithm::ed25519, 256},
    known_key{oids::ed448, key_algorithm::ed448, 456},
    known_key{oids::rsa_pss, key_algorithm::rsa_pss, 0},
    known_key{oids::dsa, key_algorithm::dsa, 0},
    known_key{oids::x25519, key_algorithm::x25519, 256},
    known_key{oids::x448, key_algorithm::x448, 448},
};

struct known_curve {
    oid identifier;
    elliptic_curve kind;
    std::size_t bits;
    std::string_view name;
};

inline constexpr auto kind_and_bits = [](const auto& entry) {
    return static_cast<std::uint16_t>(static_cast<unsigned>(entry.kind) << 10 | entry.bits);
};

/// Source: RFC 5480 §2.1.1.1, RFC 5639 §4.1, SEC 2.
inline constexpr auto known_curves = std::array{
    known_curve{oid_of<"1.2.840.10045.3.1.7">, elliptic_curve::secp256r1, 256, "secp256r1"},
    known_curve{oid_of<"1.3.132.0.34">, elliptic_curve::secp384r1, 384, "secp384r1"},
    known_curve{oid_of<"1.3.132.0.35">, elliptic_curve::secp521r1, 521, "secp521r1"},
    known_curve{oid_of<"1.3.132.0.10">, elliptic_curve::secp256k1, 256, "secp256k1"},
    known_curve{oid_of<"1.3.132.0.33">, elliptic_curve::secp224r1, 224, "secp224r1"},
    known_curve{oid_of<"1.2.840.10045.3.1.1">, elliptic_curve::secp192r1, 192, "secp192r1"},
    known_curve{oid_of<"1.3.36.3.3.2.8.1.1.7">, elliptic_curve::brainpool_p256r1, 256,
                "brainpoolP256r1"},
    known_curve{oid_of<"1.3.36.3.3.2.8.1.1.11">, elliptic_curve::brainpool_p384r1, 384,
                "brainpoolP384r1"},
    known_curve{oid_of<"1.3.36.3.3.2.8.1.1.13">, elliptic_curve::brainpool_p512r1, 512,
                "brainpoolP512r1"},
};

}  // namespace detail

constexpr std::string_view name_of(elliptic_curve curve) noexcept {
    for (const auto& each : detail::known_curves)
        if (each.kind == curve) return each.name;
    if (curve == elliptic_curve::explicit_parameters) return "explicit parameters";
    return curve == elliptic_curve::none ? "" : "unknown";
}

/// What a certificate says of its subject's public key.
///
/// `bits` is 0 where the key is malformed or of an unknown kind: such a key is never strong enough.
///
/// Lifetime: borrows from the encoded key.
struct public_key_view {
    key_algorithm algorithm = key_algorithm::unknown;
    elliptic_curve curve = elliptic_curve::none;
    std::size_t bits = 0;            ///< Of the RSA modulus, the curve's field, the DSA prime.
    std::uint64_t rsa_exponent = 0;  ///< 0: not an RSA key, or 2^63 and more.
    oid identifier;
    oid curve_identifier;  ///< Empty unless the curve is named.
    der::bytes key;        ///< The key itself: the octets of the BIT STRING.
    der::bytes spki;       ///< The whole SubjectPublicKeyInfo, which pins are taken of.

    /// Reads a SubjectPublicKeyInfo. Of the key itself only as much is read as the members say.
    ///
    /// Errors: bad_input.
    /// Source: RFC 5280 §4.1.2.7, RFC 3279 §2.3.
    [[nodiscard]] static constexpr result<public_key_view> decode(der::reader& from) noexcept;

private:
    constexpr void read(der::bytes parameters) noexcept;
    constexpr void read_rsa() noexcept;
    constexpr void read_dsa(der::bytes parameters) noexcept;
    constexpr void read_curve(der::bytes parameters) noexcept;
    constexpr bool is_point(std::size_t field_bits) const noexcept;
};

constexpr result<public_key_view> public_key_view::decode(der::reader& from) noexcept {
    const auto kept = der::read<4>(from, "${{@o?$.}@b}");
    if (!kept) return std::unexpected(kept.error());
    const auto& [whole, algorithm, parameters, bits] = *kept;
    if (bits[0] != std::byte{0}) return der::refuse();
    public_key_view found;
    found.key = bits.subspan(1);
    found.spki = whole;
    found.identifier = oid{algorithm};
    found.read(parameters);
    return found;
}

constexpr void public_key_view::read(der::bytes parameters) noexcept {
    constexpr der::bytes keys = detail::numbers_of<detail::known_keys, detail::kind_and_bits>;
    if (const auto known = detail::number_in(keys, identifier)) {
        algorithm = static_cast<key_algorithm>(*known >> 10);
        const std::size_t fixed = *known & 0x3ff;
        bits = key.size() == (fixed + 7) / 8 ? fixed : 0;
    }
    switch (algorithm) {
    case key_algorithm::rsa:
    case key_algorithm::rsa_pss: return read_rsa();
    case key_algorithm::ec: return read_curve(parameters);
    case key_algorithm::dsa: return read_dsa(parameters);
    default: return;
    }
}

// RSAPublicKey: SEQUENCE { modulus, publicExponent }.
constexpr void public_key_view::read_rsa() noexcept {
    const auto kept = der::read_all<2>(key, "{@i@i}");
    if (!kept) return;
    const auto& [modulus, exponent] = *kept;
    bits = der::bit_length(modulus);
    const auto value = der::small_integer(exponent);
    if (value && *value > 0) rsa_exponent = static_cast<std::uint64_t>(*value);
}

// Dss-Parms: SEQUENCE { p, q, g }.
constexpr void public_key_view::read_dsa(der::bytes parameters) noexcept {
    const auto kept = der::read_all<1>(parameters, "{@i?~}");
    if (kept) bits = der::bit_length((*kept)[0]);
}

// ECParameters: a named curve, or, forbidden by RFC 5480, the curve's own numbers.
constexpr void public_key_view::read_curve(der::bytes parameters) noexcept {
    curve = elliptic_curve::explicit_parameters;
    const auto kept = der::read_all<1>(parameters, "@o");
    if (!kept) return;
    curve = elliptic_curve::unknown;
    curve_identifier = oid{(*kept)[0]};
    constexpr der::bytes curves = detail::numbers_of<detail::known_curves, detail::kind_and_bits>;
    if (const auto known = detail::number_in(curves, curve_identifier)) {
        curve = static_cast<elliptic_curve>(*known >> 10);
        bits = is_point(*known & 0x3ff) ? *known & 0x3ff : 0;
    }
}

// Whether the key has the form of a point: compressed or not, but not the one at infinity.
//
// Source: SEC 1 §2.3.3.
constexpr bool public_key_view::is_point(std::size_t field_bits) const noexcept {
    const std::size_t coordinate = (field_bits + 7) / 8;
    if (key.empty()) return false;
    if (key[0] == std::byte{4}) return key.size() == 1 + 2 * coordinate;
    return (key[0] == std::byte{2} || key[0] == std::byte{3}) && key.size() == 1 + coordinate;
}

/// Writes `EC secp256r1, 256 bits`; for an unknown algorithm its identifier.
template <TextSink Sink>
constexpr void describe(const public_key_view& key, Sink& sink) {
    if (key.algorithm == key_algorithm::unknown) return describe_by_name(key.identifier, sink);
    sink.append(name_of(key.algorithm));
    if (key.algorithm == key_algorithm::ec) {
        sink.append(" ");
        if (key.curve == elliptic_curve::unknown)
            describe(key.curve_identifier, sink);
        else
            sink.append(name_of(key.curve));
    }
    detail::append_number(sink.append(", "), static_cast<std::int64_t>(key.bits));
    sink.append(" bits");
}

}  // namespace onetls
