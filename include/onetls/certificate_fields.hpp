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
        if (malformed_extension && !is_well_formed(identifier)) return {};
        const auto found = find(identifier);
        return found ? extension_list<T>::unchecked(found->value) : der::list<T>{};
    }

private:
    // Neither of the two is inlined: what it holds would lie on the stack under the other.

    // Certificate: SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }. Unique
    // identifiers ([1], [2]) are of version 2 on, extensions ([3]) of version 3.
    [[gnu::noinline]] constexpr result<void> take_parts(der::reader from) noexcept {
        constexpr auto shape =
            "${${?[0@i]@i${o?.}${*(+{o.})}{$.$.}${*(+{o.})}$.?$1.?$2.?[3${*{o?ts}}]}${@o?$.}@b}";
        const auto kept = der::read<17>(from, shape);
        if (!kept) return std::unexpected(kept.error());
        const auto& [certificate, signed_part, numbered, number, claimed, issuing, first, last,
                     named, key, unique_1, unique_2, listed, signer, algorithm, parameters, bits] =
            *kept;
        der = certificate;
        to_be_signed = signed_part;
        signature = bits.subspan(1);
        serial = number;
        signature_algorithm = {oid{algorithm}, parameters, signer};
        algorithms_agree = der::equal(claimed, signer);
        issuer = name_view{issuing};
        subject = name_view{named};
        if (!listed.empty()) extensions = der::list<extension>{der::element_of(listed).contents};
        if (auto taken = take_version(numbered); !taken) return taken;
        const bool has_unique = !unique_1.empty() || !unique_2.empty();
        if ((has_unique && version < 2) || (!listed.empty() && version < 3))
            version_fits_contents = false;
        public_key.spki = key;
        return take_times(first, last);
    }

    [[gnu::noinline]] constexpr result<void> take_key() noexcept {
        der::reader from{public_key.spki};
        const auto read = public_key_view::decode(from);
        if (!read) return std::unexpected(read.error());
        public_key = *read;
        return {};
    }

    constexpr bool is_well_formed(oid identifier) const noexcept;
    constexpr result<void> take_version(der::bytes number) noexcept;
    constexpr result<void> take_times(der::bytes first, der::bytes last) noexcept;
    constexpr result<timestamp> time(der::bytes from) noexcept;
    constexpr result<void> look_for_oddities() noexcept;
    constexpr bool is_among_first(std::size_t number, oid identifier) const noexcept;
};

constexpr result<void> certificate_fields::read(der::reader from) noexcept {
    if (auto taken = take_parts(from); !taken) return taken;
    if (auto read = take_key(); !read) return read;
    return look_for_oddities();
}

// [0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1.
constexpr result<void> certificate_fields::take_version(der::bytes number) noexcept {
    if (number.empty()) return {};
    const auto counted = der::count(number);
    if (!counted) return std::unexpected(counted.error());
    if (*counted > 2) return der::refuse(cause::out_of_range);
    version = static_cast<std::uint8_t>(*counted + 1);
    return {};
}

constexpr result<void> certificate_fields::take_times(der::bytes first, der::bytes last) noexcept {
    const auto begin = time(first);
    if (!begin) return std::unexpected(begin.error());
    const auto end = time(last);
    if (!end) return std::unexpected(end.error());
    not_before = *begin;
    not_after = *end;
    return {};
}

constexpr result<timestamp> certificate_fields::time(der::bytes from) noexcept {
    const auto time = der::time(der::element_of(from));
    constexpr timestamp year_2050{2'524'608'000};
    const bool is_long = static_cast<der::tag>(from[0]) == der::tag::generalized_time;
    if (time && is_long && *time < year_2050) validity_follows_profile = false;
    return time;
}

constexpr bool certificate_fields::is_well_formed(oid identifier) const noexcept {
    const auto found = find(identifier);
    const auto index = known_extension_index(identifier);
    return found && index != known_extensions.size() &&
           known_extensions[index].is_well_formed(found->value);
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
