// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/der_shape.hpp>
#include <onetls/der_string.hpp>
#include <onetls/oids.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// One attribute of a name: what it is (`oids::common_name`), and its value.
///
/// Lifetime: borrows from the encoded name.
struct attribute {
    oid type;
    der::element value;  ///< Mostly a string; its tag says of which type.

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<attribute> decode(der::reader& from) noexcept {
        const auto kept = der::read<2>(from, "{@o$.}");
        if (!kept) return std::unexpected(kept.error());
        return attribute{oid{(*kept)[0]}, der::element_of((*kept)[1])};
    }
};

/// An attribute among those of a whole name, which read as one list: reading steps into the SETs.
struct attribute_in_name : attribute {
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<attribute_in_name> decode(der::reader& from) noexcept {
        if (from.sees(der::tag::set))
            if (const auto entered = from.enter(der::tag::set); !entered)
                return std::unexpected(entered.error());
        const auto found = attribute::decode(from);
        if (!found) return std::unexpected(found.error());
        return attribute_in_name{*found};
    }
};

/// A relative distinguished name: the attributes, mostly one, that make one step of a name.
struct rdn {
    der::list<attribute> attributes;

    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<rdn> decode(der::reader& from) noexcept {
        const auto kept = der::read<1>(from, "@(+{o.})");
        if (!kept) return std::unexpected(kept.error());
        return rdn{der::list<attribute>{(*kept)[0]}};
    }
};

/// A distinguished name as a certificate holds it, the least specific step (country) first.
///
/// Lifetime: borrows from the encoded name.
/// Source: RFC 5280 §4.1.2.4.
class name_view {
public:
    /// The empty name.
    constexpr name_view() noexcept = default;

    /// Reads a Name and checks all of it.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<name_view> decode(der::reader& from) noexcept {
        const auto kept = der::read<1>(from, "${*(+{o.})}");
        if (!kept) return std::unexpected(kept.error());
        return name_view{(*kept)[0]};
    }

    /// The name that is `whole`, which has been read before.
    constexpr explicit name_view(der::bytes whole) noexcept : der_(whole) {}

    constexpr der::bytes der() const noexcept { return der_; }
    constexpr bool empty() const noexcept { return contents().empty(); }

    constexpr der::list<rdn> rdns() const noexcept { return der::list<rdn>{contents()}; }

    /// The attributes of all steps, one after the other.
    constexpr der::list<attribute_in_name> attributes() const noexcept {
        return der::list<attribute_in_name>{contents()};
    }

    /// The most specific common name. For people to read; never an identity (RFC 9525 §2).
    constexpr std::optional<attribute> common_name() const noexcept {
        std::optional<attribute> last;
        for (const attribute& each : attributes())
            if (each.type == oids::common_name) last.emplace(each);
        return last;
    }

    /// Compares the encodings. RFC 5280 §7.1 would also ignore case and spaces.
    friend constexpr bool operator==(const name_view& left, const name_view& right) noexcept {
        return der::equal(left.contents(), right.contents());
    }

private:
    constexpr der::bytes contents() const noexcept {
        return der_.empty() ? der_ : der::element_of(der_).contents;
    }

    der::bytes der_;
};

/// Attributes that have a name in text.
///
/// Source: RFC 4514 §3, RFC 4519, IANA LDAP descriptors; the CA/Browser Forum's EV guidelines.
inline constexpr auto attribute_names = std::array{
    named_oid{oids::common_name, "CN"},
    named_oid{oids::organization, "O"},
    named_oid{oids::organizational_unit, "OU"},
    named_oid{oids::country, "C"},
    named_oid{oids::locality, "L"},
    named_oid{oids::state_or_province, "ST"},
    named_oid{oids::street, "STREET"},
    named_oid{oids::domain_component, "DC"},
    named_oid{oids::user_id, "UID"},
    named_oid{oids::email_address, "emailAddress"},
    named_oid{oids::serial_number, "serialNumber"},
    named_oid{oids::surname, "SN"},
    named_oid{oid_of<"2.5.4.12">, "title"},
    named_oid{oid_of<"2.5.4.13">, "description"},
    named_oid{oid_of<"2.5.4.15">, "businessCategory"},
    named_oid{oid_of<"2.5.4.16">, "postalAddress"},
    named_oid{oid_of<"2.5.4.17">, "postalCode"},
    named_oid{oid_of<"2.5.4.41">, "name"},
    named_oid{oid_of<"2.5.4.42">, "givenName"},
    named_oid{oid_of<"2.5.4.43">, "initials"},
    named_oid{oid_of<"2.5.4.44">, "generationQualifier"},
    named_oid{oid_of<"2.5.4.45">, "x500UniqueIdentifier"},
    named_oid{oid_of<"2.5.4.46">, "dnQualifier"},
    named_oid{oid_of<"2.5.4.65">, "pseudonym"},
    named_oid{oid_of<"2.5.4.97">, "organizationIdentifier"},
    named_oid{oid_of<"1.2.840.113549.1.9.2">, "unstructuredName"},
    named_oid{oid_of<"1.3.6.1.4.1.311.60.2.1.1">, "jurisdictionLocalityName"},
    named_oid{oid_of<"1.3.6.1.4.1.311.60.2.1.2">, "jurisdictionStateOrProvinceName"},
    named_oid{oid_of<"1.3.6.1.4.1.311.60.2.1.3">, "jurisdictionCountryName"},
};

