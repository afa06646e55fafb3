// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

/// What an input of `verify` asks for.
namespace fuzz {

/// The bits of its first byte.
enum term : std::uint8_t {
    signed_by_number = 0x01,  ///< In the place of a signature stands who is to sign.
    as_client = 0x02,
    webpki = 0x04,
    for_host = 0x08,     ///< example.org
    for_address = 0x10,  ///< 192.0.2.1
};

/// The time that chains are judged at, in seconds since 1970: 2030-01-01.
inline constexpr std::int64_t time_of_judgement = 1'893'456'000;

}  // namespace fuzz
