// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/context.hpp>

namespace onetls::mbedtls::detail {

// Where the bodies are linked, which have all parts, constant settings are made use of as others.

template <class Context, const auto& Settings>
result<Context> constant_maker<Context, Settings>::make() noexcept {
    return context_maker<>::make(Settings);
}

template <class Context, const auto& Settings>
result<Context> constant_maker<Context, Settings>::make_in(
    storage_for<context_data>& place) noexcept {
    return context_maker<>::make_in(place, Settings);
}

}  // namespace onetls::mbedtls::detail
