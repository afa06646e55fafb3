// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace board {

/// The most of the stack that was ever in use, by the paint that was laid at reset.
std::size_t stack_peak() noexcept;

}  // namespace board
