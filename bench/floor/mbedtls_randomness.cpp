// SPDX-License-Identifier: BSL-1.0
#include <mbedtls/entropy.h>
#include <psa/crypto.h>

#include "../harness/check.hpp"
#include "randomness.hpp"

// Exported, but declared in a header that is not installed.
// Source: library/psa_crypto_invasive.h
extern "C" psa_status_t mbedtls_psa_crypto_configure_entropy_sources(
    void (*begin)(mbedtls_entropy_context*), void (*end)(mbedtls_entropy_context*));

namespace bench {
namespace {

constexpr std::size_t fewest_bytes = 32;  // Before numbers are drawn.

repeated_numbers numbers;

int fill(void*, unsigned char* into, std::size_t size, std::size_t* filled) {
    numbers.fill({into, size});
    *filled = size;
    return 0;
}

/// In the place of the sources that the library knows.
void use_numbers(mbedtls_entropy_context* sources) {
    mbedtls_entropy_init(sources);
    sources->MBEDTLS_PRIVATE(source_count) = 0;
    mbedtls_entropy_add_source(sources, &fill, nullptr, fewest_bytes,
                               MBEDTLS_ENTROPY_SOURCE_STRONG);
}

}  // namespace

void repeat_mbedtls_randomness() {
    require(mbedtls_psa_crypto_configure_entropy_sources(&use_numbers, &mbedtls_entropy_free) ==
                PSA_SUCCESS,
            "replacing the entropy of Mbed TLS");
}

}  // namespace bench
