// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The contract, and the backend that the build selected.
///
/// Which backend that is depends on which of `backends/*/default` is on the include path: Meson,
/// CMake and pkg-config put it there. A program that names its backend itself includes
/// <onetls/openssl/backend.hpp> or <onetls/mbedtls/backend.hpp> instead.

#include <onetls/backend.hpp>
#include <onetls/blocking.hpp>
#include <onetls/concepts.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/pins.hpp>
#include <onetls/registry.hpp>
