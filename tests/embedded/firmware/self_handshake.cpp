// SPDX-License-Identifier: BSL-1.0
// A client and a server in one program, joined in memory: what needs no peer.
#include "self_handshake.hpp"

#include <onetls/onetls.hpp>

#include "outcome.hpp"

namespace {

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

}  // namespace

int main() {
    board::start_memory();
    int status = 0;
    for (const auto version : {onetls::protocol_version::tls1_3, onetls::protocol_version::tls1_2})
        if (status == 0)
            status =
                board::status_of(test::shake_hands<onetls::backend, onetls::backend>(version, now));
    return board::finish(status);
}
