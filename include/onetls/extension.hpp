// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/der_shape.hpp>
#include <onetls/der_value.hpp>
#include <onetls/general_name.hpp>
#include <onetls/oid.hpp>

namespace onetls {

/// One extension of a certificate, its value still encoded.
///
/// Lifetime: borrows from the certificate.
/// Source: RFC 5280 §4.1.
struct extension {
    oid identifier;
    bool critical;     ///< Whoever does not understand it has to refuse the certificate.
    der::bytes value;  ///< What the OCTET STRING holds.

    /// Reads one extension. A criticality of FALSE may be written out, though DER forbids it.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<extension> decode(der::reader& from) noexcept {
        const auto kept = der::read<3>(from, "{@o?@t@s}");
        if (!kept) return std::unexpected(kept.error());
        const auto& [identifier, critical, value] = *kept;
        return extension{oid{identifier}, der::is_true(critical), value};
    }
};

// What follows are values of extensions. `T::from(value)` reads and checks all of a value.
//
// Errors:   bad_input.
// Lifetime: borrows from the value.

/// A SEQUENCE (1..MAX) OF, which is what the value of many extensions is.
template <der::Decodable T>
struct extension_list {
    der::list<T> values;

    [[nodiscard]] static constexpr result<extension_list> from(der::bytes value) noexcept {
        const auto sequence = der::only(value, der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        const auto values = der::list<T>::checked_and_filled(sequence->contents);
        if (!values) return std::unexpected(values.error());
        return extension_list{*values};
    }

    /// As `from`, for a value that has been checked before, or that may end early.
    static constexpr der::list<T> unchecked(der::bytes value) noexcept {
        const auto sequence = der::only(value, der::tag::sequence);
        return sequence ? der::list<T>{sequence->contents} : der::list<T>{};
    }
};

using general_names = extension_list<general_name>;

/// Whether the subject may sign certificates.
///
/// Source: RFC 5280 §4.2.1.9.
struct basic_constraints {
    bool ca = false;
    std::optional<std::uint32_t> path_length;  ///< Authorities that may follow below.

    // Not inlined: g++ 12 at -O3 would warn of a path length that is not there.
    [[nodiscard, gnu::noinline]] static constexpr result<basic_constraints> from(
        der::bytes value) noexcept {
        const auto kept = der::read_all<2>(value, "{?@t?@i}");
        if (!kept) return std::unexpected(kept.error());
        const auto& [ca, length] = *kept;
        basic_constraints found{der::is_true(ca), {}};
        if (length.empty()) return found;
        const auto counted = der::count(length);
        if (!counted) return std::unexpected(counted.error());
        found.path_length = *counted;
        return found;
    }
};

/// The name of the subject's key.
///
/// Source: RFC 5280 §4.2.1.2.
struct subject_key_identifier {
    der::bytes value;

    [[nodiscard]] static constexpr result<subject_key_identifier> from(der::bytes value) noexcept {
        const auto kept = der::read_all<1>(value, "@s");
        if (!kept) return std::unexpected(kept.error());
        return subject_key_identifier{(*kept)[0]};
    }
};

/// The key that signed: by its name, or by its certificate's issuer and serial number, or by both.
///
/// Source: RFC 5280 §4.2.1.1.
struct authority_key_identifier {
    std::optional<der::bytes> key;
    der::list<general_name> issuer;
    std::optional<der::bytes> serial;

    [[nodiscard]] static constexpr result<authority_key_identifier> from(
        der::bytes value) noexcept {
        const auto kept = der::read_all<3>(value, "{?$0.?@[1+g]?@2i}");
        if (!kept) return std::unexpected(kept.error());
        const auto& [key, issuer, serial] = *kept;
        authority_key_identifier found{.key = {}, .issuer = {}, .serial = {}};
        if (!key.empty()) found.key = der::element_of(key).contents;
        if (!serial.empty()) found.serial = serial;
        found.issuer = der::list<general_name>{issuer};
        return found;
    }
};

/// A TLS extension that the subject's server promises to answer, by its code point.
///
/// Source: RFC 7633 §4.
struct tls_feature {
    std::uint32_t code;

    static constexpr std::uint32_t status_request = 5;  ///< "Must staple".

    [[nodiscard]] static constexpr result<tls_feature> decode(der::reader& from) noexcept {
        const auto number = from.expect(der::tag::integer);
        if (!number) return std::unexpected(number.error());
        const auto code = der::count(number->contents);
        if (!code) return std::unexpected(code.error());
        return tls_feature{*code};
    }

    friend constexpr bool operator==(tls_feature, tls_feature) noexcept = default;
};

/// Signed certificate timestamps, not looked into: a list in the encoding of TLS.
///
/// Source: RFC 6962 §3.3.
struct certificate_timestamps {
    der::bytes list;

    [[nodiscard]] static constexpr result<certificate_timestamps> from(der::bytes value) noexcept {
        const auto wrapped = der::only(value, der::tag::octet_string);
        if (!wrapped) return std::unexpected(wrapped.error());
        return certificate_timestamps{wrapped->contents};
    }
};

}  // namespace onetls
