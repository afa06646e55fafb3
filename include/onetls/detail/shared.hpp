// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace onetls::detail {

/// Counts the owners of the object that derives from it.
struct counted {
    mutable std::atomic<std::uint32_t> owners{1};
};

/// Shared ownership of one object: `std::shared_ptr` without exceptions, RTTI, weak references and
/// the weight of `<memory>`. Owners may live on different threads.
template <class T>
class shared {
public:
    shared() noexcept = default;
    shared(std::nullptr_t) noexcept {}
    shared(const shared& other) noexcept : object_{other.object_} {
        if (object_ != nullptr) object_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    shared(shared&& other) noexcept : object_{std::exchange(other.object_, nullptr)} {}
    shared& operator=(shared other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~shared() {
        if (object_ == nullptr) return;
        if (object_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) T::destroy(object_);
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
