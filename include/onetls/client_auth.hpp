// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace onetls {

/// What a server wants to know of its clients.
enum class client_auth : std::uint8_t {
    none,      ///< No certificate is asked for.
    optional,  ///< A client may come without; one that it shows has to be good.
    required,  ///< A client without a good certificate is refused.
};

}  // namespace onetls
