// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <onetls/connection_info.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/registry.hpp>

namespace onetls::openssl {
namespace detail {

/// The code point of a group that OpenSSL names by NID; one that it has no NID for comes as the
/// code point itself with a flag.
///
/// Source: SSL_get_negotiated_group(3).
constexpr named_group group_of(long native) noexcept {
    switch (native) {
    case NID_X9_62_prime256v1: return named_group::secp256r1;
    case NID_secp384r1: return named_group::secp384r1;
    case NID_secp521r1: return named_group::secp521r1;
    case NID_X25519: return named_group::x25519;
    case NID_X448: return named_group::x448;
    default: break;
    }
    const bool is_code_point = (native & TLSEXT_nid_unknown) != 0;
    const auto code = static_cast<named_group>(native & 0xFFFF);
    const bool known = registry::find(registry::groups, code).has_value();
    return is_code_point && known ? code : named_group::unknown;
}

/// A signature scheme by the key and hash that it is made of, as OpenSSL tells them.
struct scheme_parts {
    int key;
    int hash;
    signature_scheme scheme;
};

inline constexpr auto schemes_by_parts = std::array{
    scheme_parts{EVP_PKEY_EC, NID_sha256, signature_scheme::ecdsa_secp256r1_sha256},
    scheme_parts{EVP_PKEY_EC, NID_sha384, signature_scheme::ecdsa_secp384r1_sha384},
    scheme_parts{EVP_PKEY_EC, NID_sha512, signature_scheme::ecdsa_secp521r1_sha512},
    scheme_parts{EVP_PKEY_RSA, NID_sha256, signature_scheme::rsa_pkcs1_sha256},
    scheme_parts{EVP_PKEY_RSA, NID_sha384, signature_scheme::rsa_pkcs1_sha384},
    scheme_parts{EVP_PKEY_RSA, NID_sha512, signature_scheme::rsa_pkcs1_sha512},
    scheme_parts{EVP_PKEY_ED25519, NID_undef, signature_scheme::ed25519},
    scheme_parts{EVP_PKEY_ED448, NID_undef, signature_scheme::ed448},
};

/// RSA-PSS has two code points for each hash, told apart by the type of the certified key.
inline signature_scheme pss_scheme(const SSL* native, int hash) noexcept {
    const X509* const peer = SSL_get0_peer_certificate(native);
    const EVP_PKEY* const key = peer == nullptr ? nullptr : X509_get0_pubkey(peer);
    const bool restricted = key != nullptr && EVP_PKEY_is_a(key, "RSA-PSS") == 1;
    switch (hash) {
    case NID_sha256:
        return restricted ? signature_scheme::rsa_pss_pss_sha256
                          : signature_scheme::rsa_pss_rsae_sha256;
    case NID_sha384:
        return restricted ? signature_scheme::rsa_pss_pss_sha384
                          : signature_scheme::rsa_pss_rsae_sha384;
    case NID_sha512:
        return restricted ? signature_scheme::rsa_pss_pss_sha512
                          : signature_scheme::rsa_pss_rsae_sha512;
    default: return signature_scheme::unknown;
    }
}

inline signature_scheme peer_scheme(SSL* native) noexcept {
    int key = NID_undef;
    int hash = NID_undef;
    if (SSL_get_peer_signature_type_nid(native, &key) != 1) return signature_scheme::unknown;
    SSL_get_peer_signature_nid(native, &hash);
    if (key == EVP_PKEY_RSA_PSS) return pss_scheme(native, hash);
    for (const auto& each : schemes_by_parts)
        if (each.key == key && (each.hash == hash || each.hash == NID_undef)) return each.scheme;
    return signature_scheme::unknown;
}

inline std::string_view selected_protocol(const SSL* native) noexcept {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(native, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

inline std::string_view server_name(const SSL* native) noexcept {
    const char* const name = SSL_get_servername(native, TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? std::string_view{} : name;
}

}  // namespace detail

/// What the completed handshake of `native` came to.
inline connection_info info_of(SSL* native) noexcept {
    const auto* const suite = SSL_get_current_cipher(native);
    return {
        .version = static_cast<protocol_version>(SSL_version(native)),
        .suite = static_cast<cipher_suite>(SSL_CIPHER_get_protocol_id(suite)),
        .group = detail::group_of(SSL_get_negotiated_group(native)),
        .peer_signature = detail::peer_scheme(native),
        .application_protocol = detail::selected_protocol(native),
        .server_name = detail::server_name(native),
        .resumed = SSL_session_reused(native) == 1,
        .early_data = SSL_get_early_data_status(native) == SSL_EARLY_DATA_ACCEPTED,
    };
}

}  // namespace onetls::openssl
