// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <onetls/judgement/profile.hpp>
#include <onetls/judgement/strength.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/knows.hpp>
#include <onetls/policy.hpp>

namespace onetls::mbedtls {

namespace detail {

constexpr mbedtls_x509_crt_profile profile_of(const judgement::chain_rules& wanted) noexcept {
    return {
        .allowed_mds = MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) |
                       MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
                       MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
        .allowed_pks = 0xFFFFFFF,
        .allowed_curves = 0xFFFFFFF,
        .rsa_min_bitlen = wanted.minimum_rsa_bits,
    };
}

}  // namespace detail

/// A policy in the form that Mbed TLS keeps pointers to, lists of code points that end in 0, and
/// what else it takes to tell it again: it is not kept twice.
struct native_policy {
    std::array<int, decltype(policy::cipher_suites)::capacity() + 1> cipher_suites{};
    std::array<std::uint16_t, decltype(policy::groups)::capacity() + 1> groups{};
    std::array<std::uint16_t, decltype(policy::signature_schemes)::capacity() + 1> schemes{};
    mbedtls_x509_crt_profile profile;
    judgement::chain_rules rules;
    judgement::profile_judge profile_judge;  ///< Of the profile in `rules`; nullptr: not built in.
    protocol_version minimum;
    protocol_version maximum;
    adaptable_lists adapts;

    /// `effective`, which Mbed TLS has all of.
    constexpr native_policy(const policy& effective, judgement::profile_judge judge) noexcept
        : profile{detail::profile_of(effective)},
          rules{effective},
          profile_judge{judge},
          minimum{effective.minimum},
          maximum{effective.maximum},
          adapts{effective.adapts} {
        write(effective.cipher_suites, cipher_suites);
        write(effective.groups, groups);
        write(effective.signature_schemes, schemes);
    }

    /// The policy that is in force.
    policy whole() const noexcept {
        policy told{.minimum = minimum,
                    .maximum = maximum,
                    .minimum_rsa_bits = rules.minimum_rsa_bits,
                    .minimum_ec_bits = rules.minimum_ec_bits,
                    .minimum_hash_bits = rules.minimum_hash_bits,
                    .profile = rules.profile,
                    .adapts = adapts};
        tell(cipher_suites, told.cipher_suites);
        tell(groups, told.groups);
        tell(schemes, told.signature_schemes);
        return told;
    }

private:
    template <class List, class Native>
    static constexpr void write(const List& list, Native& codes) noexcept {
        for (std::size_t index = 0; index != list.size(); ++index)
            codes[index] = static_cast<typename Native::value_type>(list[index]);
    }

    template <class Native, class List>
    static void tell(const Native& codes, List& list) noexcept {
        using code = std::remove_reference_t<decltype(list[0])>;
        for (const auto* each = codes.data(); *each != 0; ++each)
            list.push_back(static_cast<code>(*each));
    }
};

namespace detail {

constexpr bool is_rsa_pss(signature_scheme scheme) noexcept {
    switch (scheme) {
    case signature_scheme::rsa_pss_rsae_sha256:
    case signature_scheme::rsa_pss_rsae_sha384:
    case signature_scheme::rsa_pss_rsae_sha512: return true;
    default: return false;
    }
}

/// Mbed TLS has RSA-PSS in TLS 1.3 only.
constexpr bool has_in(protocol_version newest, signature_scheme scheme) noexcept {
    return has(scheme) && (newest != protocol_version::tls1_2 || !is_rsa_pss(scheme));
}

constexpr std::unexpected<error> not_here(field where) noexcept {
    return std::unexpected(error{errc::unsupported, cause::not_in_backend, where});
}

/// Keeps of `wanted` what `is_here` says that Mbed TLS has. False: it does not adapt, and lacks
/// something.
template <class List, class Has>
constexpr bool choose(List& wanted, bool adapts, Has is_here) noexcept {
    const auto all = wanted.size();
    wanted.erase_if([&](auto code) { return !is_here(code); });
    return adapts || wanted.size() == all;
}

/// Puts secp256r1 first: Mbed TLS computes it many times faster than x25519.
constexpr void prefer_fast_group(policy& wanted) noexcept {
    decltype(policy::groups) ordered;
    if (wanted.groups.contains(named_group::secp256r1)) ordered.push_back(named_group::secp256r1);
    for (const auto group : wanted.groups)
        if (group != named_group::secp256r1) ordered.push_back(group);
    wanted.groups = ordered;
}

/// Says whether TLS 1.2, where it is permitted, is left with a scheme.
constexpr bool has_schemes_for_tls1_2(const policy& wanted) noexcept {
    if (!wanted.permits(protocol_version::tls1_2)) return true;
    for (const auto scheme : wanted.signature_schemes)
        if (!is_rsa_pss(scheme)) return true;
    return false;
}

/// Checks that enough is `left` to negotiate.
///
/// Errors: unsupported with the field.
constexpr result<void> check_rest(const policy& left) noexcept {
    if (left.cipher_suites.empty()) return not_here(field::cipher_suites);
    if (left.groups.empty()) return not_here(field::groups);
    if (left.signature_schemes.empty() || !has_schemes_for_tls1_2(left))
        return not_here(field::signature_schemes);
    return {};
}

constexpr mbedtls_ssl_protocol_version native_version(protocol_version version) noexcept {
    return static_cast<mbedtls_ssl_protocol_version>(version);
}

}  // namespace detail

/// What of `wanted` Mbed TLS will really negotiate.
///
/// Errors: unsupported with the field, where a policy that does not adapt names what is not here.
constexpr result<policy> effective(const policy& wanted) noexcept {
    auto left = wanted;
    onetls::detail::keep_permitted(left);
    if (left.adapts.groups) detail::prefer_fast_group(left);
    const auto here = [](auto code) { return detail::has(code); };
    const auto here_in_newest = [&](signature_scheme scheme) {
        return detail::has_in(left.maximum, scheme);
    };
    if (!detail::choose(left.cipher_suites, left.adapts.cipher_suites, here))
        return detail::not_here(field::cipher_suites);
    if (!detail::choose(left.groups, left.adapts.groups, here))
        return detail::not_here(field::groups);
    if (!detail::choose(left.signature_schemes, left.adapts.signature_schemes, here_in_newest))
        return detail::not_here(field::signature_schemes);
    if (auto checked = detail::check_rest(left); !checked) return std::unexpected(checked.error());
    return left;
}

/// Sets `config` to exactly `wanted`.
///
/// Lifetime: `config` keeps pointers into `wanted`.
inline void apply(const native_policy& wanted, mbedtls_ssl_config& config) noexcept {
    mbedtls_ssl_conf_min_tls_version(&config, detail::native_version(wanted.minimum));
    mbedtls_ssl_conf_max_tls_version(&config, detail::native_version(wanted.maximum));
    mbedtls_ssl_conf_ciphersuites(&config, wanted.cipher_suites.data());
    mbedtls_ssl_conf_groups(&config, wanted.groups.data());
    mbedtls_ssl_conf_sig_algs(&config, wanted.schemes.data());
    mbedtls_ssl_conf_cert_profile(&config, &wanted.profile);
}

}  // namespace onetls::mbedtls
