// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include <onetls/der_string.hpp>
#include <onetls/name_view.hpp>

namespace onetls::judgement {

/// Reads the characters of a string as names are compared: ASCII letters in lower case, no space at
/// the ends, one where there are several.
///
/// Source: RFC 5280 §7.1, RFC 4518 §2.
class folded_reader {
public:
    constexpr explicit folded_reader(const der::element& from) noexcept
        : characters_{from.tag, from.contents} {
        skip_spaces();
    }

    /// The next character; none at the end, and for what is no character.
    constexpr std::optional<char32_t> next() noexcept {
        if (!ahead_) return std::nullopt;
        const auto current = ahead_;
        if (current == U' ')
            skip_spaces();
        else
            ahead_ = characters_.next();
        if (current == U' ' && !ahead_) return std::nullopt;
        const bool upper = U'A' <= *current && *current <= U'Z';
        return upper ? *current - U'A' + U'a' : *current;
    }

private:
    constexpr void skip_spaces() noexcept {
        do ahead_ = characters_.next();
        while (ahead_ == U' ');
    }

    der::string_reader characters_;
    std::optional<char32_t> ahead_;
};

/// Compares two values: as folded strings, or, where one is no string, as they are encoded.
constexpr bool equal_values(const der::element& left, const der::element& right) noexcept {
    if (der::equal(left.whole, right.whole)) return true;
    if (!der::is_readable(left.tag, left.contents) || !der::is_readable(right.tag, right.contents))
        return false;
    folded_reader one{left};
    folded_reader other{right};
    while (true) {
        const auto character = one.next();
        if (character != other.next()) return false;
        if (!character) return true;
    }
}

/// Compares one step of two names: the same attributes in the same order, which is DER's.
constexpr bool equal_steps(const rdn& left, const rdn& right) noexcept {
    auto at = left.attributes.begin();
    for (const attribute& wanted : right.attributes) {
        if (at == left.attributes.end()) return false;
        if (!((*at).type == wanted.type) || !equal_values((*at).value, wanted.value)) return false;
        ++at;
    }
    return at == left.attributes.end();
}

/// Says whether the first steps of `name` are those of `base`.
constexpr bool starts_with(const name_view& name, const name_view& base) noexcept {
    const auto steps = name.rdns();
    auto at = steps.begin();
    for (const rdn& wanted : base.rdns()) {
        if (at == steps.end() || !equal_steps(*at, wanted)) return false;
        ++at;
    }
    return true;
}

/// Compares two names as RFC 5280 §7.1 asks for.
constexpr bool equal_names(const name_view& left, const name_view& right) noexcept {
    return left == right || (starts_with(left, right) && starts_with(right, left));
}

}  // namespace onetls::judgement
