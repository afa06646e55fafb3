// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/der_shape.hpp>
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
        const auto kept = der::read<1>(from, "{$m}");
        if (!kept) return std::unexpected(kept.error());
        return general_subtree{general_name{(*kept)[0]}};
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
        const auto kept = der::read_all<2>(value, "{?@[0+{m}]?@[1+{m}]}");
        if (!kept) return std::unexpected(kept.error());
        const auto& [permitted, excluded] = *kept;
        if (permitted.empty() && excluded.empty()) return der::refuse();
        return name_constraints{der::list<general_subtree>{permitted},
                                der::list<general_subtree>{excluded}};
    }
};

}  // namespace onetls
