// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include <onetls/error.hpp>
#include <onetls/policy.hpp>
#include <onetls/registry.hpp>

namespace onetls {
namespace detail {

template <const auto& Table, class List>
constexpr result<void> check_codes(const List& codes, field where) noexcept {
    if (codes.empty()) return std::unexpected(error{errc::bad_input, cause::empty, where});
    if (codes.overflowed()) return std::unexpected(error{errc::bad_input, cause::too_many, where});
    for (const auto code : codes) {
        if (!registry::holds<Table>(code))
            return std::unexpected(error{errc::bad_input, cause::unknown_value, where});
        if (std::count(codes.begin(), codes.end(), code) != 1)
            return std::unexpected(error{errc::bad_input, cause::contradiction, where});
    }
    return {};
}

/// Says whether `checked` has a suite for each version that it permits.
constexpr bool covers_versions(const policy& checked) noexcept {
    bool tls1_2 = !checked.permits(protocol_version::tls1_2);
    bool tls1_3 = !checked.permits(protocol_version::tls1_3);
    for (const auto suite : checked.cipher_suites) {
        tls1_2 = tls1_2 || version_of(suite) == protocol_version::tls1_2;
        tls1_3 = tls1_3 || version_of(suite) == protocol_version::tls1_3;
    }
    return tls1_2 && tls1_3;
}

/// Checks the floors for keys and hashes: below them forgery is within reach, and the backends
/// would refuse such chains anyway.
///
/// Source: NIST SP 800-131A: 112 bits of strength.
constexpr result<void> check_floors(const policy& checked) noexcept {
    if (checked.minimum_rsa_bits < 2048 || checked.minimum_ec_bits < 224 ||
        checked.minimum_hash_bits < 224)
        return std::unexpected(error{errc::bad_input, cause::too_weak, field::floors});
    return {};
}

}  // namespace detail

/// Checks that `checked` does not contradict itself.
///
/// Errors: bad_input, with the field: versions out of order or unknown, an empty or overfull list,
/// an unknown or repeated code point, a permitted version without a suite, a floor below what
/// resists attack.
[[nodiscard]] constexpr result<void> validate(const policy& checked) noexcept {
    constexpr auto known = [](protocol_version version) {
        return registry::holds<registry::versions>(version);
    };
    constexpr auto refused = [](cause why, field where) {
        return std::unexpected(error{errc::bad_input, why, where});
    };
    if (!known(checked.minimum) || !known(checked.maximum))
        return refused(cause::unknown_value, field::versions);
    if (checked.maximum < checked.minimum) return refused(cause::contradiction, field::versions);
    const auto suites =
        detail::check_codes<registry::suites>(checked.cipher_suites, field::cipher_suites);
    if (!suites) return suites;
    if (!detail::covers_versions(checked))
        return refused(cause::contradiction, field::cipher_suites);
    const auto groups = detail::check_codes<registry::groups>(checked.groups, field::groups);
    if (!groups) return groups;
    const auto schemes =
        detail::check_codes<registry::schemes>(checked.signature_schemes, field::signature_schemes);
    if (!schemes) return schemes;
    return detail::check_floors(checked);
}

namespace policies {

static_assert(validate(recommended) && validate(modern) && validate(compatible) && validate(cnsa2));
static_assert(recommended.forward_secret() && modern.forward_secret() &&
              compatible.forward_secret() && cnsa2.forward_secret());

}  // namespace policies
}  // namespace onetls
