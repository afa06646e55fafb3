// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace onetls::detail {

/// Says whether `function` is nullptr, in constant expressions too. With -fsanitize=undefined g++
/// 12 cannot tell there whether the address of an inline function is: it is not.
///
/// Source: GCC's bug 71962.
template <class Function>
constexpr bool is_null(Function* function) noexcept {
    if consteval {
        return __builtin_constant_p(function == nullptr) && function == nullptr;
    } else {
        return function == nullptr;
    }
}

}  // namespace onetls::detail
