// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/clock.hpp>
#include <onetls/oids.hpp>

namespace onetls::testing {

/// What a throw-away certificate is to say. The default is good for one hour before and a day after
/// now, for a server or client without a name.
///
/// Lifetime: views are read while the certificate is made.
struct certificate_spec {
    std::string_view common_name = "test";

    /// What it is for: host names, wildcards among them, and IP addresses as text.
    bounded_list<std::string_view, 16> names = {};

    std::int64_t begins = -3600;       ///< Seconds from now.
    std::int64_t ends = 24 * 3600;     ///< Seconds from now.
    clock_source clock = system_time;  ///< Tells what now is.

    /// Whether it may sign certificates and revocation lists.
    bool is_authority = false;

    /// How many authorities may follow below this one. Default: any number.
    std::optional<std::uint8_t> path_length = {};

    /// Extended key usages. Empty: the extension is left out. Authorities mostly have none.
    bounded_list<oid, 4> usages = {oids::server_auth, oids::client_auth};
};

/// The spec of a server's certificate for `name`.
constexpr certificate_spec server_spec(std::string_view name) noexcept {
    return {.common_name = name, .names = {name}, .usages = {oids::server_auth}};
}

/// The spec of a client's certificate.
constexpr certificate_spec client_spec(std::string_view common_name) noexcept {
    return {.common_name = common_name, .usages = {oids::client_auth}};
}

/// The spec of an authority.
constexpr certificate_spec authority_spec(std::string_view common_name) noexcept {
    return {.common_name = common_name, .is_authority = true, .usages = {}};
}

}  // namespace onetls::testing
