// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <optional>

#include <onetls/error.hpp>
#include <onetls/forward.hpp>
#include <onetls/key_pin.hpp>

namespace onetls {

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

    // Defined in <onetls/pins.hpp>.
    result<std::optional<key_pin>> lookup(const identity& peer) const noexcept;
    result<void> remember(const identity& peer, const key_pin& key) const noexcept;

private:
    template <class S>
    static auto lookup_in(void* store, const identity& peer) noexcept {
        return static_cast<S*>(store)->lookup(peer);
    }
    template <class S>
    static auto remember_in(void* store, const identity& peer, const key_pin& key) noexcept {
        return static_cast<S*>(store)->remember(peer, key);
    }

    void* store_ = nullptr;
    result<std::optional<key_pin>> (*lookup_)(void*, const identity&) noexcept = nullptr;
    result<void> (*remember_)(void*, const identity&, const key_pin&) noexcept = nullptr;
};

}  // namespace onetls
