// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace onetls {

/// Something that text can be written to: `text<N>`, `std::string`, a console.
template <class S>
concept TextSink = requires(S sink, std::string_view piece) {
    { sink.append(piece) } -> std::same_as<S&>;
};

/// Text of at most `Capacity` bytes, held in place.
///
/// What does not fit is cut off, never written past the end; `truncated()` says so.
template <std::size_t Capacity>
class text {
public:
    constexpr text() noexcept = default;
    constexpr explicit text(std::string_view initial) noexcept { append(initial); }

    constexpr text& append(std::string_view piece) noexcept {
        const auto taken = piece.copy(characters_.data() + size_, Capacity - size_);
        size_ += taken;
        truncated_ = truncated_ || taken != piece.size();
        return *this;
    }

    constexpr std::string_view view() const noexcept { return {characters_.data(), size_}; }
    constexpr operator std::string_view() const noexcept { return view(); }
    constexpr bool truncated() const noexcept { return truncated_; }
    constexpr bool empty() const noexcept { return size_ == 0; }

    friend constexpr bool operator==(const text& left, std::string_view right) noexcept {
        return left.view() == right;
    }

private:
    std::array<char, Capacity> characters_{};
    std::size_t size_ = 0;
    bool truncated_ = false;
};

/// A stream in the manner of `std::ostream`, known by what it does so that no stream header is
/// needed here.
template <class S>
concept CharacterStream = requires(S& stream, const char* characters) {
    // A file stream's `write` returns its base, `std::ostream`.
    requires std::derived_from<S, std::remove_reference_t<decltype(stream.write(characters, 1))>>;
};

namespace detail {

/// Writes `value` in decimal.
constexpr void append_number(TextSink auto& sink, std::int64_t value) {
    std::array<char, 20> digits{};
    std::size_t at = digits.size();
    const bool negative = value < 0;
    auto rest =
        negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    do {
        digits[--at] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (negative) sink.append(std::string_view{"-"});
    sink.append(std::string_view{digits.data() + at, digits.size() - at});
}

/// Writes `bytes` as lower-case hexadecimal, `between` separating them.
constexpr void append_hex(TextSink auto& sink, std::span<const std::byte> bytes,
                          std::string_view between = {}) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t index = 0; index != bytes.size(); ++index) {
        const auto value = static_cast<unsigned>(bytes[index]);
        const std::array pair{digits[value >> 4], digits[value & 15]};
        if (index != 0) sink.append(between);
        sink.append(std::string_view{pair.data(), pair.size()});
    }
}

}  // namespace detail
}  // namespace onetls
