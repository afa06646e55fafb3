// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>

#include <onetls/access_points.hpp>
#include <onetls/certificate_policies.hpp>
#include <onetls/extension.hpp>
#include <onetls/key_usage.hpp>
#include <onetls/name_constraints.hpp>
#include <onetls/oids.hpp>

namespace onetls {

/// An extension that can be read, and the check of its value.
struct known_extension {
    oid identifier;
    bool (*is_well_formed)(der::bytes value) noexcept;
};

namespace detail {

template <class T>
constexpr bool reads_as(der::bytes value) noexcept {
    return T::from(value).has_value();
}

}  // namespace detail

/// All extensions that can be read, the most frequent first.
inline constexpr auto known_extensions = std::array{
    known_extension{oids::key_usage, detail::reads_as<key_usages>},
    known_extension{oids::basic_constraints, detail::reads_as<basic_constraints>},
    known_extension{oids::subject_key_identifier, detail::reads_as<subject_key_identifier>},
    known_extension{oids::authority_key_identifier, detail::reads_as<authority_key_identifier>},
    known_extension{oids::subject_alternative_name, detail::reads_as<general_names>},
    known_extension{oids::extended_key_usage, detail::reads_as<extension_list<oid>>},
    known_extension{oids::authority_information_access,
                    detail::reads_as<extension_list<access_description>>},
    known_extension{oids::crl_distribution_points,
                    detail::reads_as<extension_list<distribution_point>>},
    known_extension{oids::certificate_policies,
                    detail::reads_as<extension_list<certificate_policy>>},
    known_extension{oids::signed_certificate_timestamps, detail::reads_as<certificate_timestamps>},
    known_extension{oids::name_constraints, detail::reads_as<name_constraints>},
    known_extension{oids::tls_feature, detail::reads_as<extension_list<tls_feature>>},
    known_extension{oids::policy_constraints, detail::reads_as<policy_constraints>},
    known_extension{oids::policy_mappings, detail::reads_as<extension_list<policy_mapping>>},
    known_extension{oids::inhibit_any_policy, detail::reads_as<inhibit_any_policy>},
};

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
