// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// The name that the server's certificate is made out to, and that every client asks for.
inline constexpr char host[] = "server.bench.example";

/// What both ends show and trust, in PEM.
struct credentials {
    std::string anchor;
    std::string chain;  ///< The server's certificate alone; the anchor issued it.
    std::string key;
    std::string client_chain;
    std::string client_key;
    std::string chain_der;  ///< The server's certificate.
};

enum class key_kind : std::uint8_t { ec, rsa };

/// Credentials of both kinds of keys, P-256 and 2048 bits, the authorities' too. Made when they are
/// first asked for, since RSA keys take their time.
class material {
public:
    const credentials& of(key_kind kind) const;

private:
    mutable std::optional<credentials> ec_;
    mutable std::optional<credentials> rsa_;
};

}  // namespace bench
