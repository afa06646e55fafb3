// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/general_name.hpp>
#include <onetls/oid.hpp>

namespace onetls {

/// Where something about the issuer can be had: `oids::ocsp` answers, `oids::ca_issuers`.
///
/// Lifetime: borrows from the certificate.
/// Source: RFC 5280 §4.2.2.1.
struct access_description {
    oid method;
    general_name location;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<access_description> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto method = oid::decode(parts);
        if (!method) return std::unexpected(method.error());
        const auto location = general_name::decode(parts);
        if (!location || !parts.at_end()) return der::refuse();
        return access_description{*method, *location};
    }
};

/// Where a CRL that covers the certificate can be had.
///
/// Lifetime: borrows from the certificate.
/// Source: RFC 5280 §4.2.1.13.
struct distribution_point {
    der::list<general_name> names;  ///< Mostly one URI. Empty: given otherwise, or not at all.
    bool partial = false;           ///< The CRL covers some reasons only.
    bool indirect = false;          ///< The CRL is signed by somebody else than the issuer.

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<distribution_point> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        distribution_point found;
        if (parts.sees(der::constructed(0))) {
            const auto named = parts.next();
            if (!named || !found.read_names(named->contents)) return der::refuse();
        }
        found.partial = parts.sees(der::context(1));
        if (found.partial && !parts.next()) return der::refuse();
        found.indirect = parts.sees(der::constructed(2));
        if (found.indirect && !parts.next()) return der::refuse();
        if (!parts.at_end()) return der::refuse();
        return found;
    }

private:
    // DistributionPointName: fullName [0], or nameRelativeToCRLIssuer [1], which is not looked
    // into.
    constexpr result<void> read_names(der::bytes contents) noexcept {
        der::reader parts{contents};
        const auto chosen = parts.next();
        if (!chosen || !parts.at_end()) return der::refuse();
        if (chosen->tag == der::constructed(1)) return {};
        if (chosen->tag != der::constructed(0)) return der::refuse();
        const auto checked = der::list<general_name>::checked_and_filled(chosen->contents);
        if (!checked) return std::unexpected(checked.error());
        names = *checked;
        return {};
    }
};

}  // namespace onetls
