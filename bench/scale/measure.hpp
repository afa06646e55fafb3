// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "../material/credentials.hpp"

namespace bench {

/// Prints, as JSON, what one of `connections` costs each of those who are wanted.
int measure_connections(std::size_t connections, const std::vector<std::string>& wanted,
                        const material& shown);

/// Prints, as JSON, what a handshake costs while so many threads shake hands, ours and the floor's
/// in turns.
int measure_threads(std::size_t threads, bool quick, const material& shown);

}  // namespace bench
