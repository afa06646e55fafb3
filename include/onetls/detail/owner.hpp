// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

namespace onetls::detail {

/// Sole ownership of an object that `Release` gives back: `std::unique_ptr` without the weight of
/// `<memory>`.
template <class T, auto Release>
class owner {
public:
    constexpr owner() noexcept = default;
    constexpr owner(std::nullptr_t) noexcept {}
    explicit owner(T* object) noexcept : object_{object} {}
    owner(owner&& other) noexcept : object_{other.release()} {}
    owner& operator=(owner&& other) noexcept {
        reset(other.release());
        return *this;
    }
    ~owner() { reset(); }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    T& operator[](std::size_t index) const noexcept { return object_[index]; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

    /// Takes over `object` in the place of what is owned.
    void reset(T* object = nullptr) noexcept {
        if (auto* const former = std::exchange(object_, object); former != nullptr) Release(former);
    }

    /// Gives up the object without giving it back.
    T* release() noexcept { return std::exchange(object_, nullptr); }

private:
    T* object_ = nullptr;
};

template <class T>
void delete_object(T* object) noexcept {
    delete object;
}
template <class T>
void delete_array(T* objects) noexcept {
    delete[] objects;
}

/// What `new` has made.
template <class T>
using owned = owner<T, &delete_object<T>>;
template <class T>
using owned_array = owner<T, &delete_array<T>>;

}  // namespace onetls::detail
