// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/presentation_reader.hpp>

/// What a peer offers, as ranges over the bytes that it sent.
namespace onetls {

/// Code points in the order in which they were sent, known here or not.
///
/// Shape:    two bytes each; half a code point at the end is left out.
/// Lifetime: a view of the message.
template <class Code>
class offered_codes {
public:
    class iterator {
    public:
        constexpr explicit iterator(const std::byte* at) noexcept : at_{at} {}

        constexpr Code operator*() const noexcept {
            return static_cast<Code>(detail::presentation_reader{{at_, 2}}.number(2));
        }
        constexpr iterator& operator++() noexcept {
            at_ += 2;
            return *this;
        }
        friend constexpr bool operator==(iterator, iterator) noexcept = default;

    private:
        const std::byte* at_;
    };

    constexpr offered_codes() noexcept = default;
    constexpr explicit offered_codes(std::span<const std::byte> codes) noexcept
        : codes_{codes.first(codes.size() / 2 * 2)} {}

    constexpr iterator begin() const noexcept { return iterator{codes_.data()}; }
    constexpr iterator end() const noexcept { return iterator{codes_.data() + codes_.size()}; }
    constexpr std::size_t size() const noexcept { return codes_.size() / 2; }
    constexpr bool empty() const noexcept { return codes_.empty(); }

    constexpr bool contains(Code wanted) const noexcept {
        for (const auto each : *this)
            if (each == wanted) return true;
        return false;
    }

private:
    std::span<const std::byte> codes_;
};

/// Names of application protocols, the most wanted first. Nothing is read past one that is cut off
/// or empty.
///
/// Lifetime: a view of the message.
/// Source:   RFC 7301 §3.1.
class offered_protocols {
public:
    class iterator {
    public:
        explicit iterator(std::span<const std::byte> rest) noexcept : rest_{rest} { read(); }

        std::string_view operator*() const noexcept { return detail::as_characters(name_); }
        iterator& operator++() noexcept {
            read();
            return *this;
        }
        bool operator==(const iterator& other) const noexcept {
            return name_.size() == other.name_.size() &&
                   (name_.empty() || name_.data() == other.name_.data());
        }

    private:
        void read() noexcept {
            detail::presentation_reader reader{rest_};
            name_ = reader.vector(1);
            rest_ = reader.failed() ? rest_.first(0) : rest_.subspan(1 + name_.size());
        }

        std::span<const std::byte> rest_;
        std::span<const std::byte> name_;
    };

    offered_protocols() noexcept = default;
    explicit offered_protocols(std::span<const std::byte> names) noexcept : names_{names} {}

    iterator begin() const noexcept { return iterator{names_}; }
    iterator end() const noexcept { return iterator{{}}; }
    bool empty() const noexcept { return begin() == end(); }

    bool contains(std::string_view wanted) const noexcept {
        for (const auto each : *this)
            if (each == wanted) return true;
        return false;
    }

private:
    std::span<const std::byte> names_;
};

}  // namespace onetls
