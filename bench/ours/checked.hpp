// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/error.hpp>

#include "../harness/check.hpp"

namespace bench {

/// What was made; ends the program with the error where nothing was.
template <class T>
T checked(onetls::result<T> made) {
    if (!made) require(false, onetls::message(made.error()));
    return *std::move(made);
}

}  // namespace bench
