// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/testing/authority.hpp>
#include <onetls/testing/signing_key.hpp>

/// What tests of programs need of Mbed TLS: throw-away certificates.
namespace onetls::mbedtls::testing {
namespace detail {

inline unsigned char* octets(std::span<std::byte> bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

inline std::unexpected<error> failed(psa_status_t status) noexcept {
    const auto code =
        status == PSA_ERROR_INSUFFICIENT_MEMORY ? errc::out_of_memory : errc::internal;
    return std::unexpected(error{.code = code, .native = status});
}

}  // namespace detail

/// A private key of PSA on P-256. Models SigningKey.
class signing_key {
public:
    signing_key(signing_key&& other) noexcept : id_{std::exchange(other.id_, PSA_KEY_ID_NULL)} {}
    signing_key& operator=(signing_key&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~signing_key() { psa_destroy_key(id_); }

    /// Errors: out_of_memory, internal.
    ///
    /// Source: psa_generate_key.
    [[nodiscard]] static result<signing_key> generate() noexcept {
        if (const auto status = psa_crypto_init(); status != PSA_SUCCESS)
            return detail::failed(status);
        psa_key_attributes_t wanted = PSA_KEY_ATTRIBUTES_INIT;
        psa_set_key_type(&wanted, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
        psa_set_key_bits(&wanted, 256);
        psa_set_key_usage_flags(&wanted, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_EXPORT);
        psa_set_key_algorithm(&wanted, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
        psa_key_id_t made = PSA_KEY_ID_NULL;
        const auto status = psa_generate_key(&wanted, &made);
        if (status != PSA_SUCCESS) return detail::failed(status);
        return signing_key{made};
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_point> public_point() const noexcept {
        onetls::testing::p256_point point{};
        std::size_t size = 0;
        const auto status = psa_export_public_key(id_, detail::octets(point), point.size(), &size);
        if (status != PSA_SUCCESS || size != point.size()) return detail::failed(status);
        return point;
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_scalar> scalar() const noexcept {
        onetls::testing::p256_scalar scalar{};
        std::size_t size = 0;
        const auto status = psa_export_key(id_, detail::octets(scalar), scalar.size(), &size);
        if (status != PSA_SUCCESS || size != scalar.size()) return detail::failed(status);
        return scalar;
    }

    /// Errors: out_of_memory, internal.
    [[nodiscard]] result<onetls::testing::p256_signature> sign(
        std::span<const std::byte> message) const noexcept {
        onetls::testing::p256_signature both{};
        std::size_t size = 0;
        const auto status =
            psa_sign_message(id_, PSA_ALG_ECDSA(PSA_ALG_SHA_256),
                             reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                             detail::octets(both), both.size(), &size);
        if (status != PSA_SUCCESS || size != both.size()) return detail::failed(status);
        return both;
    }

private:
    explicit signing_key(psa_key_id_t id) noexcept : id_{id} {}

    psa_key_id_t id_;
};

static_assert(onetls::testing::SigningKey<signing_key>);

/// Makes throw-away certificates with Mbed TLS.
using authority = onetls::testing::authority_of<signing_key>;

}  // namespace onetls::mbedtls::testing
