// SPDX-License-Identifier: BSL-1.0
#include "peers.hpp"

namespace bench {

const std::vector<peer>& all_peers() {
    static const std::vector<peer> nobody;
    return nobody;
}

}  // namespace bench
