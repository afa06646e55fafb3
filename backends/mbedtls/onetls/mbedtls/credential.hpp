// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/config.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/judgement/strength.hpp>
#include <onetls/mbedtls/bodies/certificate.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>

namespace onetls::mbedtls {

/// A chain and its key, parsed. Mbed TLS keeps pointers to them, which are not to const although it
/// changes nothing.
struct native_credential {
    mutable x509_object chain;
    mutable key_object key;

    std::span<const std::byte> der() const noexcept { return detail::der_of(*chain); }
};

namespace detail {

inline std::unexpected<error> refuse_key(int native) noexcept {
    switch (native) {
    case MBEDTLS_ERR_PK_PASSWORD_REQUIRED:
        return refuse(field::passphrase, cause::passphrase_needed, native);
    case MBEDTLS_ERR_PK_PASSWORD_MISMATCH:
        return refuse(field::passphrase, cause::wrong_passphrase, native);
    default: return refuse(field::private_key, cause::malformed, native);
    }
}

/// Says whether the first private key in `pem` is encrypted.
inline bool is_encrypted(std::span<const std::byte> pem) noexcept {
    pem_reader blocks{onetls::detail::as_characters(pem)};
    while (const auto block = blocks.next())
        if (block->is_private_key()) return block->is_encrypted();
    return false;
}

/// Parses a private key, PEM or DER, into `key`.
template <parts Built>
result<void> parse_key(std::span<const std::byte> bytes, std::string_view passphrase,
                       mbedtls_pk_context& key) noexcept {
    // Mbed TLS wants PEM with its terminating NUL, and that NUL counted.
    const bool pem = Built.pem && looks_like_pem(bytes);
    const auto copy = onetls::detail::owned_bytes::allocate(bytes.size() + 1);
    if (!copy) return std::unexpected(error{errc::out_of_memory});
    std::ranges::copy(bytes, copy.span().begin());
    copy.span()[bytes.size()] = std::byte{0};
    const auto* const password =
        passphrase.empty() ? nullptr : reinterpret_cast<const unsigned char*>(passphrase.data());
    const int failed = mbedtls_pk_parse_key(
        &key, reinterpret_cast<const unsigned char*>(copy.span().data()),
        bytes.size() + (pem ? 1 : 0), password, passphrase.size(), &compat::random, nullptr);
    if (failed == 0) return {};
    // Now and then a wrong passphrase makes something that looks decrypted.
    return pem && !passphrase.empty() && is_encrypted(bytes)
               ? refuse(field::passphrase, cause::wrong_passphrase, failed)
               : refuse_key(failed);
}

inline bool is_weak(const mbedtls_x509_crt& parsed, const judgement::chain_rules& floor) noexcept {
    return mbedtls_pk_can_do(&parsed.pk, MBEDTLS_PK_RSA) == 1 &&
           mbedtls_pk_get_bitlen(&parsed.pk) < floor.minimum_rsa_bits;
}

/// Parses the chain in `bytes`, its first certificate as the own one, into `chain`.
template <parts Built>
result<void> parse_chain(std::span<const std::byte> bytes, const judgement::chain_rules& floor,
                         mbedtls_x509_crt& chain) noexcept {
    const auto taken = onetls::detail::for_each_certificate<Built.pem>(
        bytes, [&](std::span<const std::byte> der) -> result<void> {
            if (const auto parsed = parse_certificate(der, chain); !parsed)
                return std::unexpected(at(field::certificate_chain, parsed.error()));
            return {};
        });
    if (!taken) return taken;
    if (chain.version == 0) return refuse(field::certificate_chain, cause::no_certificate);
    for (const auto* each = &chain; each != nullptr; each = each->next)
        if (is_weak(*each, floor)) return refuse(field::certificate_chain, cause::too_weak);
    return {};
}

}  // namespace detail

/// Parses the chain and key of `shown`, which must belong together, into `native`.
///
/// Errors: bad_input with the field and the cause; out_of_memory.
template <parts Built>
result<void> parse(const credential& shown, const judgement::chain_rules& floor,
                   native_credential& native) noexcept {
    const auto chain = shown.certificate_chain.load();
    if (!chain) return std::unexpected(at(field::certificate_chain, chain.error()));
    if (auto parsed = detail::parse_chain<Built>(chain->bytes(), floor, *native.chain); !parsed)
        return parsed;
    const auto written = shown.private_key.load();
    if (!written) return std::unexpected(at(field::private_key, written.error()));
    if (auto parsed = detail::parse_key<Built>(written->bytes(), shown.passphrase, *native.key);
        !parsed)
        return parsed;
    const int mismatch =
        mbedtls_pk_check_pair(&native.chain->pk, native.key.get(), &compat::random, nullptr);
    if (mismatch != 0) return refuse(field::private_key, cause::key_mismatch, mismatch);
    return {};
}

/// Has every connection of `config` show `native`.
///
/// Lifetime: `config` keeps pointers into `native`.
/// Errors: out_of_memory, internal.
inline result<void> show(const native_credential& native, mbedtls_ssl_config& config) noexcept {
    const int failed = mbedtls_ssl_conf_own_cert(&config, native.chain.get(), native.key.get());
    if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
    return {};
}

/// Has `ssl` show `native`, beside others; called within the handshake. False: out of memory.
///
/// Lifetime: `ssl` keeps pointers into `native`.
inline bool show(const native_credential& native, mbedtls_ssl_context& ssl) noexcept {
    return mbedtls_ssl_set_hs_own_cert(&ssl, native.chain.get(), native.key.get()) == 0;
}

}  // namespace onetls::mbedtls
