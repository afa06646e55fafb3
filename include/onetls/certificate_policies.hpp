// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>

#include <onetls/der.hpp>
#include <onetls/der_value.hpp>
#include <onetls/oid.hpp>

namespace onetls {

/// A policy that a certificate was issued under. Its qualifiers are not looked into.
///
/// Source: RFC 5280 §4.2.1.4.
struct certificate_policy {
    oid identifier;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<certificate_policy> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto identifier = oid::decode(parts);
        if (!identifier) return std::unexpected(identifier.error());
        if (!parts.at_end() && !parts.expect(der::tag::sequence)) return der::refuse();
        if (!parts.at_end()) return der::refuse();
        return certificate_policy{*identifier};
    }
};

/// Two policies that an authority holds to be equal.
///
/// Source: RFC 5280 §4.2.1.5.
struct policy_mapping {
    oid issuer_domain;
    oid subject_domain;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<policy_mapping> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto issuer = oid::decode(parts);
        const auto subject = oid::decode(parts);
        if (!issuer || !subject || !parts.at_end()) return der::refuse();
        return policy_mapping{*issuer, *subject};
    }
};

/// After how many further certificates policies have to be there, and may not be mapped.
///
/// Source: RFC 5280 §4.2.1.11.
struct policy_constraints {
    std::optional<std::uint32_t> require_explicit_policy;
    std::optional<std::uint32_t> inhibit_policy_mapping;

    /// Errors: bad_input; also when both are absent.
    [[nodiscard]] static constexpr result<policy_constraints> from(der::bytes value) noexcept {
        const auto sequence = der::only(value, der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        if (sequence->contents.empty()) return der::refuse();
        der::reader parts{sequence->contents};
        const auto required = skipped_certificates(parts, der::context(0));
        if (!required) return std::unexpected(required.error());
        const auto inhibited = skipped_certificates(parts, der::context(1));
        if (!inhibited) return std::unexpected(inhibited.error());
        if (!parts.at_end()) return der::refuse();
        return policy_constraints{*required, *inhibited};
    }

private:
    static constexpr result<std::optional<std::uint32_t>> skipped_certificates(
        der::reader& from, der::tag tagged) noexcept {
        if (!from.sees(tagged)) return std::nullopt;
        const auto element = from.next();
        if (!element) return std::unexpected(element.error());
        const auto counted = der::count(element->contents);
        if (!counted) return std::unexpected(counted.error());
        return *counted;
    }
};

/// After how many further certificates "any policy" no longer is one.
///
/// Source: RFC 5280 §4.2.1.14.
struct inhibit_any_policy {
    std::uint32_t skipped_certificates;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<inhibit_any_policy> from(der::bytes value) noexcept {
        const auto element = der::only(value, der::tag::integer);
        if (!element) return std::unexpected(element.error());
        const auto counted = der::count(element->contents);
        if (!counted) return std::unexpected(counted.error());
        return inhibit_any_policy{*counted};
    }
};

}  // namespace onetls
