// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/config.hpp>
#include <onetls/detail/null_function.hpp>
#include <onetls/error.hpp>
#include <onetls/policy_validation.hpp>
#include <onetls/tuning.hpp>

namespace onetls {

/// Checks `wanted`.
///
/// Errors: bad_input with cause::out_of_range and field::tuning.
[[nodiscard]] constexpr result<void> validate(const tuning& wanted) noexcept {
    if (wanted.record_size >= 64 && wanted.record_size <= tuning::full_records) return {};
    return std::unexpected(error{errc::bad_input, cause::out_of_range, field::tuning});
}

namespace detail {

/// Checks the names of `protocols`.
///
/// Errors: bad_input with field::alpn: too_many, empty, too_long; invalid_character for a NUL,
/// which Mbed TLS cannot carry.
constexpr result<void> validate(const alpn_list& protocols) noexcept {
    constexpr auto refused = [](cause why) {
        return std::unexpected(error{errc::bad_input, why, field::alpn});
    };
    if (protocols.overflowed()) return refused(cause::too_many);
    for (const auto name : protocols) {
        if (name.empty()) return refused(cause::empty);
        if (name.size() > 255) return refused(cause::too_long);
        if (name.find('\0') != name.npos) return refused(cause::invalid_character);
    }
    return {};
}

/// Checks that both halves of `shown` are there.
constexpr result<void> validate(const credential& shown) noexcept {
    constexpr auto missing = [](field where) {
        return std::unexpected(error{errc::bad_input, cause::missing, where});
    };
    if (shown.certificate_chain.empty()) return missing(field::certificate_chain);
    if (shown.private_key.empty()) return missing(field::private_key);
    return {};
}

/// Checks that somebody can be trusted at all.
constexpr result<void> validate(const onetls::trust& anchors, const trust_terms& terms) noexcept {
    if (terms.pins.overflowed() || terms.trusted_keys.overflowed())
        return std::unexpected(error{errc::bad_input, cause::too_many, field::pin});
    if (anchors.sources().empty() && !terms.stand_alone())
        return std::unexpected(error{errc::bad_input, cause::no_anchor, field::trust});
    if (anchors.sources().overflowed())
        return std::unexpected(error{errc::bad_input, cause::too_many, field::trust});
    return {};
}

/// Checks what a server says of its clients. Terms that compare a peer's name would never apply.
constexpr result<void> validate_client_auth(const server_config& settings) noexcept {
    if (is_null(settings.clock))
        return std::unexpected(error{errc::bad_input, cause::missing, field::clock});
    const bool named = settings.terms.first_use || !settings.terms.exceptions.empty();
    if (named)
        return std::unexpected(error{errc::bad_input, cause::contradiction, field::pin_store});
    if (judges_clients(settings)) return validate(settings.trust, settings.terms);
    if (!has_terms_for_clients(settings)) return {};
    return std::unexpected(error{errc::bad_input, cause::contradiction, field::trust});
}

}  // namespace detail

/// Checks all of `settings` that needs no backend.
///
/// Errors: bad_input with the field and the cause.
[[nodiscard]] constexpr result<void> validate(const client_config& settings) noexcept {
    if (auto checked = validate(settings.policy); !checked) return checked;
    if (auto checked = validate(settings.tuning); !checked) return checked;
    if (auto checked = detail::validate(settings.alpn); !checked) return checked;
    if (auto checked = detail::validate(settings.trust, settings.terms); !checked) return checked;
    if (detail::is_null(settings.clock))
        return std::unexpected(error{errc::bad_input, cause::missing, field::clock});
    if (settings.credential.empty()) return {};
    return detail::validate(settings.credential);
}

[[nodiscard]] constexpr result<void> validate(const server_config& settings) noexcept {
    if (auto checked = validate(settings.policy); !checked) return checked;
    if (auto checked = validate(settings.tuning); !checked) return checked;
    if (auto checked = detail::validate(settings.alpn); !checked) return checked;
    if (auto checked = detail::validate_client_auth(settings); !checked) return checked;
    for (const auto& each : settings.more_credentials)
        if (auto checked = detail::validate(each); !checked) return checked;
    return detail::validate(settings.credential);
}

}  // namespace onetls
