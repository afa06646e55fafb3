// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <onetls/civil_time.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/pins.hpp>
#include <onetls/text.hpp>
#include <onetls/time.hpp>

/// The text of a pin file: a line for each peer, `host key [date]`; from `#` on it is a comment.
namespace onetls::detail {

/// Takes the first line off `rest`, and returns it without its end.
constexpr std::string_view take_line(std::string_view& rest) noexcept {
    const std::string_view line{rest.data(), std::min(rest.find('\n'), rest.size())};
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    return line;
}

/// Takes the first word off `rest`; empty where there is none.
constexpr std::string_view take_word(std::string_view& rest) noexcept {
    constexpr std::string_view blanks = " \t\r";
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    const std::string_view word{rest.data(), std::min(rest.find_first_of(blanks), rest.size())};
    rest.remove_prefix(word.size());
    return word;
}

/// The number that `count` digits of `written` at `place` are; -1 for what are none.
constexpr int number_at(std::string_view written, std::size_t place, std::size_t count) noexcept {
    int number = 0;
    for (std::size_t index = place; index != place + count; ++index) {
        if (!is_digit(written[index])) return -1;
        number = number * 10 + (written[index] - '0');
    }
    return number;
}

/// Says whether `written` is a day, as 2026-11-22.
constexpr bool is_date(std::string_view written) noexcept {
    if (written.size() != 10 || written[4] != '-' || written[7] != '-') return false;
    return exists({.year = number_at(written, 0, 4),
                   .month = number_at(written, 5, 2),
                   .day = number_at(written, 8, 2)});
}

/// A peer and the key that it is known with.
struct pinned_peer {
    identity peer;
    key_pin key;
};

/// Reads a line without its comment; nothing where it is malformed.
constexpr std::optional<pinned_peer> parse_pinned_peer(std::string_view line) noexcept {
    const auto peer = identity::parse(take_word(line));
    const auto key = key_pin::parse(take_word(line));
    const auto date = take_word(line);
    const bool dated = date.empty() || is_date(date);
    if (!peer || !key || !dated || !take_word(line).empty()) return std::nullopt;
    return pinned_peer{*peer, *key};
}

constexpr std::unexpected<error> corrupt_line(cause why, std::int32_t number) noexcept {
    return std::unexpected(
        error{.code = errc::bad_input, .why = why, .where = field::pin_store, .native = number});
}

/// Where the line of a peer stands, its end included, and what it says.
struct pin_place {
    std::size_t begin;
    std::size_t end;
    key_pin key;
};

/// Finds the line of `peer`. All lines are read: where one is corrupt nothing is told.
///
/// Errors: bad_input with field::pin_store and the number of the line as the native code:
///         malformed, or contradiction for a second line of `peer`.
constexpr result<std::optional<pin_place>> find_pin(std::string_view text,
                                                    const identity& peer) noexcept {
    std::optional<pin_place> found;
    auto rest = text;
    for (std::int32_t number = 1; !rest.empty(); ++number) {
        const auto begin = text.size() - rest.size();
        auto line = take_line(rest);
        line = {line.data(), std::min(line.find('#'), line.size())};
        if (auto words = line; take_word(words).empty()) continue;
        const auto pinned = parse_pinned_peer(line);
        if (!pinned) return corrupt_line(cause::malformed, number);
        if (!(pinned->peer == peer)) continue;
        if (found) return corrupt_line(cause::contradiction, number);
        found = {begin, text.size() - rest.size(), pinned->key};
    }
    return found;
}

/// The line that says that `peer` was seen with `key` at `now`.
constexpr text<384> pin_line(const identity& peer, const key_pin& key, timestamp now) noexcept {
    text<384> line{peer.characters()};
    describe(key, line.append(" "));
    // A clock that is far off is not worth a line that could not be read back.
    if (const auto date = to_civil(now); exists(date)) {
        append_padded(line.append(" "), date.year, 4);
        append_padded(line.append("-"), date.month, 2);
        append_padded(line.append("-"), date.day, 2);
    }
    return line.append("\n");
}

}  // namespace onetls::detail
