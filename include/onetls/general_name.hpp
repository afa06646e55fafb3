// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/der_shape.hpp>
#include <onetls/der_string.hpp>
#include <onetls/name_view.hpp>
#include <onetls/oid.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// What a general name is a name of.
enum class general_name_kind : std::uint8_t {
    dns,    ///< A host name, as ASCII.
    ip,     ///< An address: 4 or 16 bytes; as a constraint, address and mask: 8 or 32.
    email,  ///< A mailbox, as ASCII.
    uri,
    directory,      ///< A distinguished name: `directory()`.
    registered_id,  ///< An object identifier: `identifier()`.
    other,          ///< A form of somebody's own (`identifier()`), or one that nobody uses.
};

/// A name as subject alternative names, name constraints and points of access hold it.
///
/// Lifetime: borrows from the encoded name.
/// Source: RFC 5280 §4.2.1.6.
class general_name {
public:
    using kind = general_name_kind;

    /// Reads a GeneralName that names something: an address is 4 or 16 bytes long.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<general_name> decode(der::reader& from) noexcept {
        return decode_any(from, "$g");
    }

    /// Reads a GeneralName that bounds others: an address is followed by its mask.
    ///
    /// Errors: bad_input.
    /// Source: RFC 5280 §4.2.1.10.
    [[nodiscard]] static constexpr result<general_name> decode_bound(der::reader& from) noexcept {
        return decode_any(from, "$m");
    }

    /// The name that is `whole`, which has been read before.
    constexpr explicit general_name(der::bytes whole) noexcept
        : form_(static_cast<form>(whole[0])), value_(der::element_of(whole).contents) {}

    constexpr kind what() const noexcept {
        switch (form_) {
        case form::email: return kind::email;
        case form::dns: return kind::dns;
        case form::directory: return kind::directory;
        case form::uri: return kind::uri;
        case form::ip: return kind::ip;
        case form::registered_id: return kind::registered_id;
        default: return kind::other;
        }
    }

    constexpr bool is_dns() const noexcept { return form_ == form::dns; }
    constexpr bool is_ip() const noexcept { return form_ == form::ip; }

    /// The name's bytes: characters, an address, an encoded identifier, or what the form holds.
    constexpr der::bytes value() const noexcept { return value_; }

    /// The characters of a dns, email or uri name, as they are: not checked, perhaps not ASCII.
    constexpr std::string_view characters() const noexcept {
        const void* const first = value_.data();
        return {static_cast<const char*>(first), value_.size()};
    }

    /// The bytes of an address in network order; empty for a name of another kind.
    constexpr der::bytes address() const noexcept { return is_ip() ? value_ : der::bytes{}; }

    /// The name of kind `directory`; empty for another.
    constexpr name_view directory() const noexcept {
        der::reader from{value_};
        const auto name = name_view::decode(from);
        return form_ == form::directory && name ? *name : name_view{};
    }

    /// The identifier of kind `registered_id`, or the type of an otherName; else the empty one.
    constexpr oid identifier() const noexcept {
        if (form_ == form::registered_id) return oid{value_};
        der::reader from{value_};
        const auto type = oid::decode(from);
        return form_ == form::other_name && type ? *type : oid{};
    }

private:
    // The alternatives by the tag that each is encoded with.
    enum class form : std::uint8_t {
        other_name = 0xa0,
        email = 0x81,
        dns = 0x82,
        x400_address = 0xa3,
        directory = 0xa4,
        edi_party_name = 0xa5,
        uri = 0x86,
        ip = 0x87,
        registered_id = 0x88,
    };

    static constexpr result<general_name> decode_any(der::reader& from,
                                                     const char* shape) noexcept {
        const auto kept = der::read<1>(from, shape);
        if (!kept) return std::unexpected(kept.error());
        return general_name{(*kept)[0]};
    }

    form form_;
    der::bytes value_;
};

