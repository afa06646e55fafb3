// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace onetls::detail {

/// A pointer or an integer that threads share: loads acquire, stores release.
///
/// By the compiler's own operations. `<atomic>` reads <string> and <system_error>, and would be a
/// seventh of the time that a program takes to compile.
template <class T>
class atomic {
public:
    constexpr explicit atomic(T first) noexcept : value_{first} {}
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load() const noexcept { return __atomic_load_n(&value_, __ATOMIC_ACQUIRE); }
    void store(T value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_RELEASE); }

    /// Puts `next` in the place of `expected`. Where something else is there it stays, and
    /// `expected` becomes it.
    bool compare_exchange(T& expected, T next) noexcept {
        return __atomic_compare_exchange_n(&value_, &expected, next, false, __ATOMIC_ACQ_REL,
                                           __ATOMIC_ACQUIRE);
    }

private:
    T value_;
};

/// `std::atomic_flag`, without <atomic>: who sets it has acquired, who clears it releases.
class atomic_flag {
public:
    bool test_and_set() noexcept { return __atomic_test_and_set(&set_, __ATOMIC_ACQUIRE); }
    void clear() noexcept { __atomic_clear(&set_, __ATOMIC_RELEASE); }

private:
    bool set_ = false;
};

}  // namespace onetls::detail
