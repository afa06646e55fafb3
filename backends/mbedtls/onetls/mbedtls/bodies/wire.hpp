// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/detail/key_exchange.hpp>
#include <onetls/mbedtls/wire.hpp>

namespace onetls::mbedtls {

template <class Unit>
void wire::note_received(std::span<const std::byte> received) noexcept {
    watch.see(received);
}

template <class Unit>
void wire::note_group(std::span<const std::byte> sent) noexcept {
    if (all_pushed && group == named_group::unknown) group = onetls::detail::group_in_records(sent);
}

}  // namespace onetls::mbedtls
