// SPDX-License-Identifier: BSL-1.0
#include "asio.hpp"

#include "../rows/enter.hpp"
#include "asio_sockets.hpp"
#include "peers.hpp"

namespace bench::peers::asio {

entrants enter(const material& shown) {
    auto made = enter_memory<memory_contestant>("openssl", "Asio", shown);
    append(made, enter_sockets<sync_contestant, int>("openssl", "Asio", shown));
    append(made, enter_sockets<async_contestant, int>("openssl", "Asio, async", shown));
    return made;
}

std::vector<idler> idle() {
    return {{"openssl", "Asio", &idle_cost_of<memory_contestant>}};
}

}  // namespace bench::peers::asio
