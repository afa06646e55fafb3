// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>

#include <onetls/access_points.hpp>
#include <onetls/certificate_policies.hpp>
#include <onetls/der_shape.hpp>
#include <onetls/extension.hpp>
#include <onetls/key_usage.hpp>
#include <onetls/name_constraints.hpp>
#include <onetls/oids.hpp>

namespace onetls {

/// An extension that can be read, and the shape of its value (der_shape.hpp).
struct known_extension {
    oid identifier;
    const char* shape;

    constexpr bool is_well_formed(der::bytes value) const noexcept {
        return der::has_shape(value, shape);
    }
};

/// All extensions that can be read, the most frequent first.
///
/// Source: RFC 5280 §4.2; RFC 6962 §3.3, RFC 7633 §4.
inline constexpr std::array<known_extension, 15> known_extensions{{
    {oids::key_usage, "b"},
    {oids::basic_constraints, "{?t?n}"},
    {oids::subject_key_identifier, "s"},
    {oids::authority_key_identifier, "{?0.?[1+g]?2i}"},
    {oids::subject_alternative_name, "{+g}"},
    {oids::extended_key_usage, "{+o}"},
    {oids::authority_information_access, "{+{og}}"},
    {oids::crl_distribution_points, "{+{?[0/[0+g][1?~]]?1.?[2?~]}}"},
    {oids::certificate_policies, "{+{o?{?~}}}"},
    {oids::signed_certificate_timestamps, "s"},
    {oids::name_constraints, "{!?[0+{m}]?[1+{m}]}"},
    {oids::tls_feature, "{+n}"},
    {oids::policy_constraints, "{!?0n?1n}"},
    {oids::policy_mappings, "{+{oo}}"},
    {oids::inhibit_any_policy, "n"},
}};

/// The place of `identifier` in `known_extensions`, or their number where it is not among them.
constexpr std::size_t known_extension_index(oid identifier) noexcept {
    std::size_t index = 0;
    while (index != known_extensions.size() && known_extensions[index].identifier != identifier)
        ++index;
    return index;
}

/// Says whether extensions named `identifier` can be read.
constexpr bool is_known_extension(oid identifier) noexcept {
    return known_extension_index(identifier) != known_extensions.size();
}

}  // namespace onetls
