// SPDX-License-Identifier: BSL-1.0
#include <onetls/openssl/backend.hpp>

#include "../floor/openssl.hpp"
#include "../ours/ours.hpp"
#include "enter.hpp"
#include "rows.hpp"

namespace bench {

entrants openssl_memory(const material& shown) {
    auto made = enter_memory<floor::openssl::contestant>("openssl", "floor", shown);
    append(made, enter_memory<ours<onetls::openssl::backend>>("openssl", "ours", shown));
    return made;
}

}  // namespace bench
