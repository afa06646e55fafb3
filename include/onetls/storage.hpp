// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <utility>

namespace onetls {

/// Room for one T that the program keeps itself, in static memory for instance, instead of the
/// heap: `stream<T>::storage`, `client_context::storage`. Its size is a constant.
///
/// Lifetime: outlives what lies in it, and never moves.
template <class T>
class storage_for {
public:
    constexpr storage_for() noexcept {}
    storage_for(const storage_for&) = delete;
    storage_for& operator=(const storage_for&) = delete;

    /// Says whether something lies in it: there is room for one object at a time.
    constexpr bool taken() const noexcept { return taken_; }

    /// Makes a T in it; nullptr where there is one already.
    template <class... Arguments>
    T* make(Arguments&&... arguments) noexcept {
        if (std::exchange(taken_, true)) return nullptr;
        return new (room_) T(std::forward<Arguments>(arguments)...);
    }

    /// Destroys `made`, which lies in it.
    void destroy(T* made) noexcept {
        made->~T();
        taken_ = false;
    }

private:
    alignas(T) std::byte room_[sizeof(T)];
    bool taken_ = false;
};

}  // namespace onetls
