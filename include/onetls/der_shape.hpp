// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>

#include <onetls/der.hpp>
#include <onetls/der_value.hpp>
#include <onetls/error.hpp>
#include <onetls/oid.hpp>

/// Shapes: what encoded values have to look like, written as text, so that one reader serves all of
/// them. A character stands for an element:
///
///     i  INTEGER          o  OBJECT IDENTIFIER    .   any element
///     b  BIT STRING       s  OCTET STRING         g   a GeneralName
///     t  BOOLEAN          n  an INTEGER that counts something, as of `der::count`
///     m  a GeneralName that bounds others: with the mask of its address
///     ~  all that is left, whatever it is
///
///     {x}   a SEQUENCE of what `x` says       ?x  x, or nothing
///     (x)   a SET of that                     *x  any number of x, and then the end
///     [0x]  a constructed [0] of that         +x  at least one x, and then the end
///     0i    a primitive [0] that holds what   /xy x, or y
///           `i` would, and so on              @x  x, whose contents are kept
///     !     behind an opening mark: not empty $x  x, which is kept with its tag and length
///
/// All of the contents of a value are checked, as X.690 and RFC 5280 want it.
namespace onetls::der {

/// The element that is all of `whole`, which has been read before.
constexpr element element_of(bytes whole) noexcept {
    const auto length = static_cast<std::size_t>(whole[1]);
    return {static_cast<tag>(whole[0]), whole.subspan(length < 0x80 ? 2 : 2 + (length & 0x7f)),
            whole};
}

namespace detail {

/// Holds elements against a shape. Elements within others are no calls within calls: the stack of a
/// small device would be too small for that.
class shape_reader {
public:
    constexpr shape_reader(const char* shape, bytes* places) noexcept
        : at_{shape}, places_{places} {}

    /// Reads what the shape says, up to its end.
    constexpr bool follow(reader& from) noexcept {
        while (*at_ != '\0')
            if (!(closes(*at_) ? leave(from) : part(from))) return false;
        return true;
    }

private:
    /// An element that is being read into.
    struct level {
        const char* part;            ///< Where its part of the shape begins.
        const std::byte* outer_end;  ///< Where the element ends that it stands in.
    };

    /// No shape is deeper: a certificate's, down to the attributes of its names.
    static constexpr std::size_t most_levels = 5;

    static constexpr bool is_keeping(char mark) noexcept { return mark == '@' || mark == '$'; }
    static constexpr bool is_counting(char mark) noexcept {
        return mark == '?' || mark == '*' || mark == '+' || mark == '/';
    }
    static constexpr bool opens(char mark) noexcept {
        return mark == '{' || mark == '(' || mark == '[';
    }
    static constexpr bool closes(char mark) noexcept {
        return mark == '}' || mark == ')' || mark == ']';
    }
    static constexpr bool is_number(char mark) noexcept { return mark >= '0' && mark <= '9'; }

    /// The tag of the element that the shape says next; 0: any.
    constexpr tag wanted() const noexcept {
        const char mark = *at_;
        if (is_number(mark)) return context(static_cast<unsigned>(mark - '0'));
        switch (mark) {
        case '{': return tag::sequence;
        case '(': return tag::set;
        case '[': return constructed(static_cast<unsigned>(at_[1] - '0'));
        case 'i':
        case 'n': return tag::integer;
        case 'o': return tag::object_identifier;
        case 'b': return tag::bit_string;
        case 's': return tag::octet_string;
        case 't': return tag::boolean;
        default: return tag{};
        }
    }

    /// Says whether what the shape says next comes next.
    constexpr bool comes(const reader& from) const noexcept {
        const auto next = wanted();
        return next == tag{} ? !from.at_end() : from.sees(next);
    }

    /// Reads what the shape says next, with what stands before it, or the beginning of it.
    constexpr bool part(reader& from) noexcept {
        const char* const begin = at_;
        if (*begin == '!') return ++at_, !from.at_end();
        if (is_counting(*begin)) ++at_;
        const char keeping = is_keeping(*at_) ? *at_++ : '\0';
        bytes* const place = keeping != '\0' ? places_++ : nullptr;
        if (!comes(from)) return is_counting(*begin) && *begin != '+' && skip();
        if (*at_ == '~') return pass_over(from);
        const auto found = from.next();
        if (!found) return false;
        if (place != nullptr) *place = keeping == '$' ? found->whole : found->contents;
        const char mark = *at_++;
        const char kind = is_number(mark) || mark == '[' ? *at_++ : mark;
        if (opens(mark)) return enter(begin, found->contents, from);
        return holds(kind, *found) && go_on(begin, from);
    }

