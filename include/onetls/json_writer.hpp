// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <onetls/der_string.hpp>
#include <onetls/text.hpp>

namespace onetls::detail {

/// A sink inside of a JSON string: escapes what is written to it. Expects UTF-8, whole characters.
///
/// Source: RFC 8259 §7.
template <TextSink Sink>
class json_string_sink {
public:
    constexpr explicit json_string_sink(Sink& sink) noexcept : sink_(sink) {}

    constexpr json_string_sink& append(std::string_view piece) {
        std::size_t begin = 0;
        for (std::size_t index = 0; index != piece.size(); ++index) {
            if (is_plain(piece[index])) continue;
            sink_.append(std::string_view{piece.data() + begin, index - begin});
            append_escape(piece[index]);
            begin = index + 1;
        }
        sink_.append(std::string_view{piece.data() + begin, piece.size() - begin});
        return *this;
    }

private:
    static constexpr bool is_plain(char character) noexcept {
        return !(static_cast<unsigned char>(character) < 0x20 || character == '"' ||
                 character == '\\' || character == '\x7f');
    }

    constexpr void append_escape(char character) {
        if (character == '"') return static_cast<void>(sink_.append("\\\""));
        if (character == '\\') return static_cast<void>(sink_.append("\\\\"));
        const std::byte octet{static_cast<unsigned char>(character)};
        append_hex(sink_.append("\\u00"), std::span{&octet, 1});
    }

    Sink& sink_;
};

/// Writes one JSON object on one line: puts the commas, the quotes and the escapes.
///
/// An empty key stands for a value without one: an element of an array.
///
/// Source: RFC 8259.
template <TextSink Sink>
class json_writer {
public:
    constexpr explicit json_writer(Sink& sink) noexcept : sink_(sink) {}

    constexpr void begin_object(std::string_view key = {}) { open(key, "{"); }
    constexpr void end_object() { close("}"); }
    constexpr void begin_array(std::string_view key) { open(key, "["); }
    constexpr void end_array() { close("]"); }

    constexpr void boolean(std::string_view key, bool value) {
        begin(key).append(value ? "true" : "false");
    }
    constexpr void number(std::string_view key, std::int64_t value) {
        append_number(begin(key), value);
    }
    constexpr void null(std::string_view key) { begin(key).append("null"); }
    constexpr void string(std::string_view key, std::string_view value) {
        text(key, [&](auto& inside) { inside.append(value); });
    }
    constexpr void hex(std::string_view key, der::bytes value) {
        text(key, [&](auto& inside) { append_hex(inside, value); });
    }

    /// A string that `write(sink)` writes, escaped on the way.
    template <class Write>
    constexpr void text(std::string_view key, Write write) {
        begin(key).append("\"");
        json_string_sink inside{sink_};
        write(inside);
        sink_.append("\"");
    }

    /// A string of `type`. What does not encode a character becomes U+FFFD, and ends the string.
    constexpr void characters(std::string_view key, der::tag type, der::bytes value) {
        text(key, [&](auto& inside) {
            for (der::string_reader from{type, value}; !from.at_end();) {
                const auto character = from.next();
                inside.append(utf8_character{character.value_or(0xfffd)}.view());
                if (!character) return;
            }
        });
    }

private:
    constexpr Sink& begin(std::string_view key) {
        if (!first_) sink_.append(",");
        first_ = false;
        if (!key.empty()) sink_.append("\"").append(key).append("\":");
        return sink_;
    }

    constexpr void open(std::string_view key, std::string_view bracket) {
        begin(key).append(bracket);
        first_ = true;
    }

    constexpr void close(std::string_view bracket) {
        sink_.append(bracket);
        first_ = false;
    }

    Sink& sink_;
    bool first_ = true;
};

}  // namespace onetls::detail
