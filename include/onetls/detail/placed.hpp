// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>

#include <onetls/detail/shared.hpp>
#include <onetls/storage.hpp>

namespace onetls::detail {

/// What is shared, on the heap or in storage that the program gives. T derives from it, and it from
/// what is counted.
template <class T, class Base = counted>
struct placed : Base {
    storage_for<T>* place = nullptr;  ///< Where it lies; nullptr: on the heap.

    /// Makes one in `place`, or on the heap where that is nullptr; nullptr when there is no room.
    static T* make(storage_for<T>* place) noexcept {
        auto* const made = place == nullptr ? new (std::nothrow) T : place->make();
        if (made != nullptr) made->place = place;
        return made;
    }
    static void destroy(const T* made) noexcept {
        if (made->place == nullptr) return delete made;
        made->place->destroy(const_cast<T*>(made));
    }
};

}  // namespace onetls::detail
