// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/der_value.hpp>
#include <onetls/error.hpp>
#include <onetls/known_extensions.hpp>
#include <onetls/name_view.hpp>
#include <onetls/public_key_view.hpp>
#include <onetls/signature_algorithm.hpp>
#include <onetls/time.hpp>

namespace onetls::detail {

/// What `certificate_view` keeps of a certificate, and how it is read.
///
/// Source: RFC 5280 §4.1.
struct certificate_fields {
    /// Extensions that one certificate may have, so that looking for duplicates stays cheap.
    static constexpr std::size_t most_extensions = 256;

    der::bytes der;
    der::bytes to_be_signed;
    der::bytes signature;
    der::bytes serial;
    algorithm_identifier signature_algorithm;
    name_view issuer;
    name_view subject;
    timestamp not_before;
    timestamp not_after;
    public_key_view public_key;
    der::list<extension> extensions;
    std::optional<oid> malformed_extension;
    std::optional<oid> duplicate_extension;
    std::uint8_t version = 1;
    bool algorithms_agree = false;
    bool version_fits_contents = true;
    bool validity_follows_profile = true;

    /// Reads the certificate at the front of `from`.
    [[nodiscard]] constexpr result<void> read(der::reader from) noexcept;

    constexpr std::optional<extension> find(oid identifier) const noexcept {
        for (const extension& each : extensions)
            if (each.identifier == identifier) return each;
        return std::nullopt;
    }

    /// The value of an extension; nothing where it is absent or malformed.
    template <class T>
    constexpr std::optional<T> value(oid identifier) const noexcept {
        const auto found = find(identifier);
        if (!found) return std::nullopt;
        const auto read = T::from(found->value);
        return read ? std::optional<T>{*read} : std::nullopt;
    }

    /// The values of an extension that is a list; none where it is absent or malformed.
    template <der::Decodable T>
    constexpr der::list<T> values(oid identifier) const noexcept {
        if (malformed_extension) {
            const auto checked = value<extension_list<T>>(identifier);
            return checked ? checked->values : der::list<T>{};
        }
        const auto found = find(identifier);
        return found ? extension_list<T>::unchecked(found->value) : der::list<T>{};
    }

private:
    using step = result<void> (certificate_fields::*)(der::reader&) noexcept;

    constexpr result<void> read_to_be_signed(der::reader from) noexcept;
    constexpr result<void> read_version(der::reader& from) noexcept;
    constexpr result<void> read_serial(der::reader& from) noexcept;
    constexpr result<void> read_algorithm(der::reader& from) noexcept;
    constexpr result<void> read_issuer(der::reader& from) noexcept;
    constexpr result<void> read_validity(der::reader& from) noexcept;
    constexpr result<void> read_subject(der::reader& from) noexcept;
    constexpr result<void> read_public_key(der::reader& from) noexcept;
    constexpr result<void> read_unique_identifiers(der::reader& from) noexcept;
    constexpr result<void> read_extensions(der::reader& from) noexcept;
    constexpr result<timestamp> read_time(der::reader& from) noexcept;
    constexpr result<void> look_for_oddities() noexcept;
    constexpr bool is_among_first(std::size_t number, oid identifier) const noexcept;

