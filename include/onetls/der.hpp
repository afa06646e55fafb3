// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include <onetls/error.hpp>

/// Reading DER, the encoding of certificates: bounds-checked, allocation-free, linear in time.
///
/// Source: ITU-T X.690.
namespace onetls::der {

/// Encoded bytes, borrowed from whoever holds the input.
using bytes = std::span<const std::byte>;

/// The identifier octet of an element: class, constructed bit and a tag number below 31.
enum class tag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    object_identifier = 0x06,
    enumerated = 0x0a,
    utf8_string = 0x0c,
    numeric_string = 0x12,
    printable_string = 0x13,
    teletex_string = 0x14,
    ia5_string = 0x16,
    utc_time = 0x17,
    generalized_time = 0x18,
    visible_string = 0x1a,
    universal_string = 0x1c,
    bmp_string = 0x1e,
    sequence = 0x30,
    set = 0x31,
};

/// The tag `[number]` of a primitive element, as an IMPLICIT string or number has it.
constexpr tag context(unsigned number) noexcept {
    return static_cast<tag>(0x80U | number);
}

/// The tag `[number]` of an element that holds others, as every EXPLICIT one does.
constexpr tag constructed(unsigned number) noexcept {
    return static_cast<tag>(0xa0U | number);
}

/// One encoded value.
///
/// Lifetime: borrows from the bytes that were read.
struct element {
    der::tag tag;
    bytes contents;
    bytes whole;  ///< Tag and length included.
};

/// What every reader of malformed bytes answers.
constexpr std::unexpected<error> refuse(cause why = cause::malformed) noexcept {
    return std::unexpected(error{errc::bad_input, why, field::certificate});
}

/// Compares from the end, where identifiers and addresses differ.
constexpr bool equal(bytes left, bytes right) noexcept {
    if (left.size() != right.size()) return false;
    for (std::size_t index = left.size(); index-- != 0;)
        if (left[index] != right[index]) return false;
    return true;
}

/// Reads the elements that lie one behind the other in some bytes.
///
/// Strict: lengths are definite and minimal, tag numbers are below 31, and an element ends within
/// the input. After a failure the reader stands where it stood before.
///
/// Errors: bad_input; cause malformed.
/// Source: X.690 §8.1, §10.1.
class reader {
public:
    constexpr explicit reader(bytes input) noexcept : rest_(input) {}

    constexpr bool at_end() const noexcept { return rest_.empty(); }

    /// Says whether an element tagged `wanted` comes next.
    constexpr bool sees(tag wanted) const noexcept {
        return !rest_.empty() && static_cast<tag>(rest_[0]) == wanted;
    }

    /// The next element, whatever its tag.
    [[nodiscard]] constexpr result<element> next() noexcept {
        const auto found = header();
        if (found.size == 0) return refuse();
        const bytes whole = rest_.first(found.size + found.length);
        rest_ = rest_.subspan(whole.size());
        return element{static_cast<tag>(whole[0]), whole.subspan(found.size), whole};
    }

    /// The next element, which has to be tagged `wanted`.
    [[nodiscard]] constexpr result<element> expect(tag wanted) noexcept {
        if (!sees(wanted)) return refuse();
        return next();
    }

    /// Steps into the next element instead of over it: what it holds is read next, then what
    /// follows it.
    [[nodiscard]] constexpr result<void> enter(tag wanted) noexcept {
        if (!sees(wanted)) return refuse();
        const auto found = header();
        if (found.size == 0) return refuse();
        rest_ = rest_.subspan(found.size);
        return {};
    }

    /// What has not been read.
    constexpr bytes rest() const noexcept { return rest_; }

private:
    struct extent {
        std::size_t size;    // of tag and length; 0: there is no element
        std::size_t length;  // of the contents
    };

    static constexpr std::size_t most_length_bytes = 4;

    constexpr extent header() const noexcept {
        if (rest_.size() < 2 || (octet(0) & 0x1fU) == 0x1fU) return {};
        const auto found = octet(1) < 0x80U ? extent{2, octet(1)} : long_form(octet(1) & 0x7fU);
        return found.size != 0 && found.length <= rest_.size() - found.size ? found : extent{};
    }

    // There is none where the length is indefinite, too long, cut off, or not minimal.
    constexpr extent long_form(std::size_t count) const noexcept {
        if (count == 0 || count > most_length_bytes || count > rest_.size() - 2) return {};
        std::size_t length = 0;
        for (std::size_t index = 0; index != count; ++index)
            length = length << 8 | octet(2 + index);
        const bool minimal = octet(2) != 0 && length >= 0x80;
        return minimal ? extent{2 + count, length} : extent{};
    }

    constexpr std::size_t octet(std::size_t index) const noexcept {
        return static_cast<std::size_t>(rest_[index]);
    }

    bytes rest_;
};

/// The only element of `input`.
///
/// Errors: bad_input; cause malformed, also when bytes follow the element.
[[nodiscard]] constexpr result<element> only(bytes input, tag wanted) noexcept {
    reader from{input};
    const auto found = from.expect(wanted);
    if (found && !from.at_end()) return refuse();
    return found;
}

}  // namespace onetls::der
