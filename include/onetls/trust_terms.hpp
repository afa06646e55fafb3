// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include <onetls/bounded_list.hpp>
#include <onetls/detail/null_function.hpp>
#include <onetls/identity.hpp>
#include <onetls/key_pin.hpp>
#include <onetls/pin_store.hpp>
#include <onetls/reason.hpp>
#include <onetls/time.hpp>

namespace onetls {

class verification;

/// A set of reasons.
class reason_set {
public:
    constexpr reason_set() noexcept = default;
    constexpr reason_set(std::initializer_list<reason> reasons) noexcept {
        for (const auto each : reasons) bits_ |= bit(each);
    }

    constexpr bool contains(reason why) const noexcept { return (bits_ & bit(why)) != 0; }
    constexpr bool intersects(reason_set others) const noexcept {
        return (bits_ & others.bits_) != 0;
    }
    constexpr bool empty() const noexcept { return bits_ == 0; }

    friend constexpr reason_set operator|(reason_set left, reason_set right) noexcept {
        left.bits_ |= right.bits_;
        return left;
    }
    friend constexpr bool operator==(reason_set, reason_set) = default;

private:
    static constexpr std::uint64_t bit(reason why) noexcept {
        return std::uint64_t{1} << static_cast<unsigned>(why);
    }

    std::uint64_t bits_ = 0;
};

/// What a key that is trusted by itself makes up for: that no authority vouches for it.
inline constexpr reason_set without_authority{reason::unknown_issuer, reason::self_signed,
                                              reason::untrusted_root};

/// Puts up with exactly `reasons`, for one key of one peer, until a date.
struct trust_exception {
    identity peer;
    key_pin key;
    reason_set reasons;
    timestamp until;  ///< The last second at which the exception holds.
};

/// Asked once for each peer whose certificate could be read, after everything else, with the whole
/// report. It may refuse what was accepted; it cannot accept what was refused.
///
/// Lifetime: `context` outlives every stream of the context.
struct verdict_hook {
    bool (*accepts)(void* context, const verification& report) noexcept = nullptr;
    void* context = nullptr;
};

namespace insecure {

/// Reasons that no peer is refused for. Only the functions of `insecure.hpp` make one that holds
/// any.
class waiver {
public:
    constexpr waiver() noexcept = default;

    constexpr reason_set reasons() const noexcept { return reasons_; }
    constexpr bool empty() const noexcept { return reasons_.empty(); }

    friend constexpr waiver operator|(waiver left, waiver right) noexcept {
        return waiver{left.reasons_ | right.reasons_};
    }

private:
    friend constexpr waiver any_name() noexcept;
    friend constexpr waiver floor_date() noexcept;
    friend constexpr waiver any_certificate() noexcept;

    constexpr explicit waiver(reason_set reasons) noexcept : reasons_{reasons} {}

    reason_set reasons_;
};

}  // namespace insecure

/// Every form of trust besides authorities. Plain data; the defaults add and take away nothing.
struct trust_terms {
    /// Keys of which at least one has to be in the path, in addition to all else. Empty: no such
    /// demand.
    pin_list pins = {};

    /// Keys of peers that are trusted by themselves, without an authority: for self-signed peers.
    pin_list trusted_keys = {};

    /// Trusts a peer's key when it is seen first, and only that key from then on.
    pin_store_reference first_use = {};

    /// Reasons to put up with, each for one key of one peer until a date.
    ///
    /// Lifetime: kept as a view.
    std::span<const trust_exception> exceptions = {};

    /// May refuse what was accepted.
    verdict_hook hook = {};

    /// Reasons that are put up with whoever the peer is. Made by `onetls::insecure` only.
    insecure::waiver waived = {};

    /// Says whether nothing is added and nothing taken away.
    constexpr bool empty() const noexcept {
        return pins.empty() && trusted_keys.empty() && !first_use && exceptions.empty() &&
               detail::is_null(hook.accepts) && waived.empty();
    }

    /// Says whether nothing that was found is put up with but a date, so that what one path comes
    /// to holds without a look at others.
    constexpr bool suit_one_path() const noexcept {
        return trusted_keys.empty() && !first_use && exceptions.empty() &&
               (waived.empty() || waived.reasons() == reason_set{reason::not_yet_valid});
    }

    /// Says whether a peer can be accepted that no authority vouches for.
    constexpr bool stand_alone() const noexcept {
        for (const auto& each : exceptions)
            if (each.reasons.intersects(without_authority)) return true;
        return !trusted_keys.empty() || static_cast<bool>(first_use) ||
               waived.reasons().intersects(without_authority);
    }
};

}  // namespace onetls