/// The name that `type` has in text, such as `CN`; empty where it has none.
constexpr std::string_view attribute_name(oid type) noexcept {
    return detail::name_in(attribute_names, type);
}

namespace detail {

constexpr bool is_special(char32_t character) noexcept {
    return character < 0x80 && std::string_view{"\"+,;<>\\"}.find(static_cast<char>(character)) !=
                                   std::string_view::npos;
}

/// Writes `character` so that it stands for itself in a name, and cannot command a terminal.
template <TextSink Sink>
constexpr void append_escaped(Sink& sink, char32_t character, bool first, bool last) {
    const utf8_character encoded{character};
    if (is_control(character)) {
        for (const char octet : encoded.view()) {
            const std::array hidden{static_cast<std::byte>(octet)};
            append_hex(sink.append("\\"), hidden);
        }
        return;
    }
    const bool at_edge = (character == ' ' && (first || last)) || (character == '#' && first);
    if (at_edge || is_special(character)) sink.append("\\");
    sink.append(encoded.view());
}

/// Writes a value: a string as text, anything else as `#` and its encoding.
///
/// Source: RFC 4514 §2.4.
template <TextSink Sink>
constexpr void append_value(Sink& sink, const attribute& described, bool as_text) {
    const der::element& value = described.value;
    if (!as_text || !der::is_readable(value.tag, value.contents))
        return append_hex(sink.append("#"), value.whole);
    der::string_reader from{value.tag, value.contents};
    for (bool first = true; !from.at_end(); first = false) {
        const auto character = from.next();
        append_escaped(sink, *character, first, from.at_end());
    }
}

}  // namespace detail

/// Writes `CN=example.org`, or the numbers and the encoded value for a type without a name.
template <TextSink Sink>
constexpr void describe(const attribute& described, Sink& sink) {
    const std::string_view name = attribute_name(described.type);
    if (name.empty())
        describe(described.type, sink);
    else
        sink.append(name);
    detail::append_value(sink.append("="), described, !name.empty());
}

/// Writes the attributes of one step of a name, joined by `+`.
template <TextSink Sink>
constexpr void describe(const rdn& described, Sink& sink) {
    std::string_view separator = "";
    for (const attribute& each : described.attributes) {
        describe(each, sink.append(separator));
        separator = "+";
    }
}

/// Writes `name` as text, the most specific step first: `CN=example.org,O=Example,C=NL`.
///
/// A name can be read forwards only, so its steps are collected in blocks from the end: the cost
/// is quadratic in their number over 32, which names in use never reach.
///
/// Source: RFC 4514 §2.
template <TextSink Sink>
constexpr void describe(const name_view& name, Sink& sink) {
    constexpr std::size_t most = 32;
    const auto steps = name.rdns();
    for (std::size_t end = steps.count(); end != 0;) {
        const std::size_t begin = end > most ? end - most : 0;
        std::array<rdn, most> block{};
        auto at = steps.begin();
        for (std::size_t index = 0; index != end; ++index, ++at)
            if (index >= begin) block[index - begin] = *at;
        for (; end != begin; --end) {
            describe(block[end - 1 - begin], sink);
            if (end != 1) sink.append(",");
        }
    }
}

}  // namespace onetls
