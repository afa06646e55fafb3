// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/detail/atomic.hpp>
#include <onetls/detail/shared.hpp>

namespace onetls::detail {

/// Keeps what was parsed last of a text, so that the next who has the same text need not parse it.
/// For a variable of the whole process: never destroyed, so that it does not matter what else has
/// been by then.
///
/// Any number of threads may call it. None ever waits: who finds another there goes without.
///
/// T is counted, and has `text()`.
template <class T>
class last_parsed {
public:
    /// What was parsed last, if `is_current` says so of its text.
    template <class Question>
    shared<const T> find(Question is_current) noexcept {
        auto found = take();
        if (found && !is_current(found->text())) found = nullptr;
        return found;
    }

    /// Keeps `parsed` in place of what was kept before.
    void keep(const shared<const T>& parsed) noexcept {
        if (busy_.test_and_set()) return;
        const T* const before = std::exchange(kept_, parsed.get());
        parsed->join();
        busy_.clear();
        if (before != nullptr) (void)shared<const T>::adopt(before);
    }

private:
    shared<const T> take() noexcept {
        if (busy_.test_and_set()) return nullptr;
        const T* const found = kept_;
        if (found != nullptr) found->join();
        busy_.clear();
        return shared<const T>::adopt(found);
    }

    atomic_flag busy_;
    const T* kept_ = nullptr;
};

}  // namespace onetls::detail
