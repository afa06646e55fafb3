// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace onetls {

/// Whose keys are changed on request.
///
/// Source: RFC 8446 §4.6.3.
enum class key_update : std::uint8_t {
    own,   ///< Those that this side sends with.
    both,  ///< The peer is asked to change its keys too.
};

}  // namespace onetls
