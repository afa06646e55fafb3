// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <onetls/protocol.hpp>

#include "credentials.hpp"

namespace bench {

inline constexpr auto tls1_2 = onetls::protocol_version::tls1_2;
inline constexpr auto tls1_3 = onetls::protocol_version::tls1_3;

/// What is shown and agreed on in a handshake.
struct terms {
    onetls::protocol_version version = tls1_3;
    key_kind keys = key_kind::ec;
    bool mutual = false;  ///< The client shows a certificate too.
};

/// Messages of one size, of which so many are written before the first is read.
struct traffic {
    std::size_t size;
    std::size_t burst = 1;
    terms agreed = {};
};

}  // namespace bench
