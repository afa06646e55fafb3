// SPDX-License-Identifier: BSL-1.0
#include "../floor/openssl_certificates.hpp"

#include <onetls/openssl/backend.hpp>

#include "../ours/certificates.hpp"
#include "calling.hpp"
#include "rows.hpp"

namespace bench {

entrants openssl_certificates(const material& shown) {
    auto made = enter_certificates("openssl", "floor", shown, floor::openssl::certificates);
    append(made,
           enter_certificates("openssl", "ours", shown, certificates_of<onetls::openssl::backend>));
    return made;
}

}  // namespace bench
