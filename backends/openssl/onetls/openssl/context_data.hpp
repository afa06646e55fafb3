// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/detail/announcer.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/policy.hpp>
#include <onetls/trust.hpp>
#include <onetls/tuning.hpp>

namespace onetls::openssl {

/// What the copies of a context share, and the streams made from it keep alive: as much of it as is
/// looked at where the rest is out of sight, which is `context_data`.
struct context_base : onetls::detail::counted {
    context_handle native;
    policy effective;
    anchor_count anchors;
    std::uint16_t record_size = tuning::full_records;
    onetls::detail::owned<onetls::detail::observer_list> observers;  ///< Where there are any.

    static void destroy(const context_base* made) noexcept;
};

/// Defined in `bodies/context_data.hpp`.
struct context_data;

namespace detail {

/// Destroys what was made as a `context_data`.
template <class Unit = void>
void destroy_context(const context_base* made) noexcept;

}  // namespace detail

inline void context_base::destroy(const context_base* made) noexcept {
    detail::destroy_context<>(made);
}

using shared_context = onetls::detail::shared<const context_base>;

}  // namespace onetls::openssl