constexpr std::string_view name_of(general_name_kind what) noexcept {
    switch (what) {
    case general_name_kind::dns: return "DNS";
    case general_name_kind::ip: return "IP";
    case general_name_kind::email: return "email";
    case general_name_kind::uri: return "URI";
    case general_name_kind::directory: return "directory";
    case general_name_kind::registered_id: return "registered ID";
    case general_name_kind::other: break;
    }
    return "other";
}

namespace detail {

/// The place and length of the longest run of two or more zero groups in an IPv6 address.
struct zero_run {
    std::size_t begin = 8;
    std::size_t length = 0;

    constexpr explicit zero_run(der::bytes address) noexcept {
        std::size_t current = 0;
        for (std::size_t group = 0; group != 8; ++group) {
            const bool zero = (address[2 * group] | address[2 * group + 1]) == std::byte{0};
            current = zero ? current + 1 : 0;
            if (current < 2 || current <= length) continue;
            length = current;
            begin = group + 1 - current;
        }
    }
};

constexpr void append_ipv6_group(TextSink auto& sink, der::bytes group) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned>(group[0]) << 8 | static_cast<unsigned>(group[1]);
    int shift = 12;
    while (shift != 0 && value >> shift == 0) shift -= 4;
    for (; shift >= 0; shift -= 4) sink.append({digits.data() + (value >> shift & 15U), 1});
}

/// Writes an address of 16 bytes. Source: RFC 5952 §4.
template <TextSink Sink>
constexpr void append_ipv6(Sink& sink, der::bytes address) {
    const zero_run gap{address};
    for (std::size_t group = 0; group < 8;) {
        if (group == gap.begin) {
            sink.append("::");
            group += gap.length;
            continue;
        }
        if (group != 0 && group != gap.begin + gap.length) sink.append(":");
        append_ipv6_group(sink, address.subspan(2 * group, 2));
        ++group;
    }
}

template <TextSink Sink>
constexpr void append_ipv4(Sink& sink, der::bytes address) {
    for (std::size_t index = 0; index != 4; ++index) {
        if (index != 0) sink.append(".");
        append_number(sink, static_cast<std::int64_t>(address[index]));
    }
}

/// Writes an address of 4 or 16 bytes.
template <TextSink Sink>
constexpr void append_host_address(Sink& sink, der::bytes address) {
    return address.size() == 4 ? append_ipv4(sink, address) : append_ipv6(sink, address);
}

/// Writes an address of 4 or 16 bytes; one of 8 or 32 as address and mask; other bytes as hex.
template <TextSink Sink>
constexpr void append_address(Sink& sink, der::bytes address) {
    switch (address.size()) {
    case 4:
    case 16: return append_host_address(sink, address);
    case 8:
    case 32: {
        const auto half = address.size() / 2;
        append_host_address(sink, address.first(half));
        return append_host_address(sink.append("/"), address.subspan(half));
    }
    default: return append_hex(sink, address);
    }
}

}  // namespace detail

/// Writes what `name` says, without its kind: `example.org`, `192.0.2.1`, `CN=Example`, `1.2.3`.
///
/// Safe to show: what is not printable ASCII becomes `\xx`.
template <TextSink Sink>
constexpr void describe_value(const general_name& name, Sink& sink) {
    switch (name.what()) {
    case general_name_kind::ip: return detail::append_address(sink, name.value());
    case general_name_kind::directory: return describe(name.directory(), sink);
    case general_name_kind::registered_id: return describe(name.identifier(), sink);
    case general_name_kind::other:
        describe(name.identifier(), sink);
        return detail::append_hex(sink.append("#"), name.value());
    default: return detail::append_printable(sink, name.value());
    }
}

/// Writes `name` with its kind: `DNS:example.org`.
template <TextSink Sink>
constexpr void describe(const general_name& name, Sink& sink) {
    describe_value(name, sink.append(name_of(name.what())).append(":"));
}

}  // namespace onetls
