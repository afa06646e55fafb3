// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace bench {

/// The name that the server's certificate is made out to, and that every client asks for.
inline constexpr char host[] = "server.bench.example";

/// What a server shows and a client trusts, in PEM.
struct credentials {
    std::string anchor;
    std::string chain;  ///< The server's certificate alone; the anchor issued it.
    std::string key;
};

/// Makes an authority and a server's certificate, EC P-256 both.
credentials make_credentials();

}  // namespace bench
