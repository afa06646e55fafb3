// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctime>

#include <onetls/time.hpp>

namespace onetls {

/// Tells the time. Called within handshakes, from any thread.
using clock_source = timestamp (*)() noexcept;

/// The system's clock.
inline timestamp system_time() noexcept {
    return timestamp{std::time(nullptr)};
}

}  // namespace onetls
