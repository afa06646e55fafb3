// SPDX-License-Identifier: BSL-1.0
#include "credentials.hpp"

#include <string>

#include <pki.hpp>

namespace bench {

credentials make_credentials() {
    const auto root = test::certified::self_signed(test::authority("Bench Root"));
    const auto server =
        root.issue({.common_name = "Bench Server", .names = {std::string{"dns:"} + host}});
    return {root.pem(), server.pem(), server.key().pem()};
}

}  // namespace bench
