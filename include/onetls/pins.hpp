// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/detail/base64.hpp>
#include <onetls/detail/ip_address.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/key_pin.hpp>
#include <onetls/pin_store.hpp>

namespace onetls {

namespace detail {

constexpr bool read_hex(std::string_view digits, std::span<std::byte, 32> into) noexcept {
    if (digits.size() != 2 * into.size()) return false;
    for (std::size_t index = 0; index != into.size(); ++index) {
        const int high = hex_value(digits[2 * index]);
        const int low = hex_value(digits[2 * index + 1]);
        if (high < 0 || low < 0) return false;
        into[index] = static_cast<std::byte>(high * 16 + low);
    }
    return true;
}

}  // namespace detail

constexpr result<key_pin> key_pin::parse(std::string_view written) noexcept {
    constexpr std::string_view base64_mark = "sha256/";
    key_pin made;
    if (detail::read_hex(written, made.sha256)) return made;
    if (written.starts_with(base64_mark)) {
        written.remove_prefix(base64_mark.size());
        // curl writes two slashes; a digit may be a slash, too.
        constexpr std::size_t digits = 44;
        if (written.starts_with('/') && written.size() == digits + 1) written.remove_prefix(1);
        if (detail::base64_size(written) == made.sha256.size()) {
            detail::decode_base64(written, made.sha256);
            return made;
        }
    }
    return std::unexpected(error{errc::bad_input, cause::malformed, field::pin});
}

inline result<std::optional<key_pin>> pin_store_reference::lookup(
    const identity& peer) const noexcept {
    return lookup_(store_, peer);
}

inline result<void> pin_store_reference::remember(const identity& peer,
                                                  const key_pin& key) const noexcept {
    return remember_(store_, peer, key);
}

}  // namespace onetls
