// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/config.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/openssl/certificate.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl {
namespace detail {

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

/// Gives `context` the chain in `bytes`, its first certificate as the own one.
inline result<void> use_chain(SSL_CTX* context, std::span<const std::byte> bytes,
                              const policy& floor) noexcept {
    std::size_t used = 0;
    const auto taken = onetls::detail::for_each_certificate(
        bytes, [&](std::span<const std::byte> der) -> result<void> {
            const auto parsed = parse_certificate(der);
            if (!parsed) return refuse(field::certificate_chain, cause::malformed);
            const EVP_PKEY* const key = X509_get0_pubkey(parsed->get());
            if (key != nullptr && EVP_PKEY_is_a(key, "RSA") == 1 &&
                EVP_PKEY_get_bits(key) < floor.minimum_rsa_bits)
                return refuse(field::certificate_chain, cause::too_weak);
            const auto added = used++ == 0 ? SSL_CTX_use_certificate(context, parsed->get())
                                           : SSL_CTX_add1_chain_cert(context, parsed->get());
            if (added != 1) return refuse(field::certificate_chain, cause::malformed);
            return {};
        });
    if (taken && used == 0) return refuse(field::certificate_chain, cause::no_certificate);
    return taken;
}

}  // namespace detail

/// Gives `context` the chain and key of `shown`, which must belong together.
///
/// Errors: bad_input with the field and the cause; out_of_memory.
inline result<void> apply(const credential& shown, const policy& floor, SSL_CTX* context) noexcept {
    const auto chain = shown.certificate_chain.load();
    if (!chain) return std::unexpected(at(field::certificate_chain, chain.error()));
    if (auto used = detail::use_chain(context, chain->bytes(), floor); !used) return used;
    const auto written = shown.private_key.load();
    if (!written) return std::unexpected(at(field::private_key, written.error()));
    const auto key = detail::parse_key(written->bytes(), shown.passphrase);
    if (!key) return std::unexpected(key.error());
    if (X509_check_private_key(SSL_CTX_get0_certificate(context), key->get()) != 1)
        return refuse(field::private_key, cause::key_mismatch);
    if (SSL_CTX_use_PrivateKey(context, key->get()) != 1)
        return refuse(field::private_key, cause::malformed);
    return {};
}

}  // namespace onetls::openssl
