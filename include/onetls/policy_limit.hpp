// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include <onetls/error.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_validation.hpp>

namespace onetls {
namespace detail {

/// The entries of `wanted` that `allowed` has too.
///
/// Errors: bad_input with `where`: forbidden, for an entry of a list that does not adapt, and where
/// nothing is left.
template <class List>
constexpr result<List> kept_within(const List& wanted, const List& allowed, bool adapts,
                                   field where) noexcept {
    List kept = wanted;
    kept.erase_if([&allowed](auto each) { return !allowed.contains(each); });
    if (kept.empty() || (!adapts && kept.size() != wanted.size()))
        return std::unexpected(error{errc::bad_input, cause::forbidden, where});
    return kept;
}

}  // namespace detail

/// `wanted`, with the higher floors of both and the stricter profile: all that certificates are
/// held against.
constexpr policy with_floors_of(const policy& wanted, const policy& limit) noexcept {
    auto raised = wanted;
    raised.minimum_rsa_bits = std::max(wanted.minimum_rsa_bits, limit.minimum_rsa_bits);
    raised.minimum_ec_bits = std::max(wanted.minimum_ec_bits, limit.minimum_ec_bits);
    raised.minimum_hash_bits = std::max(wanted.minimum_hash_bits, limit.minimum_hash_bits);
    raised.profile = std::max(wanted.profile, limit.profile);
    return raised;
}

/// `wanted`, tightened to what `limit` permits: the versions, suites, groups and schemes that both
/// have, in the order of `wanted`, the higher floors and the stricter profile. Nothing is ever
/// loosened. A preset gives up what `limit` has not; a list of one's own is refused for it.
///
/// Errors: bad_input with the field: forbidden where both have nothing in common; contradiction
/// where a version is left without a suite.
[[nodiscard]] constexpr result<policy> within(const policy& wanted, const policy& limit) noexcept {
    auto tightened = with_floors_of(wanted, limit);
    tightened.minimum = std::max(wanted.minimum, limit.minimum);
    tightened.maximum = std::min(wanted.maximum, limit.maximum);
    if (tightened.maximum < tightened.minimum)
        return std::unexpected(error{errc::bad_input, cause::forbidden, field::versions});
    const auto suites = detail::kept_within(wanted.cipher_suites, limit.cipher_suites,
                                            wanted.adapts.cipher_suites, field::cipher_suites);
    if (!suites) return std::unexpected(suites.error());
    const auto groups =
        detail::kept_within(wanted.groups, limit.groups, wanted.adapts.groups, field::groups);
    if (!groups) return std::unexpected(groups.error());
    const auto schemes =
        detail::kept_within(wanted.signature_schemes, limit.signature_schemes,
                            wanted.adapts.signature_schemes, field::signature_schemes);
    if (!schemes) return std::unexpected(schemes.error());
    tightened.cipher_suites = *suites;
    tightened.groups = *groups;
    tightened.signature_schemes = *schemes;
    if (auto checked = validate(tightened); !checked) return std::unexpected(checked.error());
    return tightened;
}

}  // namespace onetls
