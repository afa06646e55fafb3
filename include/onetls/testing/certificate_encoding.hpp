// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/civil_time.hpp>
#include <onetls/detail/ip_address.hpp>
#include <onetls/oids.hpp>
#include <onetls/testing/certificate_spec.hpp>
#include <onetls/testing/der_writer.hpp>
#include <onetls/testing/signing_key.hpp>
#include <onetls/text.hpp>
#include <onetls/time.hpp>

/// The encoding of throw-away certificates and keys.
///
/// Source: RFC 5280 §4, RFC 5480, RFC 5758 §3.2, RFC 5915, RFC 5958.
namespace onetls::testing {

/// Room for a certificate, and for a private key.
using certificate_writer = der_writer<1536>;
using key_writer = der_writer<192>;

/// What identifies the issuer of a certificate.
struct issuer_view {
    std::string_view common_name;
    const p256_point& key;
};

namespace detail {

inline constexpr oid prime256v1 = oid_of<"1.2.840.10045.3.1.7">;
inline constexpr oid ecdsa_with_sha256 = oid_of<"1.2.840.10045.4.3.2">;

/// Bytes of the key that differ from those of every other: they serve as names of it.
constexpr std::span<const std::byte> key_identifier(const p256_point& key) noexcept {
    return std::span{key}.subspan(1, 20);
}

template <class Writer>
void append_ec_public_key(Writer& out) noexcept {
    out.nest(der::tag::sequence,
             [](Writer& type) { type.append(oids::ec_public_key).append(prime256v1); });
}

template <class Writer>
void append_signature_algorithm(Writer& out) noexcept {
    out.nest(der::tag::sequence, [](Writer& type) { type.append(ecdsa_with_sha256); });
}

template <class Writer>
void append_name(Writer& out, std::string_view common_name) noexcept {
    out.nest(der::tag::sequence, [=](Writer& name) {
        if (common_name.empty()) return;
        name.nest(der::tag::set, [=](Writer& attributes) {
            attributes.nest(der::tag::sequence, [=](Writer& attribute) {
                attribute.append(oids::common_name).append_text(der::tag::utf8_string, common_name);
            });
        });
    });
}

/// Years up to 2049 have two digits.
template <class Writer>
void append_time(Writer& out, timestamp when) noexcept {
    const auto civil = to_civil(when);
    const bool is_short = 1950 <= civil.year && civil.year < 2050;
    text<32> written;
    onetls::detail::append_padded(written, is_short ? civil.year % 100 : civil.year,
                                  is_short ? 2 : 4);
    for (const int each : {civil.month, civil.day, civil.hour, civil.minute, civil.second})
        onetls::detail::append_padded(written, each, 2);
    written.append("Z");
    out.append_text(is_short ? der::tag::utc_time : der::tag::generalized_time, written);
}

template <class Writer>
void append_validity(Writer& out, const certificate_spec& spec) noexcept {
    const auto now = spec.clock().seconds;
    out.nest(der::tag::sequence, [&](Writer& validity) {
        append_time(validity, timestamp{now + spec.begins});
        append_time(validity, timestamp{now + spec.ends});
    });
}

template <class Writer>
void append_public_key(Writer& out, const p256_point& key) noexcept {
    out.nest(der::tag::sequence, [&](Writer& info) {
        append_ec_public_key(info);
        info.nest_bits([&](Writer& bits) { bits.append(key); });
    });
}

/// Appends an extension whose value `write` appends.
template <class Writer, class Write>
void append_extension(Writer& out, oid identifier, bool critical, Write write) noexcept {
    constexpr std::array yes{std::byte{0xFF}};
    out.nest(der::tag::sequence, [&](Writer& extension) {
        extension.append(identifier);
        if (critical) extension.append(der::tag::boolean, yes);
        extension.nest(der::tag::octet_string, write);
    });
}

template <class Writer>
void append_basic_constraints(Writer& out, const certificate_spec& spec) noexcept {
    constexpr std::array yes{std::byte{0xFF}};
    append_extension(out, oids::basic_constraints, true, [&](Writer& value) {
        value.nest(der::tag::sequence, [&](Writer& constraints) {
            if (spec.is_authority) constraints.append(der::tag::boolean, yes);
            if (spec.is_authority && spec.path_length)
                constraints.append_unsigned(std::array{std::byte{*spec.path_length}});
        });
    });
}

template <class Writer>
void append_key_usage(Writer& out, bool is_authority) noexcept {
    // The number of unused bits, then keyCertSign and cRLSign, or digitalSignature.
    const auto bits = is_authority ? std::array{std::byte{1}, std::byte{0x06}}
                                   : std::array{std::byte{7}, std::byte{0x80}};
    append_extension(out, oids::key_usage, true,
                     [&](Writer& value) { value.append(der::tag::bit_string, bits); });
}

template <class Writer>
void append_usages(Writer& out, const certificate_spec& spec) noexcept {
    if (spec.usages.empty()) return;
    append_extension(out, oids::extended_key_usage, false, [&](Writer& value) {
        value.nest(der::tag::sequence, [&](Writer& usages) {
            for (const auto& each : spec.usages) usages.append(each);
        });
    });
}

template <class Writer>
void append_general_name(Writer& out, std::string_view name) noexcept {
    constexpr auto dns_name = der::context(2);
    constexpr auto ip_address = der::context(7);
    std::array<std::byte, 4> short_address{};
    std::array<std::byte, 16> long_address{};
    if (onetls::detail::parse_ipv4(name, short_address))
        out.append(ip_address, short_address);
    else if (onetls::detail::parse_ipv6(name, long_address))
        out.append(ip_address, long_address);
    else
        out.append_text(dns_name, name);
}

template <class Writer>
void append_names(Writer& out, const certificate_spec& spec) noexcept {
    if (spec.names.empty()) return;
    // RFC 5280 §4.2.1.6: critical where the subject is empty.
    append_extension(out, oids::subject_alternative_name, spec.common_name.empty(),
                     [&](Writer& value) {
                         value.nest(der::tag::sequence, [&](Writer& names) {
                             for (const auto name : spec.names) append_general_name(names, name);
                         });
                     });
}

template <class Writer>
void append_key_identifiers(Writer& out, const p256_point& own, const p256_point& issuer) noexcept {
    append_extension(out, oids::subject_key_identifier, false, [&](Writer& value) {
        value.append(der::tag::octet_string, key_identifier(own));
    });
    append_extension(out, oids::authority_key_identifier, false, [&](Writer& value) {
        value.nest(der::tag::sequence,
                   [&](Writer& key) { key.append(der::context(0), key_identifier(issuer)); });
    });
}

template <class Writer>
void append_extensions(Writer& out, const certificate_spec& spec, const issuer_view& issuer,
                       const p256_point& key) noexcept {
    out.nest(der::constructed(3), [&](Writer& wrapped) {
        wrapped.nest(der::tag::sequence, [&](Writer& extensions) {
            append_basic_constraints(extensions, spec);
            append_key_usage(extensions, spec.is_authority);
            append_usages(extensions, spec);
            append_names(extensions, spec);
            append_key_identifiers(extensions, key, issuer.key);
        });
    });
}

}  // namespace detail

/// What is signed in a certificate: that `key` belongs to what `spec` says.
inline certificate_writer encode_signed_part(const certificate_spec& spec,
                                             const issuer_view& issuer,
                                             const p256_point& key) noexcept {
    certificate_writer out;
    out.nest(der::tag::sequence, [&](certificate_writer& part) {
        part.nest(der::constructed(0), [](certificate_writer& version) {
            version.append_small(der::tag::integer, 2);  // version 3
        });
        part.append_unsigned(std::span{key}.subspan(1, 16));  // as unique as the key
        detail::append_signature_algorithm(part);
        detail::append_name(part, issuer.common_name);
        detail::append_validity(part, spec);
        detail::append_name(part, spec.common_name);
        detail::append_public_key(part, key);
        detail::append_extensions(part, spec, issuer, key);
    });
    return out;
}

/// The certificate of a signed part and its signature.
inline certificate_writer encode_certificate(der::bytes signed_part,
                                             const p256_signature& signature) noexcept {
    certificate_writer out;
    const auto numbers = std::span{signature};
    out.nest(der::tag::sequence, [&](certificate_writer& certificate) {
        certificate.append(signed_part);
        detail::append_signature_algorithm(certificate);
        certificate.nest_bits([&](certificate_writer& bits) {
            bits.nest(der::tag::sequence, [&](certificate_writer& pair) {
                pair.append_unsigned(numbers.first(32)).append_unsigned(numbers.last(32));
            });
        });
    });
    return out;
}

/// A private key as PKCS #8.
inline key_writer encode_private_key(const p256_scalar& scalar, const p256_point& key) noexcept {
    key_writer out;
    out.nest(der::tag::sequence, [&](key_writer& wrapped) {
        wrapped.append_small(der::tag::integer, 0);
        detail::append_ec_public_key(wrapped);
        wrapped.nest(der::tag::octet_string, [&](key_writer& inner) {
            inner.nest(der::tag::sequence, [&](key_writer& parts) {
                parts.append_small(der::tag::integer, 1).append(der::tag::octet_string, scalar);
                parts.nest(der::constructed(1), [&](key_writer& bits) {
                    bits.nest_bits([&](key_writer& point) { point.append(key); });
                });
            });
        });
    });
    return out;
}

}  // namespace onetls::testing
