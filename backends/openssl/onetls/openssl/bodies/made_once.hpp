// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/detail/atomic.hpp>

namespace onetls::openssl::detail {

/// What `known` points to: where that is nothing yet, what `make()` makes and hands over. It is
/// kept while the program runs, since streams and stores may outlive whatever is destroyed. nullptr
/// when out of memory.
///
/// Any number of threads may call it.
template <class Object, class Make>
Object* made_once(onetls::detail::atomic<Object*>& known, Make make) noexcept {
    if (auto* const earlier = known.load()) return earlier;
    auto made = make();
    if (!made) return nullptr;
    Object* first = nullptr;
    if (!known.compare_exchange(first, made.get())) return first;
    return made.release();
}

}  // namespace onetls::openssl::detail
