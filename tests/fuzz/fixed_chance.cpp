// SPDX-License-Identifier: BSL-1.0
#include "fixed_chance.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <span>

#include <mbedtls/entropy.h>
#include <openssl/rand.h>
#include <psa/crypto.h>

#include <onetls/testing/random_numbers.hpp>

#include "promise.hpp"

// For tests only, so that no public header has it.
extern "C" psa_status_t mbedtls_psa_crypto_configure_entropy_sources(
    void (*set_up)(mbedtls_entropy_context*), void (*tear_down)(mbedtls_entropy_context*));

namespace {

onetls::testing::random_numbers numbers{0};

void fill(unsigned char* into, std::size_t size) {
    std::ranges::generate(std::span{into, size},
                          [] { return static_cast<unsigned char>(numbers.next() >> 56U); });
}

int fill_for_openssl(unsigned char* into, int size) {
    return fill(into, static_cast<std::size_t>(size)), 1;
}

int always_ready() {
    return 1;
}

int fill_for_mbedtls(void*, unsigned char* into, std::size_t size, std::size_t* filled) {
    fill(into, size);
    *filled = size;
    return 0;
}

/// Leaves out the sources that Mbed TLS adds by itself.
void set_up_entropy(mbedtls_entropy_context* entropy) {
    mbedtls_entropy_init(entropy);
    entropy->MBEDTLS_PRIVATE(source_count) = 0;
    mbedtls_entropy_add_source(entropy, fill_for_mbedtls, nullptr, 32,
                               MBEDTLS_ENTROPY_SOURCE_STRONG);
}

void fix_openssl() {
    static const RAND_METHOD method{nullptr, fill_for_openssl, nullptr,
                                    nullptr, fill_for_openssl, always_ready};
    fuzz::promise(RAND_set_rand_method(&method) == 1, "chance can be fixed");
}

void fix_mbedtls() {
    mbedtls_psa_crypto_free();
    fuzz::promise(mbedtls_psa_crypto_configure_entropy_sources(
                      set_up_entropy, mbedtls_entropy_free) == PSA_SUCCESS &&
                      psa_crypto_init() == PSA_SUCCESS,
                  "chance can be fixed");
}

}  // namespace

// Mbed TLS puts the time into the handshake of TLS 1.2.
extern "C" std::time_t time(std::time_t* into) noexcept {
    constexpr std::time_t now = 1'800'000'000;
    if (into != nullptr) *into = now;
    return now;
}

void fuzz::fix_chance(std::uint64_t seed) {
    numbers = onetls::testing::random_numbers{seed};
    static const bool once = (fix_openssl(), true);
    static_cast<void>(once);
    fix_mbedtls();
}