    /// Reads one value into `field`.
    template <class T>
    static constexpr result<void> decode_into(T& field, der::reader& from) noexcept {
        const auto value = T::decode(from);
        if (!value) return std::unexpected(value.error());
        field = *value;
        return {};
    }
};

// Certificate: SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }.
constexpr result<void> certificate_fields::read(der::reader from) noexcept {
    const auto whole = from.expect(der::tag::sequence);
    if (!whole) return std::unexpected(whole.error());
    der::reader parts{whole->contents};
    const auto signed_part = parts.expect(der::tag::sequence);
    if (!signed_part) return std::unexpected(signed_part.error());
    if (const auto read = decode_into(signature_algorithm, parts); !read) return read;
    const auto wrapped = parts.expect(der::tag::bit_string);
    if (!wrapped || !parts.at_end()) return der::refuse();
    const auto bits = der::bit_string::from(wrapped->contents);
    if (!bits) return std::unexpected(bits.error());
    der = whole->whole;
    to_be_signed = signed_part->whole;
    signature = bits->octets;
    return read_to_be_signed(der::reader{signed_part->contents});
}

// TBSCertificate: SEQUENCE of what the steps read, in their order.
constexpr result<void> certificate_fields::read_to_be_signed(der::reader from) noexcept {
    constexpr std::array<step, 9> steps{
        &certificate_fields::read_version,    &certificate_fields::read_serial,
        &certificate_fields::read_algorithm,  &certificate_fields::read_issuer,
        &certificate_fields::read_validity,   &certificate_fields::read_subject,
        &certificate_fields::read_public_key, &certificate_fields::read_unique_identifiers,
        &certificate_fields::read_extensions,
    };
    for (const step each : steps)
        if (const auto read = (this->*each)(from); !read) return read;
    if (!from.at_end()) return der::refuse();
    return look_for_oddities();
}

// [0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1.
constexpr result<void> certificate_fields::read_version(der::reader& from) noexcept {
    if (!from.sees(der::constructed(0))) return {};
    const auto wrapped = from.next();
    if (!wrapped) return std::unexpected(wrapped.error());
    const auto number = der::only(wrapped->contents, der::tag::integer);
    if (!number) return std::unexpected(number.error());
    const auto counted = der::count(number->contents);
    if (!counted) return std::unexpected(counted.error());
    if (*counted > 2) return der::refuse(cause::out_of_range);
    version = static_cast<std::uint8_t>(*counted + 1);
    return {};
}

constexpr result<void> certificate_fields::read_serial(der::reader& from) noexcept {
    const auto number = from.expect(der::tag::integer);
    if (!number) return std::unexpected(number.error());
    const auto digits = der::integer(number->contents);
    if (!digits) return std::unexpected(digits.error());
    serial = *digits;
    return {};
}

constexpr result<void> certificate_fields::read_algorithm(der::reader& from) noexcept {
    algorithm_identifier claimed;
    const auto read = decode_into(claimed, from);
    algorithms_agree = claimed == signature_algorithm;
    return read;
}

constexpr result<void> certificate_fields::read_issuer(der::reader& from) noexcept {
    return decode_into(issuer, from);
}

constexpr result<void> certificate_fields::read_validity(der::reader& from) noexcept {
    const auto sequence = from.expect(der::tag::sequence);
    if (!sequence) return std::unexpected(sequence.error());
    der::reader times{sequence->contents};
    const auto first = read_time(times);
    if (!first) return std::unexpected(first.error());
    const auto last = read_time(times);
    if (!last) return std::unexpected(last.error());
    if (!times.at_end()) return der::refuse();
    not_before = *first;
    not_after = *last;
    return {};
}

constexpr result<timestamp> certificate_fields::read_time(der::reader& from) noexcept {
    const auto element = from.next();
    if (!element) return std::unexpected(element.error());
    const auto time = der::time(*element);
    constexpr timestamp year_2050{2'524'608'000};
    const bool is_long = element->tag == der::tag::generalized_time;
    if (time && is_long && *time < year_2050) validity_follows_profile = false;
    return time;
}

constexpr result<void> certificate_fields::read_subject(der::reader& from) noexcept {
    return decode_into(subject, from);
}

constexpr result<void> certificate_fields::read_public_key(der::reader& from) noexcept {
    return decode_into(public_key, from);
}

// [1] and [2] IMPLICIT BIT STRING OPTIONAL, which nobody uses. From version 2 on.
constexpr result<void> certificate_fields::read_unique_identifiers(der::reader& from) noexcept {
    for (const unsigned number : {1U, 2U}) {
        if (!from.sees(der::context(number))) continue;
        if (const auto identifier = from.next(); !identifier)
            return std::unexpected(identifier.error());
        if (version < 2) version_fits_contents = false;
    }
    return {};
}

// [3] EXPLICIT SEQUENCE OF Extension OPTIONAL. From version 3 on.
constexpr result<void> certificate_fields::read_extensions(der::reader& from) noexcept {
    if (!from.sees(der::constructed(3))) return {};
    const auto wrapped = from.next();
    if (!wrapped) return std::unexpected(wrapped.error());
    const auto sequence = der::only(wrapped->contents, der::tag::sequence);
    if (!sequence) return std::unexpected(sequence.error());
    const auto checked = der::list<extension>::checked(sequence->contents);
    if (!checked) return std::unexpected(checked.error());
    extensions = *checked;
    if (version < 3) version_fits_contents = false;
    return {};
}

constexpr result<void> certificate_fields::look_for_oddities() noexcept {
    std::uint32_t seen = 0;  // a bit for each known extension
    static_assert(known_extensions.size() <= 32);
    std::size_t number = 0;
    for (const extension& each : extensions) {
        if (number == most_extensions) return der::refuse(cause::too_many);
        const auto index = known_extension_index(each.identifier);
        const bool known = index != known_extensions.size();
        if (known ? (seen >> index & 1U) != 0 : is_among_first(number, each.identifier))
            duplicate_extension = duplicate_extension.value_or(each.identifier);
        if (known && !known_extensions[index].is_well_formed(each.value))
            malformed_extension = malformed_extension.value_or(each.identifier);
        if (known) seen |= 1U << index;
        ++number;
    }
    return {};
}

constexpr bool certificate_fields::is_among_first(std::size_t number,
                                                  oid identifier) const noexcept {
    for (auto at = extensions.begin(); number != 0; --number, ++at)
        if (at->identifier == identifier) return true;
    return false;
}

}  // namespace onetls::detail
