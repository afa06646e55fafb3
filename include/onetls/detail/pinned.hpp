// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>
#include <utility>

namespace onetls::detail {

/// Sole ownership of an object that never moves, since native libraries keep pointers to it.
template <class T>
class pinned {
public:
    pinned() noexcept = default;
    pinned(pinned&& other) noexcept : object_{std::exchange(other.object_, nullptr)} {}
    pinned& operator=(pinned other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~pinned() { delete object_; }

    /// Makes a T from `arguments` on the heap; empty when out of memory.
    template <class... Arguments>
    static pinned make(Arguments&&... arguments) noexcept {
        pinned made;
        made.object_ = new (std::nothrow) T(std::forward<Arguments>(arguments)...);
        return made;
    }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    T* object_ = nullptr;
};

}  // namespace onetls::detail
