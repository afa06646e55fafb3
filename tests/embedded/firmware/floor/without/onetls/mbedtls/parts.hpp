// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/parts.hpp>

namespace onetls::mbedtls {

/// Everything but the part that the build names.
inline constexpr parts chosen_parts{.WITHOUT = false};

}  // namespace onetls::mbedtls
