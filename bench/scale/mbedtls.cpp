// SPDX-License-Identifier: BSL-1.0
#include "../floor/mbedtls.hpp"

#include <onetls/mbedtls/backend.hpp>

#include "../ours/ours.hpp"
#include "scale.hpp"

namespace bench {

namespace {

using own = ours<onetls::mbedtls::backend>;
using by_hand = floor::mbedtls::contestant;

}  // namespace

std::vector<idler> mbedtls_idlers() {
    return {{"mbedtls", "floor", &idle_cost_of<by_hand>}, {"mbedtls", "ours", &idle_cost_of<own>}};
}

std::vector<threaded> mbedtls_threaded() {
    return {{"mbedtls", "floor", &threaded_handshake<by_hand>},
            {"mbedtls", "ours", &threaded_handshake<own>}};
}

}  // namespace bench
