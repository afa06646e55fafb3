// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <utility>

namespace onetls {

/// A list of at most `Capacity` values, held in place: no heap, usable in constant expressions.
///
/// A value that does not fit is not stored, and `overflowed()` remembers that one was left out.
template <class T, std::size_t Capacity>
class bounded_list {
public:
    constexpr bounded_list() noexcept = default;
    constexpr bounded_list(std::initializer_list<T> values) {
        for (const T& value : values) push_back(value);
    }

    /// Appends `value`, and says whether there was room.
    constexpr bool push_back(T value) {
        if (size_ == Capacity) {
            overflowed_ = true;
            return false;
        }
        values_[size_++] = std::move(value);
        return true;
    }

    /// Takes the last value away; there has to be one.
    constexpr void pop_back() noexcept { --size_; }

    /// Takes away every value of which `is_unwanted` says so. The others keep their order.
    template <class Question>
    constexpr void erase_if(Question is_unwanted) {
        std::size_t kept = 0;
        for (const T& value : *this)
            if (!is_unwanted(value)) values_[kept++] = value;
        size_ = kept;
    }

    constexpr void clear() noexcept { shorten(0); }

    /// Keeps the first `size` values, of which there are at least so many, and forgets that others
    /// were left out.
    constexpr void shorten(std::size_t size) noexcept {
        size_ = size;
        overflowed_ = false;
    }

    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr bool overflowed() const noexcept { return overflowed_; }
    static constexpr std::size_t capacity() noexcept { return Capacity; }

    constexpr const T* data() const noexcept { return values_.data(); }
    constexpr T* data() noexcept { return values_.data(); }
    constexpr const T* begin() const noexcept { return values_.data(); }
    constexpr const T* end() const noexcept { return values_.data() + size_; }
    constexpr T* begin() noexcept { return values_.data(); }
    constexpr T* end() noexcept { return values_.data() + size_; }
    constexpr const T& operator[](std::size_t index) const noexcept { return values_[index]; }
    constexpr T& operator[](std::size_t index) noexcept { return values_[index]; }

    constexpr bool contains(const T& wanted) const {
        for (const T& value : *this)
            if (value == wanted) return true;
        return false;
    }

    /// Compares the values in order, whatever the unused room holds.
    friend constexpr bool operator==(const bounded_list& left, const bounded_list& right) {
        if (left.size_ != right.size_ || left.overflowed_ != right.overflowed_) return false;
        for (std::size_t index = 0; index != left.size_; ++index)
            if (!(left.values_[index] == right.values_[index])) return false;
        return true;
    }

private:
    std::array<T, Capacity> values_{};
    std::size_t size_ = 0;
    bool overflowed_ = false;
};

}  // namespace onetls
