// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <onetls/detail/copying.hpp>
#include <onetls/error.hpp>
#include <onetls/pieces.hpp>

namespace onetls::detail {

/// Has `write` take the beginning of `from`: what fills a record of `size` bytes, which is copied
/// together only where it lies in several places. `Most` is what any record carries.
template <std::size_t Most, class Write>
result<std::size_t> write_gathered(const pieces& from, std::size_t size, Write write) noexcept {
    const auto front = from.front();
    if (from.in_one_place() || front.size() >= size) return write(front);
    std::array<std::byte, Most> room;
    const auto record = std::span{room}.first(smaller(size, Most));
    return write(record.first(from.copy_to(record)));
}

}  // namespace onetls::detail
