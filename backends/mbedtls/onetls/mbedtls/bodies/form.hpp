// SPDX-License-Identifier: BSL-1.0
#pragma once

// A program has the bodies compiled with each of its files, unless it says by an include path that
// it links them: docs/architecture.md, "The compiled form".
#if !__has_include(<onetls/mbedtls/compiled.hpp>)
#include <onetls/mbedtls/bodies/backend.hpp>
#include <onetls/mbedtls/bodies/constant_context.hpp>
#endif
