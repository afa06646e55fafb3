// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <onetls/hash_algorithm.hpp>
#include <onetls/protocol.hpp>

/// What IANA's registries call the code points of `protocol.hpp`.
namespace onetls {

/// What is known of a code point: its IANA name and, for suites, what it belongs to.
template <class Code>
struct registered {
    Code code;
    std::string_view name;
};

/// A cipher suite's registry entry and its properties.
struct registered_suite : registered<cipher_suite> {
    protocol_version version;  ///< The one version that it belongs to.
    bool forward_secret;       ///< Its key exchange is ephemeral.
    bool aead;                 ///< Its cipher authenticates what it encrypts.
    hash_algorithm hash;       ///< Of its key schedule.
};

namespace registry {

inline constexpr auto versions = std::array{
    registered{protocol_version::tls1_2, "TLSv1.2"},
    registered{protocol_version::tls1_3, "TLSv1.3"},
};

/// A suite, whose name tells what it is made of.
constexpr registered_suite suite(cipher_suite code, std::string_view name,
                                 hash_algorithm hash) noexcept {
    return {{code, name},
            version_of(code),
            !is_static_rsa(code),
            name.find("_CBC_") == name.npos,
            hash};
}

inline constexpr auto suites = [] {
    using enum cipher_suite;
    constexpr auto sha256 = hash_algorithm::sha256;
    constexpr auto sha384 = hash_algorithm::sha384;
    return std::array{
        suite(aes_128_gcm_sha256, "TLS_AES_128_GCM_SHA256", sha256),
        suite(aes_256_gcm_sha384, "TLS_AES_256_GCM_SHA384", sha384),
        suite(chacha20_poly1305_sha256, "TLS_CHACHA20_POLY1305_SHA256", sha256),
        suite(ecdhe_ecdsa_with_aes_128_gcm_sha256, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
              sha256),
        suite(ecdhe_ecdsa_with_aes_256_gcm_sha384, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
              sha384),
        suite(ecdhe_rsa_with_aes_128_gcm_sha256, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", sha256),
        suite(ecdhe_rsa_with_aes_256_gcm_sha384, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", sha384),
        suite(ecdhe_rsa_with_chacha20_poly1305_sha256,
              "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", sha256),
        suite(ecdhe_ecdsa_with_chacha20_poly1305_sha256,
              "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", sha256),
        suite(ecdhe_ecdsa_with_aes_128_cbc_sha256, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
              sha256),
        suite(ecdhe_ecdsa_with_aes_256_cbc_sha384, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
              sha384),
        suite(ecdhe_rsa_with_aes_128_cbc_sha256, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", sha256),
        suite(ecdhe_rsa_with_aes_256_cbc_sha384, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", sha384),
        // TLS 1.2 makes keys with SHA-256 where the suite names SHA-1.
        suite(ecdhe_ecdsa_with_aes_128_cbc_sha, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", sha256),
        suite(ecdhe_ecdsa_with_aes_256_cbc_sha, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", sha256),
        suite(ecdhe_rsa_with_aes_128_cbc_sha, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", sha256),
        suite(ecdhe_rsa_with_aes_256_cbc_sha, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", sha256),
        suite(cipher_suite{0x009C}, "TLS_RSA_WITH_AES_128_GCM_SHA256", sha256),
        suite(cipher_suite{0x009D}, "TLS_RSA_WITH_AES_256_GCM_SHA384", sha384),
    };
}();

inline constexpr auto groups = std::array{
    registered{named_group::secp256r1, "secp256r1"},
    registered{named_group::secp384r1, "secp384r1"},
    registered{named_group::secp521r1, "secp521r1"},
    registered{named_group::x25519, "x25519"},
    registered{named_group::x448, "x448"},
    registered{named_group::mlkem512, "MLKEM512"},
    registered{named_group::mlkem768, "MLKEM768"},
    registered{named_group::mlkem1024, "MLKEM1024"},
    registered{named_group::secp256r1_mlkem768, "SecP256r1MLKEM768"},
    registered{named_group::x25519_mlkem768, "X25519MLKEM768"},
    registered{named_group::secp384r1_mlkem1024, "SecP384r1MLKEM1024"},
};

inline constexpr auto schemes = std::array{
    registered{signature_scheme::rsa_pkcs1_sha256, "rsa_pkcs1_sha256"},
    registered{signature_scheme::rsa_pkcs1_sha384, "rsa_pkcs1_sha384"},
    registered{signature_scheme::rsa_pkcs1_sha512, "rsa_pkcs1_sha512"},
    registered{signature_scheme::ecdsa_secp256r1_sha256, "ecdsa_secp256r1_sha256"},
    registered{signature_scheme::ecdsa_secp384r1_sha384, "ecdsa_secp384r1_sha384"},
    registered{signature_scheme::ecdsa_secp521r1_sha512, "ecdsa_secp521r1_sha512"},
    registered{signature_scheme::rsa_pss_rsae_sha256, "rsa_pss_rsae_sha256"},
    registered{signature_scheme::rsa_pss_rsae_sha384, "rsa_pss_rsae_sha384"},
    registered{signature_scheme::rsa_pss_rsae_sha512, "rsa_pss_rsae_sha512"},
    registered{signature_scheme::ed25519, "ed25519"},
    registered{signature_scheme::ed448, "ed448"},
    registered{signature_scheme::rsa_pss_pss_sha256, "rsa_pss_pss_sha256"},
    registered{signature_scheme::rsa_pss_pss_sha384, "rsa_pss_pss_sha384"},
    registered{signature_scheme::rsa_pss_pss_sha512, "rsa_pss_pss_sha512"},
    registered{signature_scheme::mldsa44, "mldsa44"},
    registered{signature_scheme::mldsa65, "mldsa65"},
    registered{signature_scheme::mldsa87, "mldsa87"},
};

/// The code points in `Table`, without their names: programs that never write one leave those out.
template <const auto& Table>
inline constexpr auto codes_in = [] {
    std::array<decltype(Table[0].code), Table.size()> codes{};
    std::size_t index = 0;
    for (const auto& each : Table) codes[index++] = each.code;
    return codes;
}();

/// Says whether `code` is in `Table`.
template <const auto& Table>
constexpr bool holds(auto code) noexcept {
    for (const auto known : codes_in<Table>)
        if (known == code) return true;
    return false;
}

/// The entry of `table` for `code`, if there is one.
template <class Table, class Code>
constexpr auto find(const Table& table, Code code) noexcept
    -> std::optional<typename Table::value_type> {
    for (const auto& entry : table)
        if (entry.code == code) return entry;
    return std::nullopt;
}

template <class Table, class Code>
constexpr std::string_view name_in(const Table& table, Code code) noexcept {
    const auto entry = find(table, code);
    return entry ? entry->name : std::string_view{"unknown"};
}

}  // namespace registry

/// The name of a code point as its IANA registry spells it; "unknown" where it has none here.
constexpr std::string_view name_of(protocol_version code) noexcept {
    return registry::name_in(registry::versions, code);
}
constexpr std::string_view name_of(cipher_suite code) noexcept {
    return registry::name_in(registry::suites, code);
}
constexpr std::string_view name_of(named_group code) noexcept {
    return registry::name_in(registry::groups, code);
}
constexpr std::string_view name_of(signature_scheme code) noexcept {
    return registry::name_in(registry::schemes, code);
}

}  // namespace onetls
