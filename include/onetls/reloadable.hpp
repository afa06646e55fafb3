// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/detail/atomic.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// A context that is exchanged while it is in use: new credentials, new trust, without an end to
/// service.
///
/// Any number of threads may call any function. Connections keep the context that they were made
/// from; new ones get the present one. Contexts themselves never change.
template <Context C>
class reloadable {
public:
    explicit reloadable(C first) noexcept : present_{std::move(first)} {}
    reloadable(const reloadable&) = delete;
    reloadable& operator=(const reloadable&) = delete;

    /// The present context, to make connections from.
    C get() const noexcept {
        const section alone{busy_};
        return present_;
    }

    /// Makes a context of `settings`, and puts it in the place of the present one. Where that fails
    /// the present one stays.
    ///
    /// Errors: those of `C::create`.
    template <class Config>
    result<void> reload(const Config& settings) noexcept {
        auto made = C::create(settings);
        if (!made) return std::unexpected(made.error());
        replace(std::move(*made));
        return {};
    }

    /// Puts `next` in the place of the present context.
    void replace(C next) noexcept {
        const section alone{busy_};
        std::swap(present_, next);
    }

private:
    /// While one lives nobody else is at the pointer, which is copied within a few instructions.
    class section {
    public:
        explicit section(detail::atomic_flag& busy) noexcept : busy_{busy} {
            while (busy_.test_and_set()) {
            }
        }
        section(const section&) = delete;
        section& operator=(const section&) = delete;
        ~section() { busy_.clear(); }

    private:
        detail::atomic_flag& busy_;
    };

    mutable detail::atomic_flag busy_;
    C present_;
};

}  // namespace onetls
