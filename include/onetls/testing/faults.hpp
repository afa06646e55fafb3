// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <onetls/error.hpp>
#include <onetls/testing/random_numbers.hpp>

namespace onetls::testing {

/// Further than any test goes.
inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/// What goes wrong in one direction of a transport. By default nothing does.
struct direction_faults {
    /// Bytes that one call moves at most. Each call moves a random number from 1 to that.
    std::size_t at_most = never;

    /// How many of 100 calls move nothing and want to be repeated. At 100 each byte or piece is
    /// blocked before it is moved; there is no endless block.
    unsigned blocks = 0;

    /// A block lasts for a random number of calls from 1 to this. The directions count each for
    /// itself, so that their blocks end in any order.
    std::size_t longest_block = 1;

    /// How many of 100 blocked calls want the other direction: a read want_write, a write
    /// want_read.
    unsigned wants_other = 0;

    /// After so many bytes every call fails with `end`.
    std::size_t ends_after = never;

    /// How it ends: `closed` is the end of the bytes, which a stream has to call truncated unless
    /// close_notify came first; `transport_failed` is a connection that was reset.
    error end{errc::closed};

    /// The byte with this number, counted from 0, is exclusive-ored with `change` on its way.
    std::size_t changes_at = never;
    std::byte change{0x01};
};

/// What goes wrong on a transport. Everything random follows from `seed`.
struct faults {
    std::uint64_t seed = 0;
    direction_faults read = {};
    direction_faults write = {};
};

namespace detail {

constexpr direction_faults delaying(random_numbers& random) noexcept {
    direction_faults made;
    // Sizes of every magnitude: from single bytes to whole records and more.
    if (!random.happens(25)) made.at_most = random.between(1, std::size_t{1} << random.below(16));
    if (!random.happens(25)) made.blocks = static_cast<unsigned>(random.between(1, 100));
    made.longest_block = random.between(1, 4);
    if (random.happens(30)) made.wants_other = static_cast<unsigned>(random.between(1, 100));
    return made;
}

}  // namespace detail

/// Faults at random that move every byte in the end: small pieces, and blocks of all kinds.
constexpr faults delaying_faults(std::uint64_t seed) noexcept {
    random_numbers random{seed};
    faults made{.seed = random.next()};
    made.read = detail::delaying(random);
    made.write = detail::delaying(random);
    return made;
}

}  // namespace onetls::testing
