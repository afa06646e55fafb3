// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <onetls/judgement/strength.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/knows.hpp>
#include <onetls/policy.hpp>

namespace onetls::mbedtls {

/// A policy in the form that Mbed TLS keeps pointers to, lists of code points that end in 0, and
/// what else it takes to tell it again: it is not kept twice.
struct native_policy {
    std::array<int, decltype(policy::cipher_suites)::capacity() + 1> cipher_suites{};
    std::array<std::uint16_t, decltype(policy::groups)::capacity() + 1> groups{};
    std::array<std::uint16_t, decltype(policy::signature_schemes)::capacity() + 1> schemes{};
    mbedtls_x509_crt_profile profile{};
    judgement::chain_rules rules = policies::recommended;
    protocol_version minimum{};
    protocol_version maximum{};
    adaptable_lists adapts;

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
    template <class Native, class List>
    static void tell(const Native& codes, List& list) noexcept {
        using code = std::remove_reference_t<decltype(list[0])>;
        for (const auto* each = codes.data(); *each != 0; ++each)
            list.push_back(static_cast<code>(*each));
    }
};

namespace detail {

inline bool has(cipher_suite suite) noexcept {
    return mbedtls_ssl_ciphersuite_from_id(static_cast<int>(suite)) != nullptr;
}

inline bool has(named_group group) noexcept {
    return mbedtls_ecp_curve_info_from_tls_id(static_cast<std::uint16_t>(group)) != nullptr;
}

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

/// Writes what Mbed TLS has of `wanted` to `native`, and keeps just that in `wanted`.
template <class List, class Native, class Has>
result<void> choose(List& wanted, bool adapts, field where, Native& native, Has is_here) noexcept {
    const auto all = wanted.size();
    wanted.erase_if([&](auto code) { return !is_here(code); });
    if (wanted.empty() || (!adapts && wanted.size() != all))
        return std::unexpected(error{errc::unsupported, cause::not_in_backend, where});
    for (std::size_t index = 0; index != wanted.size(); ++index)
        native[index] = static_cast<typename Native::value_type>(wanted[index]);
    return {};
}

/// Puts secp256r1 first: Mbed TLS computes it many times faster than x25519.
inline void prefer_fast_group(policy& wanted) noexcept {
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

constexpr mbedtls_ssl_protocol_version native_version(protocol_version version) noexcept {
    return static_cast<mbedtls_ssl_protocol_version>(version);
}

}  // namespace detail

/// Sets `config` to exactly `wanted`, and keeps in `native` what of it Mbed TLS will really
/// negotiate.
///
/// Lifetime: `config` keeps pointers into `native`.
/// Errors: unsupported with the field, where a policy that does not adapt names what is not here.
inline result<void> apply(const policy& wanted, mbedtls_ssl_config& config,
                          native_policy& native) noexcept {
    auto effective = wanted;
    onetls::detail::keep_permitted(effective);
    if (effective.adapts.groups) detail::prefer_fast_group(effective);
    const auto here = [](auto code) { return detail::has(code); };
    const auto here_in_newest = [&](signature_scheme scheme) {
        return detail::has_in(effective.maximum, scheme);
    };
    if (auto done = detail::choose(effective.cipher_suites, wanted.adapts.cipher_suites,
                                   field::cipher_suites, native.cipher_suites, here);
        !done)
        return std::unexpected(done.error());
    if (auto done = detail::choose(effective.groups, wanted.adapts.groups, field::groups,
                                   native.groups, here);
        !done)
        return std::unexpected(done.error());
    if (auto done = detail::choose(effective.signature_schemes, wanted.adapts.signature_schemes,
                                   field::signature_schemes, native.schemes, here_in_newest);
        !done)
        return std::unexpected(done.error());
    if (!detail::has_schemes_for_tls1_2(effective))
        return std::unexpected(
            error{errc::unsupported, cause::not_in_backend, field::signature_schemes});
    native.profile = detail::profile_of(effective);
    native.rules = effective;
    native.minimum = effective.minimum;
    native.maximum = effective.maximum;
    native.adapts = effective.adapts;
    mbedtls_ssl_conf_min_tls_version(&config, detail::native_version(effective.minimum));
    mbedtls_ssl_conf_max_tls_version(&config, detail::native_version(effective.maximum));
    mbedtls_ssl_conf_ciphersuites(&config, native.cipher_suites.data());
    mbedtls_ssl_conf_groups(&config, native.groups.data());
    mbedtls_ssl_conf_sig_algs(&config, native.schemes.data());
    mbedtls_ssl_conf_cert_profile(&config, &native.profile);
    return {};
}

/// What of `wanted` Mbed TLS will really negotiate.
///
/// Errors: as of `apply`.
inline result<policy> effective(const policy& wanted) noexcept {
    config_object config;
    native_policy native;
    if (auto applied = apply(wanted, *config, native); !applied)
        return std::unexpected(applied.error());
    return native.whole();
}

}  // namespace onetls::mbedtls
