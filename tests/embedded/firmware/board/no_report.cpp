// SPDX-License-Identifier: BSL-1.0
#include "memory.hpp"

void board::tell_steady() noexcept {}

int board::finish(int status) noexcept {
    return status;
}
