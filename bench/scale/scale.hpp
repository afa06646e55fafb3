// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "idle.hpp"
#include "threads.hpp"

namespace bench {

// Ours and the floor.
std::vector<idler> openssl_idlers();
std::vector<idler> mbedtls_idlers();
std::vector<threaded> openssl_threaded();
std::vector<threaded> mbedtls_threaded();

}  // namespace bench
