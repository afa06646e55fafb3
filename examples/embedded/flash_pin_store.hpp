// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/pins.hpp>

/// First-seen keys in flash. Copy it and put your flash's functions into it: it is no part of the
/// library.

namespace example {

/// Flash as microcontrollers have it: programming only turns ones into zeros. `bytes` is mapped.
template <class F>
concept Flash = requires(F& flash, std::size_t at, std::span<const std::byte> from) {
    { flash.bytes() } -> std::same_as<std::span<const std::byte>>;
    { flash.program(at, from) } -> std::same_as<bool>;
};

/// A PinStore in one area of flash that is erased when the device is made: records are only added,
/// so that it is never erased in the field and losing power at any moment loses no key.
///
/// A record is complete when its mark has been programmed, which is done last. What is complete and
/// does not keep its checksum makes the whole store unreadable: nobody is trusted then.
template <Flash F>
class flash_pin_store {
public:
    static constexpr std::size_t longest_name = 87;
    static constexpr std::size_t record_size = 128;

    explicit flash_pin_store(F& flash) noexcept : flash_{&flash} {}

    /// Errors: bad_input with field::pin_store: malformed.
    onetls::result<std::optional<onetls::key_pin>> lookup(const onetls::identity& peer) noexcept {
        for (std::size_t index = 0; index != capacity(); ++index) {
            const auto record = slot(index);
            if (record[mark_at] == unwritten) continue;
            if (!is_sound(record)) return std::unexpected(refused(onetls::cause::malformed));
            if (holds(record, peer)) return key_in(record);
        }
        return std::nullopt;
    }

    /// Errors: out_of_memory with field::pin_store: the store is full; bad_input with
    ///         field::pin_store: too_long, unreadable (flash that cannot be programmed).
    onetls::result<void> remember(const onetls::identity& peer,
                                  const onetls::key_pin& key) noexcept {
        const auto known = lookup(peer);
        if (!known) return std::unexpected(known.error());
        if (*known) return remember_again(**known, key);
        if (peer.characters().size() > longest_name)
            return std::unexpected(refused(onetls::cause::too_long));
        for (std::size_t index = 0; index != capacity(); ++index)
            if (is_empty(slot(index))) return write(index, encode(peer, key));
        return std::unexpected(
            onetls::error{.code = onetls::errc::out_of_memory, .where = onetls::field::pin_store});
    }

    std::size_t capacity() const noexcept { return flash_->bytes().size() / record_size; }

private:
    using record_bytes = std::array<std::byte, record_size>;
    using record_view = std::span<const std::byte>;

    // A record: the mark, the size of the name, the key, the name, the checksum of all but the
    // mark.
    static constexpr std::size_t mark_at = 0;
    static constexpr std::size_t size_at = 1;
    static constexpr std::size_t key_at = 4;
    static constexpr std::size_t name_at = 36;
    static constexpr std::size_t checksum_at = record_size - 4;
    static_assert(name_at + longest_name < checksum_at);
    static constexpr std::byte unwritten{0xFF};
    static constexpr std::byte complete{0};

    static constexpr onetls::error refused(onetls::cause why) noexcept {
        return {onetls::errc::bad_input, why, onetls::field::pin_store};
    }

    static onetls::result<void> remember_again(const onetls::key_pin& known,
                                               const onetls::key_pin& key) noexcept {
        if (known == key) return {};
        return std::unexpected(onetls::error{onetls::errc::misuse, onetls::cause::contradiction,
                                             onetls::field::pin_store});
    }

    record_view slot(std::size_t index) const noexcept {
        return flash_->bytes().subspan(index * record_size, record_size);
    }

    static bool is_empty(record_view record) noexcept {
        return std::ranges::all_of(record, [](std::byte each) { return each == unwritten; });
    }

    /// Source: CRC-32 of IEEE 802.3.
    static std::uint32_t checksum(record_view bytes) noexcept {
        std::uint32_t state = 0xFFFFFFFF;
        for (const auto each : bytes) {
            state ^= static_cast<std::uint32_t>(each);
            for (int bit = 0; bit != 8; ++bit)
                state = (state >> 1) ^ ((state & 1) != 0 ? 0xEDB88320U : 0U);
        }
        return ~state;
    }

    static std::uint32_t checksum_of(record_view record) noexcept {
        return checksum(record.subspan(size_at, checksum_at - size_at));
    }

    static bool is_sound(record_view record) noexcept {
        std::uint32_t written = 0;
        for (std::size_t index = 0; index != 4; ++index)
            written |= static_cast<std::uint32_t>(record[checksum_at + index]) << (8 * index);
        return record[mark_at] == complete && written == checksum_of(record) &&
               static_cast<std::size_t>(record[size_at]) <= longest_name;
    }

    static bool holds(record_view record, const onetls::identity& peer) noexcept {
        const auto name = record.subspan(name_at, static_cast<std::size_t>(record[size_at]));
        const std::string_view written{reinterpret_cast<const char*>(name.data()), name.size()};
        // An address may be written in several ways, which are compared as addresses.
        const auto known = onetls::identity::parse(written);
        return known && *known == peer;
    }

    static onetls::key_pin key_in(record_view record) noexcept {
        onetls::key_pin key;
        std::ranges::copy(record.subspan(key_at, key.sha256.size()), key.sha256.begin());
        return key;
    }

    static record_bytes encode(const onetls::identity& peer, const onetls::key_pin& key) noexcept {
        record_bytes record;
        record.fill(unwritten);
        const auto name = peer.characters();
        record[size_at] = static_cast<std::byte>(name.size());
        std::ranges::copy(key.sha256, record.begin() + key_at);
        std::ranges::transform(name, record.begin() + name_at,
                               [](char each) { return static_cast<std::byte>(each); });
        const auto sum = checksum_of(record);
        for (std::size_t index = 0; index != 4; ++index)
            record[checksum_at + index] = static_cast<std::byte>(sum >> (8 * index));
        return record;
    }

    onetls::result<void> write(std::size_t index, const record_bytes& record) noexcept {
        const auto begin = index * record_size;
        const bool written =
            flash_->program(begin + size_at, record_view{record}.subspan(size_at)) &&
            flash_->program(begin + mark_at, {&complete, 1});
        if (written && is_sound(slot(index))) return {};
        return std::unexpected(refused(onetls::cause::unreadable));
    }

    F* flash_;
};

}  // namespace example
