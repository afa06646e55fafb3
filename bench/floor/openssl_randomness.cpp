// SPDX-License-Identifier: BSL-1.0
#include <openssl/rand.h>

#include "randomness.hpp"

namespace bench {
namespace {

repeated_numbers numbers;

int fill(unsigned char* into, int size) {
    numbers.fill({into, static_cast<std::size_t>(size)});
    return 1;
}

int always_ready() {
    return 1;
}

}  // namespace

void repeat_openssl_randomness() {
    static constexpr RAND_METHOD method{nullptr, &fill, nullptr, nullptr, &fill, &always_ready};
    RAND_set_rand_method(&method);
}

}  // namespace bench
