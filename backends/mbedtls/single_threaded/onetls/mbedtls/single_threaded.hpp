// SPDX-License-Identifier: BSL-1.0
#pragma once

// With this folder on its include path a program says that one thread alone uses the library, so
// that Mbed TLS may be built without MBEDTLS_THREADING_C.
