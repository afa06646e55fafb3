// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/parts.hpp>

namespace onetls::mbedtls {

/// With this folder on its include path a program leaves out all that can be left out. To leave out
/// less, write a file of this name.
inline constexpr parts chosen_parts{
    .credentials = false,
    .pem = false,
    .other_paths = false,
    .terms = false,
    .name_constraints = false,
    .web_profile = false,
    .observers = false,
};

}  // namespace onetls::mbedtls
