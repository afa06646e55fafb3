// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace fuzz {

/// Has the random numbers of both libraries begin anew, and time stand still: what follows depends
/// on the input alone, so that the same input leads to the same bytes on the wire in every run.
///
/// No stream may be alive: Mbed TLS loses the keys of those.
void fix_chance(std::uint64_t seed);

}  // namespace fuzz
