// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <onetls/config.hpp>
#include <onetls/config_validation.hpp>
#include <onetls/parts.hpp>
#include <onetls/pem.hpp>

/// Settings that are a constant, as `create<settings>()` takes them: they are checked by the
/// compiler. With Mbed TLS what they do not need is not in the program.
namespace onetls::detail {

/// Does not compile where settings are refused; for what, its arguments say.
template <field Where, cause Why>
struct constant_settings {
    static_assert(Why == cause::none && Where == field::none,
                  "OneTLS: these settings would be refused: the field and the cause are the "
                  "arguments of constant_settings.");
    static constexpr bool hold = true;
};

/// Says that `Checked` is a success. Does not compile where it is not.
template <const auto& Checked>
consteval bool accepted() noexcept {
    if constexpr (Checked.has_value())
        return true;
    else
        return constant_settings<Checked.error().where, Checked.error().why>::hold;
}

template <const auto& Settings>
inline constexpr auto validated = validate(Settings);

template <const auto& Settings>
consteval bool check_constant() noexcept {
    return accepted<validated<Settings>>();
}

/// Says whether what stands in memory is DER, as far as the compiler can tell.
constexpr bool is_known_der(const source& from) noexcept {
    return from.empty() || looks_like_der(from.memory());
}

/// Says whether there may be PEM in what follows. Revocation lists have their own reader.
constexpr bool has_pem(const trust& anchors) noexcept {
    for (const auto& each : anchors.sources())
        if (!is_known_der(each)) return true;
    return false;
}
constexpr bool has_pem(const credential& shown) noexcept {
    return !is_known_der(shown.certificate_chain) || !is_known_der(shown.private_key);
}
constexpr bool has_pem(const client_config& settings) noexcept {
    return has_pem(settings.trust) || has_pem(settings.credential);
}
constexpr bool has_pem(const server_config& settings) noexcept {
    for (const auto& each : settings.more_credentials)
        if (has_pem(each)) return true;
    return has_pem(settings.trust) || has_pem(settings.credential);
}

/// Satisfied where the compiler knows that there is no PEM in `Settings`.
template <const auto& Settings>
concept WithoutPem = requires { requires !has_pem(Settings); };

/// What of `chosen` a context of `Settings` needs.
template <const auto& Settings>
consteval parts needed(parts chosen) noexcept {
    chosen.credentials = chosen.credentials && !Settings.credential.empty();
    chosen.pem = chosen.pem && !WithoutPem<Settings>;
    chosen.terms = chosen.terms && !Settings.terms.empty();
    return chosen;
}

/// The sources of `Settings.trust`, in as much room as they take.
template <const auto& Settings>
inline constexpr auto constant_sources = [] {
    std::array<source, Settings.trust.sources().size()> all{};
    std::copy(Settings.trust.sources().begin(), Settings.trust.sources().end(), all.begin());
    return all;
}();

/// The members of `Settings`, each an object of its own: of those that nobody looks at when the
/// program runs nothing is in it.
template <const auto& Settings>
struct constant_members {
    struct constant_trust {
        static constexpr std::span<const source> sources() noexcept {
            return constant_sources<Settings>;
        }
    };

    static constexpr constant_trust trust{};
    static constexpr onetls::credential credential = Settings.credential;
    static constexpr source crls = Settings.crls;
    static constexpr trust_terms terms = Settings.terms;
    static constexpr clock_source clock = Settings.clock;
    static constexpr onetls::observer observer = Settings.observer;
    static constexpr onetls::tuning tuning = Settings.tuning;
};

/// As above, of settings of a server.
template <const server_config& Settings>
struct constant_server_members : constant_members<Settings> {
    static constexpr std::span<const onetls::credential> more_credentials =
        Settings.more_credentials;
    static constexpr onetls::unknown_name unknown_name = Settings.unknown_name;
    static constexpr onetls::client_auth client_auth = Settings.client_auth;
    static constexpr client_hello_hook client_hello = Settings.client_hello;

    friend constexpr bool judges_clients(const constant_server_members&) noexcept {
        return judges_clients(Settings);
    }
};

}  // namespace onetls::detail
