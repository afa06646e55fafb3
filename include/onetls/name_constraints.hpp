// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/general_name.hpp>

namespace onetls {

/// A part of the names of one kind: all that lie within `base`.
///
/// Lifetime: borrows from the certificate.
/// Source: RFC 5280 §4.2.1.10.
struct general_subtree {
    general_name base;  ///< An address comes with its mask: 8 or 32 bytes.

    /// Errors: bad_input; also for a minimum or maximum, which RFC 5280 leaves no use for.
    [[nodiscard]] static constexpr result<general_subtree> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto base = general_name::decode_bound(parts);
        if (!base) return std::unexpected(base.error());
        if (!parts.at_end()) return der::refuse();
        return general_subtree{*base};
    }
};

/// The names that an authority may certify.
///
/// Lifetime: borrows from the certificate.
/// Source: RFC 5280 §4.2.1.10.
struct name_constraints {
    der::list<general_subtree> permitted;  ///< Empty: all of those that are not excluded.
    der::list<general_subtree> excluded;

    /// Errors: bad_input; also when neither list is there, or one is there and empty.
    [[nodiscard]] static constexpr result<name_constraints> from(der::bytes value) noexcept {
        const auto sequence = der::only(value, der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto permitted = subtrees(parts, der::constructed(0));
        if (!permitted) return std::unexpected(permitted.error());
        const auto excluded = subtrees(parts, der::constructed(1));
        if (!excluded) return std::unexpected(excluded.error());
        const bool filled = !permitted->empty() || !excluded->empty();
        if (!parts.at_end() || !filled) return der::refuse();
        return name_constraints{*permitted, *excluded};
    }

private:
    static constexpr result<der::list<general_subtree>> subtrees(der::reader& from,
                                                                 der::tag tagged) noexcept {
        if (!from.sees(tagged)) return der::list<general_subtree>{};
        const auto element = from.next();
        if (!element) return std::unexpected(element.error());
        return der::list<general_subtree>::checked_and_filled(element->contents);
    }
};

}  // namespace onetls
