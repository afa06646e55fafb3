// SPDX-License-Identifier: BSL-1.0
#include "set_fd.hpp"

#include "../rows/enter.hpp"
#include "peers.hpp"

namespace bench::peers::set_fd {

entrants enter(const material& shown) {
    return enter_sockets<contestant, int>("openssl", "SSL_set_fd", shown);
}

std::vector<idler> idle() {
    return {};
}

}  // namespace bench::peers::set_fd
