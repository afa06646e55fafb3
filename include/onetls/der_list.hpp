// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>

#include <onetls/der.hpp>
#include <onetls/error.hpp>

namespace onetls::der {

/// A value that reads itself: `T::decode(reader)` takes one `T` from the front of the reader.
template <class T>
concept Decodable = requires(reader& from) {
    { T::decode(from) } -> std::same_as<result<T>>;
};

/// The values of a SEQUENCE OF or SET OF, each decoded when the walk arrives at it.
///
/// A range for `for`: one walk is linear and allocates nothing. Where `checked` has passed the
/// contents, the walk sees every value; else it ends before the first malformed one.
///
/// Lifetime: borrows from the encoded bytes; the values too.
template <Decodable T>
class list {
public:
    struct end_mark {};

    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        constexpr explicit iterator(bytes contents) noexcept : rest_(contents) { advance(); }

        constexpr const T& operator*() const noexcept { return *current_; }
        constexpr const T* operator->() const noexcept { return &*current_; }
        constexpr iterator& operator++() noexcept {
            advance();
            return *this;
        }
        constexpr void operator++(int) noexcept { advance(); }
        friend constexpr bool operator==(const iterator& at, end_mark) noexcept {
            return !at.current_;
        }

    private:
        constexpr void advance() noexcept {
            current_.reset();
            if (rest_.at_end()) return;
            if (const auto decoded = T::decode(rest_)) current_.emplace(*decoded);
        }

        reader rest_;
        std::optional<T> current_;
    };

    constexpr list() noexcept = default;
    constexpr explicit list(bytes contents) noexcept : contents_(contents) {}

    /// The list in `contents`, once every value of it has been read successfully.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<list> checked(bytes contents) noexcept {
        for (reader from{contents}; !from.at_end();)
            if (const auto decoded = T::decode(from); !decoded)
                return std::unexpected(decoded.error());
        return list{contents};
    }

    /// As `checked`, and refuses an empty list: SIZE (1..MAX).
    [[nodiscard]] static constexpr result<list> checked_and_filled(bytes contents) noexcept {
        if (contents.empty()) return refuse();
        return checked(contents);
    }

    constexpr iterator begin() const noexcept { return iterator{contents_}; }
    constexpr end_mark end() const noexcept { return {}; }
    constexpr bool empty() const noexcept { return contents_.empty(); }

    /// Number of values; walks over all of them.
    constexpr std::size_t count() const noexcept {
        std::size_t counted = 0;
        for (auto at = begin(); at != end(); ++at) ++counted;
        return counted;
    }

    constexpr bool contains(const T& wanted) const noexcept
        requires std::equality_comparable<T>
    {
        for (const T& value : *this)
            if (value == wanted) return true;
        return false;
    }

private:
    bytes contents_;
};

}  // namespace onetls::der
