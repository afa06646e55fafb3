// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

namespace onetls::openssl::detail {

/// What `known` points to: where that is nothing yet, what `make()` makes and hands over. It is
/// kept while the program runs, since streams and stores may outlive whatever is destroyed. nullptr
/// when out of memory.
///
/// Any number of threads may call it.
template <class Object, class Make>
Object* made_once(Object*& known, Make make) noexcept {
    const std::atomic_ref kept{known};
    if (auto* const earlier = kept.load(std::memory_order_acquire)) return earlier;
    auto made = make();
    if (!made) return nullptr;
    Object* first = nullptr;
    if (!kept.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel)) return first;
    return made.release();
}

}  // namespace onetls::openssl::detail
