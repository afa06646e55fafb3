// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/config.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/openssl/bodies/certificate.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {

/// A chain and its key, parsed, and the encoded leaf with what it says.
struct native_credential {
    x509_handle leaf;
    certificate_stack issuers;
    key_handle key;
    onetls::detail::owned_bytes encoded_leaf;

    std::span<const std::byte> der() const noexcept { return encoded_leaf.span(); }
};

namespace detail {

/// Takes in one certificate of a chain: the leaf first.
inline result<void> keep(x509_handle parsed, std::span<const std::byte> der,
                         native_credential& shown) noexcept {
    if (shown.leaf) {
        if (sk_X509_push(shown.issuers.get(), parsed.get()) > 0)
            return parsed.release(), result<void>{};
        return std::unexpected(take_error(errc::out_of_memory));
    }
    shown.encoded_leaf = onetls::detail::owned_bytes::copy_of(der);
    if (!shown.encoded_leaf) return std::unexpected(error{errc::out_of_memory});
    shown.leaf = std::move(parsed);
    return {};
}

/// Hands the passphrase to OpenSSL, and remembers that it was asked for.
struct passphrase_prompt {
    std::string_view passphrase;
    bool asked = false;

    static int answer(char* into, int room, int, void* prompt) noexcept {
        return static_cast<passphrase_prompt*>(prompt)->copy(
            {into, static_cast<std::size_t>(room)});
    }

    int copy(std::span<char> into) noexcept {
        asked = true;
        if (passphrase.empty() || passphrase.size() > into.size()) return -1;
        std::copy(passphrase.begin(), passphrase.end(), into.begin());
        return static_cast<int>(passphrase.size());
    }

    std::unexpected<error> refusal() const noexcept {
        if (!asked) return refuse(field::private_key, cause::malformed);
        return refuse(field::passphrase,
                      passphrase.empty() ? cause::passphrase_needed : cause::wrong_passphrase);
    }
};

/// Parses a private key in DER: as it is, else as encrypted PKCS #8.
inline key_handle parse_der_key(BIO* memory, passphrase_prompt& prompt) noexcept {
    key_handle plain{d2i_PrivateKey_bio(memory, nullptr)};
    if (plain || BIO_reset(memory) != 1) return plain;
    return key_handle{
        d2i_PKCS8PrivateKey_bio(memory, nullptr, &passphrase_prompt::answer, &prompt)};
}

/// Parses a private key, PEM or DER.
inline result<key_handle> parse_key(std::span<const std::byte> bytes,
                                    std::string_view passphrase) noexcept {
    const bio_handle memory{BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))};
    if (!memory) return std::unexpected(take_error(errc::out_of_memory));
    passphrase_prompt prompt{passphrase};
    key_handle key;
    if (looks_like_pem(bytes))
        key.reset(
            PEM_read_bio_PrivateKey(memory.get(), nullptr, &passphrase_prompt::answer, &prompt));
    else
        key = parse_der_key(memory.get(), prompt);
    if (!key) return prompt.refusal();
    return key;
}

/// Parses the chain in `bytes`, its first certificate as the own one, into `shown`.
inline result<void> parse_chain(std::span<const std::byte> bytes, const policy& floor,
                                native_credential& shown) noexcept {
    shown.issuers.reset(sk_X509_new_null());
    if (!shown.issuers) return std::unexpected(take_error(errc::out_of_memory));
    const auto taken = onetls::detail::for_each_certificate(
        bytes, [&](std::span<const std::byte> der) -> result<void> {
            auto parsed = parse_certificate(der);
            if (!parsed) return std::unexpected(at(field::certificate_chain, parsed.error()));
            const EVP_PKEY* const key = X509_get0_pubkey(parsed->get());
            if (key != nullptr && EVP_PKEY_is_a(key, "RSA") == 1 &&
                EVP_PKEY_get_bits(key) < floor.minimum_rsa_bits)
                return refuse(field::certificate_chain, cause::too_weak);
            return keep(std::move(*parsed), der, shown);
        });
    if (taken && !shown.leaf) return refuse(field::certificate_chain, cause::no_certificate);
    return taken;
}

}  // namespace detail

/// Parses the chain and key of `shown`, which must belong together, into `native`.
///
/// Errors: bad_input with the field and the cause; out_of_memory.
inline result<void> parse(const credential& shown, const policy& floor,
                          native_credential& native) noexcept {
    const auto chain = shown.certificate_chain.load();
    if (!chain) return std::unexpected(at(field::certificate_chain, chain.error()));
    if (auto parsed = detail::parse_chain(chain->bytes(), floor, native); !parsed) return parsed;
    const auto written = shown.private_key.load();
    if (!written) return std::unexpected(at(field::private_key, written.error()));
    auto key = detail::parse_key(written->bytes(), shown.passphrase);
    if (!key) return std::unexpected(key.error());
    if (X509_check_private_key(native.leaf.get(), key->get()) != 1)
        return refuse(field::private_key, cause::key_mismatch);
    native.key = std::move(*key);
    return {};
}

/// Has every connection of `context` show `native`.
///
/// Errors: bad_input with field::certificate_chain: malformed.
inline result<void> show(const native_credential& native, SSL_CTX* context) noexcept {
    if (SSL_CTX_use_cert_and_key(context, native.leaf.get(), native.key.get(), native.issuers.get(),
                                 1) == 1)
        return {};
    return refuse(field::certificate_chain, cause::malformed);
}

/// Has `ssl` show `native`, beside others with another kind of key.
inline void show(const native_credential& native, SSL* ssl) noexcept {
    // Of two with the same kind of key the first stays.
    if (SSL_use_cert_and_key(ssl, native.leaf.get(), native.key.get(), native.issuers.get(), 0) !=
        1)
        ERR_clear_error();
}

}  // namespace onetls::openssl
