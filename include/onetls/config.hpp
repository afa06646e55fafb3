// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/client_auth.hpp>
#include <onetls/client_hello_hook.hpp>
#include <onetls/clock.hpp>
#include <onetls/observer.hpp>
#include <onetls/policy.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>
#include <onetls/trust_terms.hpp>
#include <onetls/tuning.hpp>

namespace onetls {

/// Application protocols, the most wanted first, by their IANA identification sequence.
///
/// Shape:  at most 16 names of 1 to 255 bytes each.
/// Source: RFC 7301 §3.1.
using alpn_list = bounded_list<std::string_view, 16>;

/// A certificate chain and the private key of its first certificate.
struct credential {
    /// The own certificate, then each issuer in turn; PEM, or DER for a single certificate.
    source certificate_chain = {};

    /// The private key, PEM or DER: PKCS #8, encrypted PKCS #8, or the traditional forms.
    source private_key = {};

    /// Opens an encrypted PEM key. Empty: the key is not encrypted.
    std::string_view passphrase = {};

    constexpr bool empty() const noexcept {
        return certificate_chain.empty() && private_key.empty() && passphrase.empty();
    }
};

/// Settings of a client. Every default is the safe one; `create` copies what it keeps.
struct client_config {
    /// The authorities that may vouch for servers. Default: those of the application
    /// (`application_defaults`), else of the system. An unusable entry is skipped and counted
    /// (`anchors()`); when none is left, `create` fails.
    onetls::trust trust = onetls::trust::standard();

    /// Versions, suites, groups and signature schemes to offer. Default: TLS 1.2 and 1.3 with
    /// forward-secret AEAD suites.
    onetls::policy policy = policies::recommended;

    /// Application protocols to offer, the most wanted first. Default: the extension is not sent.
    alpn_list alpn = {};

    /// What to show to servers that ask for a client certificate. Default: nothing.
    onetls::credential credential = {};

    /// Revocation lists, PEM or DER. Default: revocation is not checked. Where lists are given,
    /// every certificate below the anchor needs a valid one of its issuer: no list, no trust.
    source crls = {};

    /// Pins, trusted keys, first use, exceptions, a hook. Default: authorities alone decide.
    trust_terms terms = {};

    /// Tells the time that certificates are judged at. Default: the system's clock.
    clock_source clock = system_time;

    /// Is told what happens on the connections. Default: nobody is.
    onetls::observer observer = {};

    /// Sizes of records, and memory for them. Default: for throughput.
    onetls::tuning tuning = {};
};

/// What a server does for a client that asks for a name of which it has no certificate.
enum class unknown_name : std::uint8_t {
    show_default,  ///< Shows `credential`; the client decides. RFC 6066 §3 allows either.
    refuse,        ///< Ends the handshake with the alert unrecognized_name.
};

/// Settings of a server. Every default is the safe one; `create` copies what it keeps.
struct server_config {
    /// What the server shows to clients that ask for no other name (SNI). Required.
    onetls::credential credential = {};

    /// What it shows to clients that ask for a name which one of these is for: exactly, else by a
    /// wildcard. Of several for one name, as with an ECDSA and an RSA key, the one that the client
    /// can verify. Also such that `credential` is for. Read by `create`, in linear time searched in
    /// each handshake.
    std::span<const onetls::credential> more_credentials = {};

    /// What a client gets that asks for a name which no credential is for.
    onetls::unknown_name unknown_name = onetls::unknown_name::show_default;

    /// Versions, suites, groups and signature schemes to accept. Default: as for clients.
    onetls::policy policy = policies::recommended;

    /// Application protocols to accept; the server's order decides. A client that offers only
    /// others is refused with the alert no_application_protocol. Default: none is selected.
    alpn_list alpn = {};

    /// Whether clients have to show a certificate. Default: it is not asked for.
    onetls::client_auth client_auth = onetls::client_auth::none;

    /// The authorities that may vouch for clients: their own, never the system's by default.
    /// Required unless `client_auth` is none; may also be given where `client_hello` may ask.
    onetls::trust trust = onetls::trust::none();

    /// As for clients.
    source crls = {};

    /// As for clients; first use and exceptions need a peer's name, which clients do not have.
    trust_terms terms = {};

    /// As for clients.
    clock_source clock = system_time;

    /// Decides on each client by what it offers. Default: these settings decide.
    client_hello_hook client_hello = {};

    /// As for clients.
    onetls::observer observer = {};

    /// As for clients.
    onetls::tuning tuning = {};
};

namespace detail {

/// Says that `Settings` hold; does not compile where they do not. Defined in
/// `constant_settings.hpp`.
template <const auto& Settings>
consteval bool check_constant() noexcept;

}  // namespace detail

/// Says whether there is anything to judge clients by.
constexpr bool has_terms_for_clients(const server_config& settings) noexcept {
    return !settings.trust.sources().empty() || !settings.crls.empty() || !settings.terms.empty();
}

/// Says whether clients may come to be judged: always, or when the hook asks for it.
constexpr bool judges_clients(const server_config& settings) noexcept {
    return settings.client_auth != client_auth::none ||
           (settings.client_hello && has_terms_for_clients(settings));
}

}  // namespace onetls
