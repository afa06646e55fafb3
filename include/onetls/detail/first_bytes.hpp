// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/detail/copying.hpp>

namespace onetls::detail {

/// The first bytes that came over a connection: they tell a peer that speaks HTTP without TLS. They
/// explain a failure, they decide nothing.
class first_bytes {
public:
    /// Takes in the next bytes, in pieces of any size.
    constexpr void see(std::span<const std::byte> bytes) noexcept {
        const auto taken = smaller(characters_.size() - size_, bytes.size());
        for (const auto each : bytes.first(taken)) characters_[size_++] = static_cast<char>(each);
    }

    /// Says whether they begin a request or an answer of HTTP. No record of TLS begins so.
    ///
    /// Source: RFC 9110 §9.3, RFC 5789, RFC 9112 §2.1, RFC 9113 §3.4.
    constexpr bool is_http() const noexcept {
        constexpr std::array<std::string_view, 11> beginnings{"GET ",  "HEAD ", "POST ", "PUT ",
                                                              "DELET", "CONNE", "OPTIO", "TRACE",
                                                              "PATCH", "PRI *", "HTTP/"};
        const std::string_view seen{characters_.data(), size_};
        for (const auto beginning : beginnings)
            if (seen.starts_with(beginning)) return true;
        return false;
    }

private:
    // As many as the header of a record has: libraries may read no more before they give up.
    std::array<char, 5> characters_{};
    std::uint8_t size_ = 0;
};

}  // namespace onetls::detail
