// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/detail/copying.hpp>

namespace onetls::detail {

inline std::span<const std::byte> as_bytes(std::string_view characters) noexcept {
    return std::as_bytes(std::span{characters.data(), characters.size()});
}

inline std::string_view as_characters(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Overwrites `bytes` so that the compiler cannot leave it out.
inline void wipe(std::span<std::byte> bytes) noexcept {
    static constexpr auto set = [](void* begin, std::size_t size) { std::memset(begin, 0, size); };
    void (*const volatile out_of_sight)(void*, std::size_t) = set;
    if (!bytes.empty()) out_of_sight(bytes.data(), bytes.size());
}

/// Bytes on the heap that are wiped before they are given back: files may hold private keys.
class owned_bytes {
public:
    owned_bytes() noexcept = default;
    owned_bytes(owned_bytes&& other) noexcept
        : data_{std::exchange(other.data_, nullptr)}, size_{std::exchange(other.size_, 0)} {}
    owned_bytes& operator=(owned_bytes other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~owned_bytes() {
        if (data_ == nullptr) return;
        wipe({data_, size_});
        ::operator delete(data_);
    }

    /// Takes `size` bytes from the heap; empty when there are none to be had.
    static owned_bytes allocate(std::size_t size) noexcept {
        owned_bytes made;
        made.data_ = static_cast<std::byte*>(::operator new(size, std::nothrow));
        made.size_ = made.data_ == nullptr ? 0 : size;
        return made;
    }

    /// Takes a copy of `bytes`; empty when there is no room.
    static owned_bytes copy_of(std::span<const std::byte> bytes) noexcept {
        auto made = allocate(bytes.size());
        if (made) copy(bytes, made.data_);
        return made;
    }

    explicit operator bool() const noexcept { return data_ != nullptr; }
    std::span<std::byte> span() const noexcept { return {data_, size_}; }

private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace onetls::detail
