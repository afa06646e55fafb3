// SPDX-License-Identifier: BSL-1.0
#include <onetls/mbedtls/backend.hpp>

#include "../floor/mbedtls.hpp"
#include "../ours/ours.hpp"
#include "enter.hpp"
#include "rows.hpp"

namespace bench {

entrants mbedtls_memory(const material& shown) {
    auto made = enter_memory<floor::mbedtls::contestant>("mbedtls", "floor", shown);
    append(made, enter_memory<ours<onetls::mbedtls::backend>>("mbedtls", "ours", shown));
    return made;
}

}  // namespace bench
