// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/der_value.hpp>
#include <onetls/error.hpp>
#include <onetls/extension.hpp>
#include <onetls/name_view.hpp>
#include <onetls/signature_algorithm.hpp>
#include <onetls/time.hpp>

namespace onetls {

/// A certificate that its issuer has withdrawn, by its serial number.
struct revoked_certificate {
    der::bytes serial;
    der::bytes extensions;  ///< Encoded; mostly empty, or the reason.

    [[nodiscard]] static constexpr result<revoked_certificate> decode(der::reader& from) noexcept {
        const auto sequence = from.expect(der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        der::reader parts{sequence->contents};
        const auto serial = parts.expect(der::tag::integer);
        if (!serial) return std::unexpected(serial.error());
        if (const auto date = parts.next(); !date || !der::time(*date)) return der::refuse();
        return revoked_certificate{serial->contents, parts.rest()};
    }
};

/// What a certificate revocation list says, read from its DER. Judges nothing.
///
/// Lifetime: borrows the bytes it was made of, as does all that it returns.
/// Source:   RFC 5280 §5.1.
class crl_view {
public:
    /// Reads the list that `der` is, in time linear in its size.
    ///
    /// Errors: bad_input with field::certificate; cause malformed.
    [[nodiscard]] static constexpr result<crl_view> parse(der::bytes der) noexcept {
        const auto whole = der::only(der, der::tag::sequence);
        if (!whole) return std::unexpected(whole.error());
        der::reader parts{whole->contents};
        const auto signed_part = parts.expect(der::tag::sequence);
        if (!signed_part) return std::unexpected(signed_part.error());
        crl_view view;
        view.der_ = der;
        if (const auto read = view.read(der::reader{signed_part->contents}); !read)
            return std::unexpected(read.error());
        return view;
    }

    constexpr der::bytes der() const noexcept { return der_; }
    constexpr const name_view& issuer() const noexcept { return issuer_; }
    constexpr timestamp this_update() const noexcept { return this_update_; }

    /// When the next list is due; after that this one says nothing any more.
    constexpr std::optional<timestamp> next_update() const noexcept { return next_update_; }

    constexpr der::list<revoked_certificate> revoked() const noexcept { return revoked_; }
    constexpr der::list<extension> extensions() const noexcept { return extensions_; }

    constexpr std::optional<extension> find(oid identifier) const noexcept {
        for (const extension& each : extensions_)
            if (each.identifier == identifier) return each;
        return std::nullopt;
    }

private:
    constexpr crl_view() noexcept = default;

    // version OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL, revoked OPTIONAL,
    // [0] extensions OPTIONAL.
    constexpr result<void> read(der::reader from) noexcept {
        if (from.sees(der::tag::integer))
            if (const auto version = from.next(); !version) return der::refuse();
        if (!algorithm_identifier::decode(from)) return der::refuse();
        const auto issuer = name_view::decode(from);
        if (!issuer) return std::unexpected(issuer.error());
        issuer_ = *issuer;
        if (const auto times = read_times(from); !times) return times;
        return read_lists(from);
    }

    constexpr result<void> read_times(der::reader& from) noexcept {
        const auto first = from.next();
        const auto time = first ? der::time(*first) : result<timestamp>{der::refuse()};
        if (!time) return std::unexpected(time.error());
        this_update_ = *time;
        if (!from.sees(der::tag::utc_time) && !from.sees(der::tag::generalized_time)) return {};
        const auto second = from.next();
        const auto next = second ? der::time(*second) : result<timestamp>{der::refuse()};
        if (!next) return std::unexpected(next.error());
        next_update_ = *next;
        return {};
    }

    constexpr result<void> read_lists(der::reader& from) noexcept {
        if (from.sees(der::tag::sequence)) {
            const auto entries = from.next();
            if (!entries) return std::unexpected(entries.error());
            const auto checked = der::list<revoked_certificate>::checked(entries->contents);
            if (!checked) return std::unexpected(checked.error());
            revoked_ = *checked;
        }
        if (from.at_end()) return {};
        const auto wrapped = from.expect(der::constructed(0));
        if (!wrapped || !from.at_end()) return der::refuse();
        const auto sequence = der::only(wrapped->contents, der::tag::sequence);
        if (!sequence) return std::unexpected(sequence.error());
        const auto checked = der::list<extension>::checked(sequence->contents);
        if (!checked) return std::unexpected(checked.error());
        extensions_ = *checked;
        return {};
    }

    der::bytes der_;
    name_view issuer_;
    timestamp this_update_;
    std::optional<timestamp> next_update_;
    der::list<revoked_certificate> revoked_;
    der::list<extension> extensions_;
};

}  // namespace onetls
