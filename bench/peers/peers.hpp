// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include "../harness/work.hpp"
#include "../material/credentials.hpp"
#include "../scale/idle.hpp"

namespace bench {

/// Other people's work: another library, or another way to use OpenSSL. All of them are compared
/// with the floor of OpenSSL.
struct peer {
    const char* name;
    const char* missing;  ///< Why it is not here; nullptr where it is.
    entrants (*enter)(const material&);
    std::vector<idler> (*idle)();
};

/// All of them: those that were found when the program was built, and those that were not.
const std::vector<peer>& all_peers();

}  // namespace bench