    /// Goes on behind an element whose part of the shape begins at `begin`: with another one like
    /// it, or with what the shape says next.
    constexpr bool go_on(const char* begin, const reader& from) noexcept {
        if (*begin == '/') return skip();
        const bool many = *begin == '*' || *begin == '+';
        if (many && !from.at_end()) at_ = begin;
        return true;
    }

    constexpr bool enter(const char* begin, bytes contents, reader& from) noexcept {
        if (open_ == most_levels) return false;
        levels_[open_++] = {begin, from.rest().data() + from.rest().size()};
        from = reader{contents};
        return true;
    }

    /// Steps out of an element, which has to be at its end.
    constexpr bool leave(reader& from) noexcept {
        if (!from.at_end()) return false;
        ++at_;
        const auto& left = levels_[--open_];
        from = reader{{from.rest().data(), left.outer_end}};
        return go_on(left.part, from);
    }

    constexpr bool pass_over(reader& from) noexcept {
        ++at_;
        from = reader{from.rest().last(0)};
        return true;
    }

    /// Passes over the shape of one element.
    constexpr bool skip() noexcept {
        int open = 0;
        for (bool ended = false; !ended || open != 0;) {
            const char mark = *at_++;
            if (opens(mark)) ++open;
            if (closes(mark)) --open;
            if (is_keeping(mark)) ++places_;
            ended = !is_number(mark) && !is_counting(mark) && !is_keeping(mark);
        }
        return true;
    }

    static constexpr bool matches(bytes contents, const char* shape) noexcept {
        reader from{contents};
        shape_reader expected{shape, nullptr};
        return expected.follow(from) && from.at_end();
    }

    /// Says whether the contents of `found` are such as `kind` stands for.
    static constexpr bool holds(char kind, const element& found) noexcept {
        const bytes contents = found.contents;
        switch (kind) {
        case 'i': return integer(contents).has_value();
        case 'n': return count(contents).has_value();
        case 'o': return oid::from_contents(contents).has_value();
        case 'b': return bit_string::from(contents).has_value();
        case 't': return contents.size() == 1;
        case 'g': return is_general_name(found, 1);
        case 'm': return is_general_name(found, 2);
        default: return true;
        }
    }

    /// Source: RFC 5280 §4.2.1.6, §4.2.1.10: a GeneralName by its tag; `addresses` stand in one.
    static constexpr bool is_general_name(const element& name, std::size_t addresses) noexcept {
        const auto size = name.contents.size();
        switch (static_cast<unsigned>(name.tag)) {
        case 0xa0: return matches(name.contents, "o[0?~]");                 // otherName
        case 0xa4: return matches(name.contents, "{*(+{o.})}");             // directoryName
        case 0x87: return size == 4 * addresses || size == 16 * addresses;  // iPAddress
        case 0x88: return holds('o', name);                                 // registeredID
        case 0x81:
        case 0x82:
        case 0xa3:
        case 0xa5:
        case 0x86: return true;  // mailbox, host, X.400 address, EDI party, URI
        default: return false;
        }
    }

    const char* at_;
    bytes* places_;
    std::size_t open_ = 0;
    std::array<level, most_levels> levels_{};
};

/// Reads one value of `shape` from the front of `from`, and keeps the elements that it says.
constexpr bool read_into(bytes* places, reader& from, const char* shape) noexcept {
    auto ahead = from;
    shape_reader expected{shape, places};
    if (!expected.follow(ahead)) return false;
    from = ahead;
    return true;
}

}  // namespace detail

/// Reads what `shape` says from the front of `from`, and returns what it keeps: nothing where
/// it was not there.
///
/// Errors: bad_input; cause malformed.
template <std::size_t Kept>
[[nodiscard]] constexpr result<std::array<bytes, Kept>> read(reader& from,
                                                             const char* shape) noexcept {
    result<std::array<bytes, Kept>> found{};
    if (!detail::read_into(found->data(), from, shape)) found = refuse();
    return found;
}

/// As above, for all of `input`.
template <std::size_t Kept>
[[nodiscard]] constexpr result<std::array<bytes, Kept>> read_all(bytes input,
                                                                 const char* shape) noexcept {
    reader from{input};
    auto found = read<Kept>(from, shape);
    if (found && !from.at_end()) found = refuse();
    return found;
}

/// Says whether all of `input` is what `shape` says.
constexpr bool has_shape(bytes input, const char* shape) noexcept {
    reader from{input};
    return detail::read_into(nullptr, from, shape) && from.at_end();
}

}  // namespace onetls::der
