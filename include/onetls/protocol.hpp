// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <onetls/hash_algorithm.hpp>

namespace onetls {

/// A TLS version by its code point.
///
/// Source: RFC 8446 §4.2.1.
enum class protocol_version : std::uint16_t { unknown = 0, tls1_2 = 0x0303, tls1_3 = 0x0304 };

/// A cipher suite by its IANA code point. Those without forward secrecy have their names in
/// `insecure.hpp`.
///
/// Source: IANA TLS Cipher Suites.
enum class cipher_suite : std::uint16_t {
    unknown = 0,
    aes_128_gcm_sha256 = 0x1301,
    aes_256_gcm_sha384 = 0x1302,
    chacha20_poly1305_sha256 = 0x1303,
    ecdhe_ecdsa_with_aes_128_cbc_sha = 0xC009,
    ecdhe_ecdsa_with_aes_256_cbc_sha = 0xC00A,
    ecdhe_rsa_with_aes_128_cbc_sha = 0xC013,
    ecdhe_rsa_with_aes_256_cbc_sha = 0xC014,
    ecdhe_ecdsa_with_aes_128_cbc_sha256 = 0xC023,
    ecdhe_ecdsa_with_aes_256_cbc_sha384 = 0xC024,
    ecdhe_rsa_with_aes_128_cbc_sha256 = 0xC027,
    ecdhe_rsa_with_aes_256_cbc_sha384 = 0xC028,
    ecdhe_ecdsa_with_aes_128_gcm_sha256 = 0xC02B,
    ecdhe_ecdsa_with_aes_256_gcm_sha384 = 0xC02C,
    ecdhe_rsa_with_aes_128_gcm_sha256 = 0xC02F,
    ecdhe_rsa_with_aes_256_gcm_sha384 = 0xC030,
    ecdhe_rsa_with_chacha20_poly1305_sha256 = 0xCCA8,
    ecdhe_ecdsa_with_chacha20_poly1305_sha256 = 0xCCA9,
};

/// A key-exchange group by its IANA code point.
///
/// Source: IANA TLS Supported Groups.
enum class named_group : std::uint16_t {
    unknown = 0,
    secp256r1 = 0x0017,
    secp384r1 = 0x0018,
    secp521r1 = 0x0019,
    x25519 = 0x001D,
    x448 = 0x001E,
    mlkem512 = 0x0200,
    mlkem768 = 0x0201,
    mlkem1024 = 0x0202,
    secp256r1_mlkem768 = 0x11EB,
    x25519_mlkem768 = 0x11EC,
    secp384r1_mlkem1024 = 0x11ED,
};

/// A signature scheme by its IANA code point.
///
/// Source: IANA TLS SignatureScheme.
enum class signature_scheme : std::uint16_t {
    unknown = 0,
    rsa_pkcs1_sha256 = 0x0401,
    rsa_pkcs1_sha384 = 0x0501,
    rsa_pkcs1_sha512 = 0x0601,
    ecdsa_secp256r1_sha256 = 0x0403,
    ecdsa_secp384r1_sha384 = 0x0503,
    ecdsa_secp521r1_sha512 = 0x0603,
    rsa_pss_rsae_sha256 = 0x0804,
    rsa_pss_rsae_sha384 = 0x0805,
    rsa_pss_rsae_sha512 = 0x0806,
    ed25519 = 0x0807,
    ed448 = 0x0808,
    rsa_pss_pss_sha256 = 0x0809,
    rsa_pss_pss_sha384 = 0x080A,
    rsa_pss_pss_sha512 = 0x080B,
    mldsa44 = 0x0904,
    mldsa65 = 0x0905,
    mldsa87 = 0x0906,
};

/// Says whether `code` is of post-quantum cryptography, alone or in a hybrid: it is for TLS 1.3
/// alone.
///
/// Source: draft-ietf-tls-ecdhe-mlkem, draft-ietf-tls-mlkem, draft-ietf-tls-mldsa.
constexpr bool is_post_quantum(named_group code) noexcept {
    switch (code) {
    case named_group::mlkem512:
    case named_group::mlkem768:
    case named_group::mlkem1024:
    case named_group::secp256r1_mlkem768:
    case named_group::x25519_mlkem768:
    case named_group::secp384r1_mlkem1024: return true;
    default: return false;
    }
}
constexpr bool is_post_quantum(signature_scheme code) noexcept {
    switch (code) {
    case signature_scheme::mldsa44:
    case signature_scheme::mldsa65:
    case signature_scheme::mldsa87: return true;
    default: return false;
    }
}

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

/// A suite of TLS 1.3; all of them are forward-secret and AEAD.
constexpr registered_suite tls1_3_suite(cipher_suite code, std::string_view name,
                                        hash_algorithm hash) noexcept {
    return {{code, name}, protocol_version::tls1_3, true, true, hash};
}

/// A suite of TLS 1.2, whose name tells what it is made of.
constexpr registered_suite tls1_2_suite(cipher_suite code, std::string_view name,
                                        hash_algorithm hash) noexcept {
    return {{code, name},
            protocol_version::tls1_2,
            name.find("_ECDHE_") != name.npos,
            name.find("_CBC_") == name.npos,
            hash};
}

inline constexpr auto suites = [] {
    using enum cipher_suite;
    constexpr auto sha256 = hash_algorithm::sha256;
    constexpr auto sha384 = hash_algorithm::sha384;
    return std::array{
        tls1_3_suite(aes_128_gcm_sha256, "TLS_AES_128_GCM_SHA256", sha256),
        tls1_3_suite(aes_256_gcm_sha384, "TLS_AES_256_GCM_SHA384", sha384),
        tls1_3_suite(chacha20_poly1305_sha256, "TLS_CHACHA20_POLY1305_SHA256", sha256),
        tls1_2_suite(ecdhe_ecdsa_with_aes_128_gcm_sha256, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                     sha256),
        tls1_2_suite(ecdhe_ecdsa_with_aes_256_gcm_sha384, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                     sha384),
        tls1_2_suite(ecdhe_rsa_with_aes_128_gcm_sha256, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                     sha256),
        tls1_2_suite(ecdhe_rsa_with_aes_256_gcm_sha384, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                     sha384),
        tls1_2_suite(ecdhe_rsa_with_chacha20_poly1305_sha256,
                     "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", sha256),
        tls1_2_suite(ecdhe_ecdsa_with_chacha20_poly1305_sha256,
                     "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", sha256),
        tls1_2_suite(ecdhe_ecdsa_with_aes_128_cbc_sha256, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                     sha256),
        tls1_2_suite(ecdhe_ecdsa_with_aes_256_cbc_sha384, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                     sha384),
        tls1_2_suite(ecdhe_rsa_with_aes_128_cbc_sha256, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                     sha256),
        tls1_2_suite(ecdhe_rsa_with_aes_256_cbc_sha384, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                     sha384),
        // TLS 1.2 makes keys with SHA-256 where the suite names SHA-1.
        tls1_2_suite(ecdhe_ecdsa_with_aes_128_cbc_sha, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                     sha256),
        tls1_2_suite(ecdhe_ecdsa_with_aes_256_cbc_sha, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                     sha256),
        tls1_2_suite(ecdhe_rsa_with_aes_128_cbc_sha, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", sha256),
        tls1_2_suite(ecdhe_rsa_with_aes_256_cbc_sha, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", sha256),
        tls1_2_suite(cipher_suite{0x009C}, "TLS_RSA_WITH_AES_128_GCM_SHA256", sha256),
        tls1_2_suite(cipher_suite{0x009D}, "TLS_RSA_WITH_AES_256_GCM_SHA384", sha384),
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

/// What decides over a suite, without its name: programs that never write one leave the names out.
struct suite_properties {
    cipher_suite code;
    protocol_version version;
    bool forward_secret;
};

inline constexpr auto properties_of_suites = [] {
    std::array<suite_properties, suites.size()> properties{};
    std::size_t index = 0;
    for (const auto& each : suites)
        properties[index++] = {each.code, each.version, each.forward_secret};
    return properties;
}();

/// The code points in `Table`, likewise.
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
