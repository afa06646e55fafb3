// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/compat.hpp>

// With this folder on its include path a program links the bodies of the backend, which
// backends/mbedtls/compiled.cpp holds, instead of having them compiled with each of its files.

namespace onetls::mbedtls {

static_assert(chosen_parts == parts{},
              "OneTLS: the compiled form of the Mbed TLS backend has all parts; a program that "
              "leaves some out (onetls/mbedtls/parts.hpp) takes the header-only form.");

}  // namespace onetls::mbedtls
