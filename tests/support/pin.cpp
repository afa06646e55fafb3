// SPDX-License-Identifier: BSL-1.0
#include "pin.hpp"

#include <stdexcept>

#include <openssl/evp.h>

#include <onetls/certificate_view.hpp>

namespace test {

onetls::key_pin pin_of(const certified& from) {
    const auto der = from.der();
    const auto view = onetls::certificate_view::parse(der);
    onetls::key_pin made;
    if (!view || EVP_Digest(view->public_key().spki.data(), view->public_key().spki.size(),
                            reinterpret_cast<unsigned char*>(made.sha256.data()), nullptr,
                            EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"cannot make a pin"};
    return made;
}

}  // namespace test
