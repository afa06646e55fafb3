// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/testing/faults.hpp>
#include <onetls/testing/random_numbers.hpp>

namespace onetls::testing {
namespace detail {

/// What has happened in one direction so far.
class direction {
public:
    /// What stands in the way of moving anything now; `other` is what to want of the other
    /// direction.
    result<void> before(const direction_faults& plan, random_numbers& random, errc own,
                        errc other) noexcept {
        if (moved_ >= plan.ends_after) return std::unexpected(plan.end);
        if (!is_blocked(plan, random)) return {};
        ++blocked_calls_;
        return std::unexpected(error{random.happens(plan.wants_other) ? other : own});
    }

    /// How many of `offered` bytes one call moves.
    std::size_t portion(const direction_faults& plan, random_numbers& random,
                        std::size_t offered) const noexcept {
        const auto left = std::min(offered, plan.ends_after - moved_);
        const auto most = std::min(left, std::max<std::size_t>(plan.at_most, 1));
        return plan.at_most == never || most == 0 ? most : random.between(1, most);
    }

    /// Where in the next `size` bytes the changed one is; `never` where it is not among them.
    std::size_t place_of_change(const direction_faults& plan, std::size_t size) const noexcept {
        const bool among = moved_ <= plan.changes_at && plan.changes_at - moved_ < size;
        return among ? plan.changes_at - moved_ : never;
    }

    void note_moved(std::size_t size) noexcept { moved_ += size; }
    std::size_t moved() const noexcept { return moved_; }
    std::size_t blocked_calls() const noexcept { return blocked_calls_; }

private:
    bool is_blocked(const direction_faults& plan, random_numbers& random) noexcept {
        if (left_of_block_ == 0 && !just_blocked_ && random.happens(plan.blocks))
            left_of_block_ = random.between(1, std::max<std::size_t>(plan.longest_block, 1));
        just_blocked_ = left_of_block_ != 0;
        if (just_blocked_) --left_of_block_;
        return just_blocked_;
    }

    std::size_t moved_ = 0;
    std::size_t left_of_block_ = 0;
    bool just_blocked_ = false;
    std::size_t blocked_calls_ = 0;
};

}  // namespace detail

/// A transport around another that makes trouble as planned: small pieces, blocks, early ends,
/// changed bytes. Models Transport, and WaitableTransport where T does.
///
/// The same plan and the same calls give the same trouble. A test may change the plan while the
/// transport is in use.
template <Transport T>
class faulty_transport {
public:
    explicit faulty_transport(T inner, const faults& plan = {}) noexcept
        : inner_{std::move(inner)}, plan_{plan}, random_{plan.seed} {}

    /// Errors: what T fails with, want_read and want_write as planned, and the planned end.
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (auto blocked = begin(plan_.read, reading_, errc::want_read, errc::want_write); !blocked)
            return std::unexpected(blocked.error());
        const auto part = into.first(reading_.portion(plan_.read, random_, into.size()));
        const auto moved = inner_.read_some(part);
        if (!moved) return moved;
        const auto changed = reading_.place_of_change(plan_.read, *moved);
        if (changed != never) part[changed] ^= plan_.read.change;
        reading_.note_moved(*moved);
        return moved;
    }

    /// Errors: as `read_some`.
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        if (auto blocked = begin(plan_.write, writing_, errc::want_write, errc::want_read);
            !blocked)
            return std::unexpected(blocked.error());
        const auto part = from.first(writing_.portion(plan_.write, random_, from.size()));
        const auto moved = write_part(part);
        if (moved) writing_.note_moved(*moved);
        return moved;
    }

    /// Waits for T to be ready; not at all where the last call was blocked by the plan.
    [[nodiscard]] result<void> wait(errc wanted) noexcept
        requires WaitableTransport<T>
    {
        return blocked_by_plan_ ? result<void>{} : inner_.wait(wanted);
    }

    /// Ends T, where it can be ended: its peer sees the end of the bytes.
    void close() noexcept
        requires requires(T& inner) { inner.close(); }
    {
        inner_.close();
    }

    faults& plan() noexcept { return plan_; }
    const faults& plan() const noexcept { return plan_; }
    T& inner() noexcept { return inner_; }
    const T& inner() const noexcept { return inner_; }

    std::size_t bytes_read() const noexcept { return reading_.moved(); }
    std::size_t bytes_written() const noexcept { return writing_.moved(); }
    /// Calls that the plan blocked, in both directions.
    std::size_t blocked_calls() const noexcept {
        return reading_.blocked_calls() + writing_.blocked_calls();
    }

private:
    result<void> begin(const direction_faults& plan, detail::direction& so_far, errc own,
                       errc other) noexcept {
        auto allowed = so_far.before(plan, random_, own, other);
        blocked_by_plan_ = !allowed && is_retry(allowed.error());
        return allowed;
    }

    /// A changed byte goes alone: what the caller handed in is not touched.
    result<std::size_t> write_part(std::span<const std::byte> part) noexcept {
        const auto changed = writing_.place_of_change(plan_.write, part.size());
        if (changed == never) return inner_.write_some(part);
        if (changed != 0) return inner_.write_some(part.first(changed));
        const std::byte other = part.front() ^ plan_.write.change;
        return inner_.write_some(std::span{&other, 1});
    }

    T inner_;
    faults plan_;
    random_numbers random_;
    detail::direction reading_;
    detail::direction writing_;
    bool blocked_by_plan_ = false;
};

static_assert(Transport<faulty_transport<onetls::detail::transport_archetype>>);

}  // namespace onetls::testing
