// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <span>

#include <mbedtls/entropy.h>

#include "semihosting.hpp"

/// What Mbed TLS seeds its generator with; `entropy=0` on the command line has it fail.
extern "C" int mbedtls_hardware_poll(void*, unsigned char* into, std::size_t size,
                                     std::size_t* filled) {
    const bool broken = board::argument("entropy", 1) == 0;
    if (broken || !board::entropy(std::as_writable_bytes(std::span{into, size})))
        return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    *filled = size;
    return 0;
}
