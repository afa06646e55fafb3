// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/error.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// The SHA-256 of a SubjectPublicKeyInfo: a name for a key that survives new certificates.
///
/// Source: RFC 7469 §2.4.
struct key_pin {
    std::array<std::byte, 32> sha256{};

    /// Reads 64 hexadecimal digits, or "sha256/" or "sha256//" and base64 as HPKP and
    /// curl write it. Defined in <onetls/pins.hpp>.
    ///
    /// Errors: bad_input with field::pin: malformed.
    static constexpr result<key_pin> parse(std::string_view written) noexcept;

    friend constexpr bool operator==(const key_pin&, const key_pin&) = default;
};

using pin_list = bounded_list<key_pin, 4>;

/// The key that a peer was first seen with, and the one that it shows instead.
struct key_change {
    key_pin known;
    key_pin shown;
};

/// Writes `pin` as 64 hexadecimal digits.
template <TextSink Sink>
constexpr void describe(const key_pin& pin, Sink& sink) {
    detail::append_hex(sink, pin.sha256);
}

}  // namespace onetls
