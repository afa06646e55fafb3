// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cassert>

namespace onetls::detail {

/// Finds calls that meet in an object which is for one call at a time: those of two threads, and
/// those from within another call. Where assertions are off it costs its place and nothing else.
class sole_use {
public:
    /// Lasts as long as a call on the object does. Ends the program where another one lasts.
    class call {
    public:
        explicit call(sole_use& object) noexcept : object_{object} {
            assert(object_.begin() && "two calls on one stream at a time");
        }
        call(const call&) = delete;
        call& operator=(const call&) = delete;
        ~call() { assert(object_.end()); }

    private:
        [[maybe_unused]] sole_use& object_;
    };

private:
    // Relaxed, so as not to order what happens in the object: race detectors are to see it. Not by
    // `<atomic>`, as in `counted`.
    bool begin() noexcept { return !__atomic_test_and_set(&busy_, __ATOMIC_RELAXED); }
    bool end() noexcept {
        __atomic_clear(&busy_, __ATOMIC_RELAXED);
        return true;
    }

    bool busy_ = false;
};

}  // namespace onetls::detail
