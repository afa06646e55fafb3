// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "../harness/work.hpp"
#include "../material/credentials.hpp"

namespace bench {

// Ours and the floor. Each in a file of its own, since each takes its time to compile.
entrants openssl_memory(const material& shown);
entrants openssl_sockets(const material& shown);
entrants openssl_certificates(const material& shown);
entrants mbedtls_memory(const material& shown);
entrants mbedtls_sockets(const material& shown);
entrants mbedtls_certificates(const material& shown);

}  // namespace bench
