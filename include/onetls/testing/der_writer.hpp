// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/oid.hpp>

namespace onetls::testing {

/// Writes DER, at most `Capacity` bytes of it, held in place.
///
/// What does not fit is left out, and `overflowed()` says so.
/// Source: ITU-T X.690 §8.1, §10.1.
template <std::size_t Capacity>
class der_writer {
public:
    /// Appends bytes as they are.
    constexpr der_writer& append(der::bytes bytes) noexcept {
        const bool fits = !overflowed_ && bytes.size() <= Capacity - size_;
        overflowed_ = !fits;
        if (!fits) return *this;
        std::copy_n(bytes.data(), bytes.size(), bytes_.data() + size_);
        size_ += bytes.size();
        return *this;
    }

    /// Appends one element.
    constexpr der_writer& append(der::tag tag, der::bytes contents) noexcept {
        return nest(tag, [contents](der_writer& inner) { inner.append(contents); });
    }

    constexpr der_writer& append(oid identifier) noexcept {
        return append(der::tag::object_identifier, identifier.encoded());
    }

    /// Appends a whole number below 128.
    constexpr der_writer& append_small(der::tag tag, unsigned number) noexcept {
        const std::array octet{static_cast<std::byte>(number)};
        return append(tag, octet);
    }

    /// Appends an INTEGER of big-endian bytes without a sign.
    constexpr der_writer& append_unsigned(der::bytes number) noexcept {
        while (number.size() > 1 && number[0] == std::byte{0}) number = number.subspan(1);
        return nest(der::tag::integer, [number](der_writer& inner) {
            constexpr std::array zero{std::byte{0}};
            if (number.empty() || number[0] >= std::byte{0x80}) inner.append(zero);
            inner.append(number);
        });
    }

    /// Appends text, character by character: usable in constant expressions.
    constexpr der_writer& append_text(der::tag tag, std::string_view characters) noexcept {
        return nest(tag, [characters](der_writer& inner) {
            for (const char each : characters) {
                const std::array octet{static_cast<std::byte>(each)};
                inner.append(octet);
            }
        });
    }

    /// Appends an element whose contents `write` appends.
    template <class Write>
    constexpr der_writer& nest(der::tag tag, Write write) noexcept {
        const std::array head{static_cast<std::byte>(tag), std::byte{0}};
        append(head);
        const std::size_t begin = size_;
        write(*this);
        if (!overflowed_) set_length(begin);
        return *this;
    }

    /// Appends a BIT STRING of whole bytes whose contents `write` appends.
    template <class Write>
    constexpr der_writer& nest_bits(Write write) noexcept {
        return nest(der::tag::bit_string, [&write](der_writer& inner) {
            constexpr std::array no_unused_bits{std::byte{0}};
            write(inner.append(no_unused_bits));
        });
    }

    constexpr der::bytes bytes() const noexcept { return {bytes_.data(), size_}; }
    constexpr bool overflowed() const noexcept { return overflowed_; }

private:
    /// Says how long the contents from `begin` on are, and makes room for saying it.
    constexpr void set_length(std::size_t begin) noexcept {
        const std::size_t length = size_ - begin;
        const std::size_t more = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        overflowed_ = more > Capacity - size_ || length > 0xFFFF;
        if (overflowed_) return;
        std::copy_backward(bytes_.data() + begin, bytes_.data() + size_,
                           bytes_.data() + size_ + more);
        size_ += more;
        bytes_[begin - 1] = static_cast<std::byte>(more == 0 ? length : 0x80 | more);
        for (std::size_t place = 0; place != more; ++place)
            bytes_[begin + place] = static_cast<std::byte>(length >> 8 * (more - 1 - place) & 0xFF);
    }

    std::array<std::byte, Capacity> bytes_{};
    std::size_t size_ = 0;
    bool overflowed_ = false;
};

}  // namespace onetls::testing
