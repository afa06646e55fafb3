// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/null_function.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// The bytes of a source while they are needed: borrowed from memory or read from a file.
class loaded_source {
public:
    explicit loaded_source(std::span<const std::byte> borrowed, bool lasts = false) noexcept
        : bytes_{borrowed}, lasts_{lasts} {}
    explicit loaded_source(detail::owned_bytes owned) noexcept
        : owned_{std::move(owned)}, bytes_{owned_.span()} {}
    loaded_source(detail::owned_bytes owned, std::size_t size) noexcept
        : owned_{std::move(owned)}, bytes_{owned_.span().first(size)} {}

    std::span<const std::byte> bytes() const noexcept { return bytes_; }

    /// Says whether the bytes outlive what is made of them; see `lasting`.
    bool lasts() const noexcept { return lasts_; }
    std::string_view characters() const noexcept { return detail::as_characters(bytes_); }

private:
    detail::owned_bytes owned_;
    std::span<const std::byte> bytes_;
    bool lasts_ = false;
};

/// Where certificates or keys come from: memory, or a file (`file.hpp`). PEM or DER alike.
///
/// A small value that keeps a view of the caller's bytes or path; `create` reads it and keeps
/// nothing of it.
class source {
public:
    /// Reads what stands at a place. Errors: bad_input with the cause; out_of_memory.
    using reader = result<loaded_source> (*)(std::string_view place);

    constexpr source() noexcept = default;
    constexpr source(const std::convertible_to<std::span<const std::byte>> auto& memory) noexcept
        : memory_{memory} {}
    constexpr source(const std::convertible_to<std::string_view> auto& characters) noexcept
        : place_{characters} {}
    constexpr source(std::string_view place, reader read) noexcept : place_{place}, read_{read} {}

    /// Says whether what stands at the place is exactly `text`, as far as it can tell.
    using comparison = bool (*)(std::span<const std::byte> text);

    /// What `read` finds is the same for the whole process, as long as it does not change, which
    /// `compare` tells for less than reading it: who parses it may keep it for others.
    static constexpr source of_process(reader read, comparison compare) noexcept {
        source made{std::string_view{}, read};
        made.compare_ = compare;
        return made;
    }

    constexpr bool is_of_process() const noexcept { return compare_ != nullptr; }

    /// Says whether loading it would give exactly `text`. False also where that cannot be told.
    bool holds(std::span<const std::byte> text) const noexcept {
        if (compare_ != nullptr) return compare_(text);
        const auto loaded = load();
        return loaded && loaded->characters() == detail::as_characters(text);
    }

    /// Says whether nothing was given. Always inlined: of a constant the compiler knows it then.
    [[gnu::always_inline]] constexpr bool empty() const noexcept {
        return memory_.empty() && place_.empty() && detail::is_null(read_);
    }

    /// What is in memory, where that can be told without loading; empty: cannot be told.
    constexpr std::span<const std::byte> memory() const noexcept { return memory_; }

    [[nodiscard]] result<loaded_source> load() const noexcept {
        if (read_ != nullptr) return read_(place_);
        return loaded_source{memory_.empty() ? detail::as_bytes(place_) : memory_, lasts_};
    }

    friend constexpr bool operator==(const source& left, const source& right) noexcept {
        return left.read_ == right.read_ && left.place_ == right.place_ &&
               left.memory_.data() == right.memory_.data() &&
               left.memory_.size() == right.memory_.size() && left.lasts_ == right.lasts_;
    }

private:
    friend constexpr source lasting(source memory) noexcept;

    std::span<const std::byte> memory_;
    std::string_view place_;
    reader read_ = nullptr;
    bool lasts_ = false;
    comparison compare_ = nullptr;
};

/// Says whether that is one source and the same for the whole process: contexts that trust it share
/// what they make of it.
constexpr bool is_of_process(std::span<const source> sources) noexcept {
    return sources.size() == 1 && sources.front().is_of_process();
}

/// `memory`, of which nothing needs to be copied: constants in flash above all.
///
/// Lifetime: the bytes outlive every context that is made from it, and every stream.
constexpr source lasting(source memory) noexcept {
    memory.lasts_ = true;
    return memory;
}

}  // namespace onetls
