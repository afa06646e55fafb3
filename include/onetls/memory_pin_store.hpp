// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>

#include <onetls/bounded_list.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/pins.hpp>

namespace onetls {

/// Something that keeps others out between `lock` and `unlock`: `std::mutex`, an RTOS's own.
template <class L>
concept Lockable = requires(L& lock) {
    lock.lock();
    lock.unlock();
};

/// Keeps nobody out: for stores that one thread uses.
struct no_lock {
    constexpr void lock() noexcept {}
    constexpr void unlock() noexcept {}
};

/// Remembers the keys of at most `Capacity` peers, in place: no heap, no file, no operating system.
/// Gone with the object.
///
/// Streams on several threads need a `Lock` that works, as in `memory_pin_store<16, std::mutex>`.
template <std::size_t Capacity, Lockable Lock = no_lock>
class memory_pin_store {
public:
    constexpr memory_pin_store() noexcept = default;

    /// The key that `peer` is known with; nothing for a stranger.
    constexpr result<std::optional<key_pin>> lookup(const identity& peer) const noexcept {
        const guard held{lock_};
        const auto index = find(peer);
        return index == known_.size() ? std::nullopt : std::optional{known_[index]->key};
    }

    /// Remembers that `peer` has `key`. A key that is known already is remembered once.
    ///
    /// Errors: misuse with field::pin_store, contradiction: `peer` is known with another key, which
    ///         stays; out_of_memory with field::pin_store: the store is full.
    constexpr result<void> remember(const identity& peer, const key_pin& key) noexcept {
        const guard held{lock_};
        const auto index = find(peer);
        if (index == known_.size()) return append(peer, key);
        if (known_[index]->key == key) return {};
        return std::unexpected(error{errc::misuse, cause::contradiction, field::pin_store});
    }

    /// Has `peer`, which is known, stand for `key` from now on.
    ///
    /// Errors: bad_input with field::pin_store: not_found.
    constexpr result<void> replace(const identity& peer, const key_pin& key) noexcept {
        const guard held{lock_};
        const auto index = find(peer);
        if (index == known_.size()) return not_found();
        known_[index]->key = key;
        return {};
    }

    /// Makes a stranger of `peer`: the next key that it shows is a first one.
    ///
    /// Errors: bad_input with field::pin_store: not_found.
    constexpr result<void> forget(const identity& peer) noexcept {
        const guard held{lock_};
        const auto index = find(peer);
        if (index == known_.size()) return not_found();
        known_[index] = known_[known_.size() - 1];
        known_.pop_back();
        return {};
    }

    /// How many peers are known.
    constexpr std::size_t size() const noexcept {
        const guard held{lock_};
        return known_.size();
    }

    static constexpr std::size_t capacity() noexcept { return Capacity; }

private:
    struct entry {
        identity peer;
        key_pin key;
    };

    class guard {
    public:
        constexpr explicit guard(Lock& lock) noexcept : lock_{lock} { lock_.lock(); }
        constexpr ~guard() { lock_.unlock(); }
        guard(const guard&) = delete;
        guard& operator=(const guard&) = delete;

    private:
        Lock& lock_;
    };

    static constexpr std::unexpected<error> not_found() noexcept {
        return std::unexpected(error{errc::bad_input, cause::not_found, field::pin_store});
    }

    constexpr std::size_t find(const identity& peer) const noexcept {
        std::size_t index = 0;
        while (index != known_.size() && !(known_[index]->peer == peer)) ++index;
        return index;
    }

    constexpr result<void> append(const identity& peer, const key_pin& key) noexcept {
        if (known_.size() != Capacity) return known_.push_back(entry{peer, key}), result<void>{};
        return std::unexpected(error{errc::out_of_memory, cause::too_many, field::pin_store});
    }

    // Optional, since an identity is of somebody always; those in use hold a value.
    bounded_list<std::optional<entry>, Capacity> known_;
    [[no_unique_address]] mutable Lock lock_;
};

static_assert(PinStore<memory_pin_store<1>>);

}  // namespace onetls
