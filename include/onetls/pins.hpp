// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/detail/base64.hpp>
#include <onetls/detail/ip_address.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// The SHA-256 of a SubjectPublicKeyInfo: a name for a key that survives new certificates.
///
/// Source: RFC 7469 §2.4.
struct key_pin {
    std::array<std::byte, 32> sha256{};

    /// Reads 64 hexadecimal digits, or "sha256/" or "sha256//" and base64 as HPKP and
    /// curl write it.
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

/// Remembers which key a peer was first seen with.
///
/// `lookup` fails, rather than answer "unknown", when the store cannot be read. Satisfied by
/// `memory_pin_store` and `file_pin_store`.
template <class S>
concept PinStore = requires(S& store, const identity& peer, const key_pin& key) {
    { store.lookup(peer) } -> std::same_as<result<std::optional<key_pin>>>;
    { store.remember(peer, key) } -> std::same_as<result<void>>;
};

/// A PinStore with its type forgotten. Empty: nothing is trusted on first use.
///
/// Lifetime: the store outlives every stream that may ask it, and is called from their threads.
class pin_store_reference {
public:
    constexpr pin_store_reference() noexcept = default;

    template <PinStore S>
    constexpr pin_store_reference(S& store) noexcept
        : store_{&store}, lookup_{&lookup_in<S>}, remember_{&remember_in<S>} {}

    constexpr explicit operator bool() const noexcept { return store_ != nullptr; }

    result<std::optional<key_pin>> lookup(const identity& peer) const noexcept {
        return lookup_(store_, peer);
    }
    result<void> remember(const identity& peer, const key_pin& key) const noexcept {
        return remember_(store_, peer, key);
    }

private:
    template <class S>
    static result<std::optional<key_pin>> lookup_in(void* store, const identity& peer) noexcept {
        return static_cast<S*>(store)->lookup(peer);
    }
    template <class S>
    static result<void> remember_in(void* store, const identity& peer,
                                    const key_pin& key) noexcept {
        return static_cast<S*>(store)->remember(peer, key);
    }

    void* store_ = nullptr;
    result<std::optional<key_pin>> (*lookup_)(void*, const identity&) noexcept = nullptr;
    result<void> (*remember_)(void*, const identity&, const key_pin&) noexcept = nullptr;
};

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

}  // namespace onetls
