// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/onetls.hpp>

/// How ours.cpp makes its context: as of settings that nobody knows before the program runs.
template <const onetls::client_config& Settings>
[[gnu::always_inline]] inline onetls::result<onetls::client_context> make_context() {
    return onetls::client_context::create(Settings);
}
