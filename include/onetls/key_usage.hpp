// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <onetls/der_shape.hpp>
#include <onetls/der_value.hpp>

namespace onetls {

/// What a key may be used for, by its bit in the key usage extension.
///
/// Source: RFC 5280 §4.2.1.3.
enum class key_usage : std::uint8_t {
    digital_signature = 0,
    content_commitment = 1,
    key_encipherment = 2,
    data_encipherment = 3,
    key_agreement = 4,
    certificate_sign = 5,
    crl_sign = 6,
    encipher_only = 7,
    decipher_only = 8,
};

/// The name of `usage` as RFC 5280 spells it.
constexpr std::string_view name_of(key_usage usage) noexcept {
    switch (usage) {
    case key_usage::digital_signature: return "digitalSignature";
    case key_usage::content_commitment: return "contentCommitment";
    case key_usage::key_encipherment: return "keyEncipherment";
    case key_usage::data_encipherment: return "dataEncipherment";
    case key_usage::key_agreement: return "keyAgreement";
    case key_usage::certificate_sign: return "keyCertSign";
    case key_usage::crl_sign: return "cRLSign";
    case key_usage::encipher_only: return "encipherOnly";
    case key_usage::decipher_only: return "decipherOnly";
    }
    return "unknown";
}

/// A set of usages.
class key_usages {
public:
    static constexpr std::uint8_t kinds = 9;

    constexpr key_usages() noexcept = default;

    /// Reads the value of a key usage extension. Bits that nobody has defined are left out.
    ///
    /// Errors: bad_input.
    [[nodiscard]] static constexpr result<key_usages> from(der::bytes value) noexcept {
        const auto kept = der::read_all<1>(value, "@b");
        if (!kept) return std::unexpected(kept.error());
        const der::bit_string bits{(*kept)[0].subspan(1)};
        key_usages found;
        for (std::uint8_t number = 0; number != kinds; ++number)
            if (bits.test(number)) found.add(static_cast<key_usage>(number));
        return found;
    }

    constexpr bool contains(key_usage usage) const noexcept { return (bits_ & bit(usage)) != 0; }
    constexpr bool empty() const noexcept { return bits_ == 0; }

    constexpr key_usages& add(key_usage usage) noexcept {
        bits_ = static_cast<std::uint16_t>(bits_ | bit(usage));
        return *this;
    }

    /// Calls `visit` with each usage of the set.
    template <class Visit>
    constexpr void for_each(Visit visit) const {
        for (std::uint8_t number = 0; number != kinds; ++number)
            if (const auto usage = static_cast<key_usage>(number); contains(usage)) visit(usage);
    }

    friend constexpr bool operator==(key_usages, key_usages) noexcept = default;

private:
    static constexpr unsigned bit(key_usage usage) noexcept {
        return 1U << static_cast<unsigned>(usage);
    }

    std::uint16_t bits_ = 0;
};

}  // namespace onetls
