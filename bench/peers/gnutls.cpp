// SPDX-License-Identifier: BSL-1.0
#include "gnutls.hpp"

#include <onetls/unbuffered_tcp.hpp>

#include "../rows/enter.hpp"
#include "peers.hpp"

namespace bench::peers::gnutls {

entrants enter(const material& shown) {
    auto made = enter_memory<contestant>("openssl", "GnuTLS", shown);
    append(made, enter_sockets<contestant, onetls::unbuffered_tcp>("openssl", "GnuTLS", shown));
    return made;
}

std::vector<idler> idle() {
    return {{"gnutls", "GnuTLS", &idle_cost_of<contestant>}};
}

}  // namespace bench::peers::gnutls
