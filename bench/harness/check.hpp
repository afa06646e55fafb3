// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace bench {

/// Ends the program with the name of what failed: a number for work that was not done is worse than
/// none.
inline void require(bool fine, std::string_view what) noexcept {
    if (fine) return;
    std::fprintf(stderr, "bench: failed: %.*s\n", static_cast<int>(what.size()), what.data());
    std::exit(1);
}

}  // namespace bench
