// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <onetls/der.hpp>
#include <onetls/oid.hpp>

namespace onetls::detail {

/// The identifiers in `Table` with a number for each, `Number(entry)`, in one run of bytes: a third
/// of the room that the table takes, and none of its names. Looked up by `number_in`.
template <const auto& Table, auto Number>
inline constexpr auto numbers_of = [] {
    constexpr auto size = [] {
        std::size_t sum = 0;
        for (const auto& each : Table) sum += each.identifier.encoded().size() + 3;
        return sum;
    }();
    std::array<std::byte, size> packed{};
    auto* at = packed.data();
    for (const auto& each : Table) {
        const auto encoded = each.identifier.encoded();
        const std::uint16_t number = Number(each);
        *at++ = static_cast<std::byte>(encoded.size());
        for (const auto octet : encoded) *at++ = octet;
        *at++ = static_cast<std::byte>(number >> 8);
        *at++ = static_cast<std::byte>(number & 0xff);
    }
    return packed;
}();

/// The number of `identifier`; nothing where it is not in the table.
constexpr std::optional<std::uint16_t> number_in(der::bytes packed, oid identifier) noexcept {
    while (!packed.empty()) {
        const auto size = static_cast<std::size_t>(packed[0]);
        const auto number = packed.subspan(1 + size, 2);
        if (der::equal(packed.subspan(1, size), identifier.encoded()))
            return static_cast<std::uint16_t>(static_cast<unsigned>(number[0]) << 8 |
                                              static_cast<unsigned>(number[1]));
        packed = packed.subspan(size + 3);
    }
    return std::nullopt;
}

}  // namespace onetls::detail
