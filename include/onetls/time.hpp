// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>

namespace onetls {

/// A point of time on `std::chrono::system_clock`, known by its shape so that <chrono> is not
/// needed here: any `std::chrono::sys_time` with an integral count.
template <class P>
concept SystemTimePoint = requires(P point) {
    P::clock::to_time_t(point);
    { point.time_since_epoch().count() } -> std::integral;
    requires P::period::num == 1 || P::period::den == 1;
};

/// A `SystemTimePoint` that counts whole seconds, such as `std::chrono::sys_seconds`.
template <class P>
concept SystemSeconds = SystemTimePoint<P> && P::period::num == 1 && P::period::den == 1;

/// A second in UTC, counted from 1970-01-01T00:00:00Z without leap seconds.
struct timestamp {
    std::int64_t seconds = 0;

    constexpr timestamp() noexcept = default;
    constexpr explicit timestamp(std::int64_t unix_seconds) noexcept : seconds(unix_seconds) {}

    /// The second that `point` lies in.
    template <SystemTimePoint P>
    constexpr timestamp(P point) noexcept : seconds(whole_seconds(point)) {}

    template <SystemSeconds P>
    constexpr operator P() const noexcept {
        return P{typename P::duration{static_cast<typename P::rep>(seconds)}};
    }

    friend constexpr auto operator<=>(timestamp, timestamp) noexcept = default;

private:
    template <SystemTimePoint P>
    static constexpr std::int64_t whole_seconds(P point) noexcept {
        const auto count = static_cast<std::int64_t>(point.time_since_epoch().count());
        constexpr std::int64_t ticks = P::period::den;
        const std::int64_t quotient = count / ticks;
        return (quotient - (count % ticks < 0 ? 1 : 0)) * P::period::num;
    }
};

}  // namespace onetls
