// SPDX-License-Identifier: BSL-1.0
#include <onetls/mbedtls/backend.hpp>
#include <onetls/tcp.hpp>

#include "../floor/mbedtls.hpp"
#include "../ours/ours.hpp"
#include "enter.hpp"
#include "rows.hpp"

namespace bench {

entrants mbedtls_sockets(const material& shown) {
    using backend = onetls::mbedtls::backend;
    using onetls::tcp;
    using onetls::unbuffered_tcp;
    auto made =
        enter_sockets<floor::mbedtls::contestant, unbuffered_tcp>("mbedtls", "floor", shown);
    append(made, enter_sockets<ours<backend>, tcp>("mbedtls", "ours", shown));
    append(made, enter_sockets<ours<backend, corked_end>, tcp>("mbedtls", "ours, corked", shown));
    append(made,
           enter_sockets<ours<backend>, unbuffered_tcp>("mbedtls", "ours, unbuffered", shown));
    return made;
}

}  // namespace bench
