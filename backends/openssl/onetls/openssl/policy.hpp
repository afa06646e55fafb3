// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string_view>

#include <onetls/insecure.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/policy.hpp>
#include <onetls/registry.hpp>
#include <onetls/text.hpp>

namespace onetls::openssl {
namespace detail {

// OpenSSL takes TLS 1.3 suites, groups and schemes by their IANA names, but for these.
inline constexpr auto own_suite_names = std::array{
    registered{cipher_suite::ecdhe_ecdsa_with_aes_128_gcm_sha256, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    registered{cipher_suite::ecdhe_ecdsa_with_aes_256_gcm_sha384, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    registered{cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256, "ECDHE-RSA-AES128-GCM-SHA256"},
    registered{cipher_suite::ecdhe_rsa_with_aes_256_gcm_sha384, "ECDHE-RSA-AES256-GCM-SHA384"},
    registered{cipher_suite::ecdhe_rsa_with_chacha20_poly1305_sha256,
               "ECDHE-RSA-CHACHA20-POLY1305"},
    registered{cipher_suite::ecdhe_ecdsa_with_chacha20_poly1305_sha256,
               "ECDHE-ECDSA-CHACHA20-POLY1305"},
    registered{cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha256, "ECDHE-ECDSA-AES128-SHA256"},
    registered{cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha384, "ECDHE-ECDSA-AES256-SHA384"},
    registered{cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha256, "ECDHE-RSA-AES128-SHA256"},
    registered{cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha384, "ECDHE-RSA-AES256-SHA384"},
    registered{cipher_suite::ecdhe_ecdsa_with_aes_128_cbc_sha, "ECDHE-ECDSA-AES128-SHA"},
    registered{cipher_suite::ecdhe_ecdsa_with_aes_256_cbc_sha, "ECDHE-ECDSA-AES256-SHA"},
    registered{cipher_suite::ecdhe_rsa_with_aes_128_cbc_sha, "ECDHE-RSA-AES128-SHA"},
    registered{cipher_suite::ecdhe_rsa_with_aes_256_cbc_sha, "ECDHE-RSA-AES256-SHA"},
    registered{insecure::rsa_with_aes_128_gcm_sha256, "AES128-GCM-SHA256"},
    registered{insecure::rsa_with_aes_256_gcm_sha384, "AES256-GCM-SHA384"},
};

inline constexpr auto own_group_names = std::array{
    registered{named_group::secp256r1, "P-256"}, registered{named_group::secp384r1, "P-384"},
    registered{named_group::secp521r1, "P-521"}, registered{named_group::x25519, "X25519"},
    registered{named_group::x448, "X448"},
};

/// What OpenSSL calls `code`: the name in its `own` table, else the IANA name.
template <class Table, class Code>
constexpr std::string_view native_name(const Table& own, Code code) noexcept {
    const auto entry = registry::find(own, code);
    return entry ? entry->name : name_of(code);
}

/// Says whether the heap has nothing left: SSL_CTX_set1_groups_list(3) does not.
inline bool memory_is_short() noexcept {
    void* const some = OPENSSL_malloc(256);
    OPENSSL_free(some);
    return some == nullptr;
}

/// What a setter that refused stands for.
inline error unsupported(field where) noexcept {
    const auto taken = take_error(errc::unsupported);
    if (taken.code == errc::out_of_memory) return taken;
    if (memory_is_short()) return {errc::out_of_memory};
    return {errc::unsupported, cause::not_in_backend, where};
}

/// Gives `set` the names of `wanted` as one list, and tells which of them OpenSSL took.
///
/// Each name is tried alone first: some setters drop unknown names silently, others refuse the
/// whole list for one. A refusal without a word is tried again: memory may have been short for a
/// moment, for which no entry may fall away.
///
/// Errors: unsupported with `where`, for a name that is unknown here, or for an empty rest;
///         out_of_memory.
template <class List, class Table, class Set>
result<List> choose(const List& wanted, const Table& own, bool adapts, field where,
                    Set set) noexcept {
    const auto takes = [&](std::string_view names) {
        return set(names.data()) == 1 || (ERR_peek_error() == 0 && set(names.data()) == 1);
    };
    List taken;
    text<1024> names;
    for (const auto code : wanted) {
        text<64> name{native_name(own, code)};
        name.append({"\0", 1});
        if (takes(name)) {
            if (!taken.empty()) names.append(":");
            names.append(native_name(own, code));
            taken.push_back(code);
        } else if (const auto refused = unsupported(where);
                   !adapts || refused.code == errc::out_of_memory) {
            return std::unexpected(refused);
        }
    }
    names.append({"\0", 1});
    if (taken.empty() || !takes(names)) return std::unexpected(unsupported(where));
    ERR_clear_error();
    return taken;
}

/// The suites of `from` that belong to `version`.
constexpr auto suites_of(const policy& from, protocol_version version) noexcept {
    auto chosen = from.cipher_suites;
    chosen.erase_if([version](auto suite) { return version_of(suite) != version; });
    return chosen;
}

inline result<void> apply_suites(SSL_CTX* context, policy& wanted) noexcept {
    const auto tls1_3 = suites_of(wanted, protocol_version::tls1_3);
    const auto tls1_2 = suites_of(wanted, protocol_version::tls1_2);
    wanted.cipher_suites.clear();
    if (!tls1_3.empty()) {
        const auto taken =
            choose(tls1_3, own_suite_names, wanted.adapts.cipher_suites, field::cipher_suites,
                   [&](const char* names) { return SSL_CTX_set_ciphersuites(context, names); });
        if (!taken) return std::unexpected(taken.error());
        for (const auto suite : *taken) wanted.cipher_suites.push_back(suite);
    }
    if (!tls1_2.empty()) {
        const auto taken =
            choose(tls1_2, own_suite_names, wanted.adapts.cipher_suites, field::cipher_suites,
                   [&](const char* names) { return SSL_CTX_set_cipher_list(context, names); });
        if (!taken) return std::unexpected(taken.error());
        for (const auto suite : *taken) wanted.cipher_suites.push_back(suite);
    }
    return {};
}

inline result<void> apply_groups(SSL_CTX* context, policy& wanted) noexcept {
    auto taken = choose(wanted.groups, own_group_names, wanted.adapts.groups, field::groups,
                        [&](const char* names) {
                            return static_cast<int>(SSL_CTX_set1_groups_list(context, names));
                        });
    if (!taken) return std::unexpected(taken.error());
    wanted.groups = *taken;
    return {};
}

inline result<void> apply_schemes(SSL_CTX* context, policy& wanted) noexcept {
    constexpr std::array<registered<signature_scheme>, 0> own_names{};
    const auto set = [&](const char* names) {
        return static_cast<int>(SSL_CTX_set1_sigalgs_list(context, names));
    };
    auto taken = choose(wanted.signature_schemes, own_names, wanted.adapts.signature_schemes,
                        field::signature_schemes, set);
    if (!taken) return std::unexpected(taken.error());
    wanted.signature_schemes = *taken;
    return {};
}

}  // namespace detail

/// Sets `context` to exactly `wanted`, and returns what of it OpenSSL will really negotiate.
///
/// The security level is set too, so that no system-wide configuration decides: level 2 asks for
/// 112 bits of strength, which is RSA 2048 and SHA-2.
///
/// Errors: unsupported with the field, where a policy that does not adapt names what is not here.
inline result<policy> apply(const policy& wanted, SSL_CTX* context) noexcept {
    auto effective = wanted;
    onetls::detail::keep_permitted(effective);
    SSL_CTX_set_security_level(context, 2);
    if (SSL_CTX_set_min_proto_version(context, static_cast<int>(wanted.minimum)) != 1 ||
        SSL_CTX_set_max_proto_version(context, static_cast<int>(wanted.maximum)) != 1)
        return std::unexpected(error{errc::unsupported, cause::not_in_backend, field::versions});
    if (auto done = detail::apply_suites(context, effective); !done)
        return std::unexpected(done.error());
    if (auto done = detail::apply_groups(context, effective); !done)
        return std::unexpected(done.error());
    if (auto done = detail::apply_schemes(context, effective); !done)
        return std::unexpected(done.error());
    return effective;
}

/// What of `wanted` OpenSSL will really negotiate.
///
/// Errors: as of `apply`; out_of_memory.
inline result<policy> effective(const policy& wanted) noexcept {
    ERR_clear_error();
    const context_handle context{SSL_CTX_new(TLS_method())};
    if (!context) return std::unexpected(take_error(errc::out_of_memory));
    return apply(wanted, context.get());
}

}  // namespace onetls::openssl
