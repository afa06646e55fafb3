// SPDX-License-Identifier: BSL-1.0
#include <onetls/openssl/backend.hpp>
#include <onetls/tcp.hpp>

#include "../floor/openssl.hpp"
#include "../ours/ours.hpp"
#include "enter.hpp"
#include "rows.hpp"

namespace bench {

entrants openssl_sockets(const material& shown) {
    using backend = onetls::openssl::backend;
    using onetls::tcp;
    using onetls::unbuffered_tcp;
    auto made =
        enter_sockets<floor::openssl::contestant, unbuffered_tcp>("openssl", "floor", shown);
    append(made, enter_sockets<ours<backend>, tcp>("openssl", "ours", shown));
    append(made, enter_sockets<ours<backend, corked_end>, tcp>("openssl", "ours, corked", shown));
    append(made,
           enter_sockets<ours<backend>, unbuffered_tcp>("openssl", "ours, unbuffered", shown));
    return made;
}

}  // namespace bench
