// SPDX-License-Identifier: BSL-1.0
#include "../floor/mbedtls_certificates.hpp"

#include <onetls/mbedtls/backend.hpp>

#include "../ours/certificates.hpp"
#include "calling.hpp"
#include "rows.hpp"

namespace bench {

entrants mbedtls_certificates(const material& shown) {
    auto made = enter_certificates("mbedtls", "floor", shown, floor::mbedtls::certificates);
    append(made,
           enter_certificates("mbedtls", "ours", shown, certificates_of<onetls::mbedtls::backend>));
    return made;
}

}  // namespace bench
