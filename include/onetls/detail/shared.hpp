// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace onetls::detail {

/// Counts the owners of the object that derives from it, who may live on different threads.
///
/// By the compiler's own atomic operations: `<atomic>` would be a seventh of the time that a client
/// takes to compile.
class counted {
public:
    void join() const noexcept { __atomic_fetch_add(&owners_, 1, __ATOMIC_RELAXED); }

    /// Takes one owner away, and says whether it was the last.
    bool leave() const noexcept { return __atomic_fetch_sub(&owners_, 1, __ATOMIC_ACQ_REL) == 1; }

private:
    mutable std::uint32_t owners_ = 1;
};

/// Shared ownership of one object: `std::shared_ptr` without exceptions, RTTI, weak references and
/// the weight of `<memory>`. Owners may live on different threads.
template <class T>
class shared {
public:
    shared() noexcept = default;
    shared(std::nullptr_t) noexcept {}
    shared(const shared& other) noexcept : object_{other.object_} {
        if (object_ != nullptr) object_->join();
    }
    shared(shared&& other) noexcept : object_{std::exchange(other.object_, nullptr)} {}
    shared& operator=(shared other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~shared() {
        if (object_ != nullptr && object_->leave()) T::destroy(object_);
    }

    /// Takes over the one owner that a new object has.
    static shared adopt(T* object) noexcept {
        shared made;
        made.object_ = object;
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
