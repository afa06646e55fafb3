// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>

#include <onetls/detail/announcer.hpp>
#include <onetls/detail/atomic.hpp>
#include <onetls/error.hpp>
#include <onetls/judgement/profile.hpp>
#include <onetls/observer.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_limit.hpp>
#include <onetls/policy_validation.hpp>
#include <onetls/trust.hpp>

namespace onetls {

/// What an application decides for every context that is made in its process, also for those of
/// the libraries that it uses.
struct application_defaults {
    /// The most that any context may permit; each policy is tightened to it (`within`). Libraries
    /// may be stricter, never laxer.
    std::optional<policy> limit = {};

    /// The authorities of contexts whose settings say `trust::standard()`, as they do by default.
    /// Default: those of the system.
    std::optional<onetls::trust> trust = {};

    /// Is told what happens on every connection, beside the observer of each context.
    onetls::observer observer = {};
};

namespace detail {

/// Holds what was set once, before it was needed first.
template <class T>
class set_once {
public:
    /// Sets `value`, of which the address is kept.
    ///
    /// Errors: misuse with too_late, where something was set or was needed before.
    result<void> set(const T& value) noexcept {
        auto expected = open;
        const auto address = reinterpret_cast<std::uintptr_t>(&value);
        if (state_.compare_exchange(expected, address)) return {};
        return std::unexpected(error{errc::misuse, cause::too_late});
    }

    /// What was set, or nullptr; from now on nothing can be set.
    const T* get() noexcept {
        auto present = open;
        if (state_.compare_exchange(present, sealed)) return nullptr;
        return present == sealed ? nullptr : reinterpret_cast<const T*>(present);
    }

private:
    static constexpr std::uintptr_t open = 0;
    static constexpr std::uintptr_t sealed = 1;

    atomic<std::uintptr_t> state_{open};
};

inline constinit set_once<application_defaults> application;

/// `wanted` within `limit`, less what no version is left for.
inline result<policy> limited(const policy& wanted, const policy& limit) noexcept {
    auto left = within(wanted, limit);
    if (left) keep_permitted(*left);
    return left;
}

/// What it takes to carry out a limit.
struct policy_limiter {
    decltype(&limited) limit;
    judgement::profile_judge profile;
};
inline constexpr policy_limiter limiting{&limited, &judgement::judge_profile};

/// That, in programs that set a limit: all others leave its code out. Set before `application`.
inline constinit atomic<const policy_limiter*> limiter{nullptr};

/// The limit that the application has set; nullptr: none.
inline const policy* application_limit() noexcept {
    const auto* const defaults = application.get();
    return defaults != nullptr && defaults->limit ? &*defaults->limit : nullptr;
}

/// `wanted`, tightened to what the application permits.
///
/// Errors: those of `within`.
inline result<policy> permitted(const policy& wanted) noexcept {
    const auto* const limit = application_limit();
    if (limit == nullptr) return wanted;
    return limiter.load()->limit(wanted, *limit);
}

/// `wanted`, with the floors of the application where they are higher.
inline policy floors_permitted(const policy& wanted) noexcept {
    const auto* const limit = application_limit();
    return limit == nullptr ? wanted : with_floors_of(wanted, *limit);
}

/// `own`, and the observer of the application.
inline observer_list observers_beside(const observer& own) noexcept {
    observer_list all;
    if (own) all.push_back(own);
    const auto* const defaults = application.get();
    if (defaults != nullptr && defaults->observer) all.push_back(defaults->observer);
    return all;
}

}  // namespace detail

/// Makes `defaults` hold for the whole process. Called once, before the first context is made and
/// the first chain is verified.
///
/// Lifetime: kept as a reference: static storage.
/// Errors:   misuse with too_late, where something holds already; those of `validate(policy)`.
[[nodiscard]] inline result<void> set_application_defaults(
    const application_defaults& defaults) noexcept {
    if (defaults.limit)
        if (auto checked = validate(*defaults.limit); !checked) return checked;
    detail::limiter.store(&detail::limiting);
    return detail::application.set(defaults);
}
result<void> set_application_defaults(const application_defaults&&) = delete;

}  // namespace onetls
