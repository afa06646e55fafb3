// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace onetls::detail {

/// Reads the presentation language of TLS front to back. What is not there reads as nothing, and
/// `failed` says so.
///
/// Source: RFC 8446 §3.
class presentation_reader {
public:
    constexpr explicit presentation_reader(std::span<const std::byte> bytes) noexcept
        : rest_{bytes} {}

    constexpr bool failed() const noexcept { return failed_; }
    constexpr bool at_end() const noexcept { return rest_.empty(); }

    constexpr std::span<const std::byte> take(std::size_t size) noexcept {
        if (size > rest_.size()) return fail();
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }

    /// A number of `size` bytes, at most 4.
    constexpr std::uint32_t number(std::size_t size) noexcept {
        std::uint32_t value = 0;
        for (const auto each : take(size)) value = (value << 8) | std::to_integer<unsigned>(each);
        return value;
    }

    /// A vector whose length stands in front of it, in `size_of_length` bytes.
    constexpr std::span<const std::byte> vector(std::size_t size_of_length) noexcept {
        const auto size = number(size_of_length);
        return failed_ ? rest_.first(0) : take(size);
    }

private:
    constexpr std::span<const std::byte> fail() noexcept {
        failed_ = true;
        rest_ = {};
        return {};
    }

    std::span<const std::byte> rest_;
    bool failed_ = false;
};

}  // namespace onetls::detail
