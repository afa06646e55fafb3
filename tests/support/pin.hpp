// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/pins.hpp>

#include "pki.hpp"

namespace test {

/// The pin of the key in `from`.
onetls::key_pin pin_of(const certified& from);

}  // namespace test
