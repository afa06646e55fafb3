// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/error.hpp>

#include "../harness/check.hpp"

namespace bench {

/// What was made; ends the program with the error where nothing was. Not inlined: g++ 12 would warn
/// of what is not there after an error.
template <class T>
[[gnu::noinline]] T checked(onetls::result<T> made) {
    if (!made) require(false, onetls::message(made.error()));
    return *std::move(made);
}

}  // namespace bench
