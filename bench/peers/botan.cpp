// SPDX-License-Identifier: BSL-1.0
#include "botan.hpp"

#include "../rows/enter.hpp"
#include "peers.hpp"

namespace bench::peers::botan {

entrants enter(const material& shown) {
    return enter_memory<contestant>("openssl", "Botan", shown);
}

std::vector<idler> idle() {
    return {};
}

}  // namespace bench::peers::botan
