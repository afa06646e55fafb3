// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/testing/authority.hpp>
#include <onetls/testing/signing_key.hpp>

/// What tests of programs need of OpenSSL: throw-away certificates.
namespace onetls::openssl::testing {
namespace detail {

using number_handle = handle<BIGNUM, BN_clear_free>;
using signature_handle = handle<ECDSA_SIG, ECDSA_SIG_free>;
using signing_handle = handle<EVP_MD_CTX, EVP_MD_CTX_free>;

inline unsigned char* octets(std::span<std::byte> bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

inline std::unexpected<error> failed() noexcept {
    return std::unexpected(take_error(errc::internal));
}

/// Writes `number` to the whole of `into`.
inline bool write(const BIGNUM* number, std::span<std::byte> into) noexcept {
    return BN_bn2binpad(number, octets(into), static_cast<int>(into.size())) >= 0;
}

}  // namespace detail

/// A private key of OpenSSL on P-256. Models SigningKey.
class signing_key {
public:
    /// Errors: out_of_memory, internal.
    ///
    /// Source: EVP_PKEY_Q_keygen(3).
    [[nodiscard]] static result<signing_key> generate() noexcept {
        key_handle made{EVP_EC_gen("P-256")};
        if (!made) return detail::failed();
        return signing_key{std::move(made)};
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_point> public_point() const noexcept {
        onetls::testing::p256_point point{};
        std::size_t size = 0;
        const int got = EVP_PKEY_get_octet_string_param(native_.get(), "pub", detail::octets(point),
                                                        point.size(), &size);
        if (got != 1 || size != point.size()) return detail::failed();
        return point;
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_scalar> scalar() const noexcept {
        BIGNUM* taken = nullptr;
        const int got = EVP_PKEY_get_bn_param(native_.get(), "priv", &taken);
        const detail::number_handle number{taken};
        onetls::testing::p256_scalar scalar{};
        if (got != 1 || !detail::write(number.get(), scalar)) return detail::failed();
        return scalar;
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_signature> sign(
        std::span<const std::byte> message) const noexcept {
        const detail::signing_handle signing{EVP_MD_CTX_new()};
        std::array<std::byte, 80> der{};
        std::size_t size = der.size();
        const bool done =
            signing &&
            EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, native_.get()) == 1 &&
            EVP_DigestSign(signing.get(), detail::octets(der), &size,
                           reinterpret_cast<const unsigned char*>(message.data()),
                           message.size()) == 1;
        return done ? numbers_of(std::span{der}.first(size)) : detail::failed();
    }

private:
    explicit signing_key(key_handle made) noexcept : native_{std::move(made)} {}

    static result<onetls::testing::p256_signature> numbers_of(std::span<std::byte> der) noexcept {
        const unsigned char* at = detail::octets(der);
        const detail::signature_handle read{
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
        onetls::testing::p256_signature both{};
        const auto into = std::span{both};
        const bool written = read && detail::write(ECDSA_SIG_get0_r(read.get()), into.first(32)) &&
                             detail::write(ECDSA_SIG_get0_s(read.get()), into.last(32));
        if (!written) return detail::failed();
        return both;
    }

    key_handle native_;
};

static_assert(onetls::testing::SigningKey<signing_key>);

/// Makes throw-away certificates with OpenSSL.
using authority = onetls::testing::authority_of<signing_key>;

}  // namespace onetls::openssl::testing
