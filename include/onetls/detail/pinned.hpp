// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>
#include <utility>

#include <onetls/storage.hpp>

namespace onetls::detail {

/// Sole ownership of an object that never moves, since native libraries keep pointers to it.
template <class T>
class pinned {
public:
    pinned() noexcept = default;
    pinned(pinned&& other) noexcept
        : object_{std::exchange(other.object_, nullptr)}, place_{other.place_} {}
    pinned& operator=(pinned other) noexcept {
        std::swap(object_, other.object_);
        std::swap(place_, other.place_);
        return *this;
    }
    ~pinned() {
        if (object_ != nullptr && place_ != nullptr)
            place_->destroy(object_);
        else
            delete object_;
    }

    /// Makes a T from `arguments` on the heap; empty when out of memory.
    template <class... Arguments>
    static pinned make(Arguments&&... arguments) noexcept {
        pinned made;
        made.object_ = new (std::nothrow) T(std::forward<Arguments>(arguments)...);
        return made;
    }

    /// Makes a T from `arguments` in `place`; empty where that is taken.
    template <class... Arguments>
    static pinned make_in(storage_for<T>& place, Arguments&&... arguments) noexcept {
        pinned made;
        made.place_ = &place;
        made.object_ = place.make(std::forward<Arguments>(arguments)...);
        return made;
    }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    T* object_ = nullptr;
    storage_for<T>* place_ = nullptr;  // nullptr: on the heap
};

}  // namespace onetls::detail
