// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace onetls {

/// What contexts of a program for a small device are built with: everything, unless the program
/// leaves parts out (docs/embedded.md).
///
/// Settings that name what was left out make `create` fail with `unsupported` and the field. No
/// peer is accepted for it that would be refused otherwise.
struct parts {
    /// Certificates and keys of one's own. Servers need them.
    bool credentials = true;

    /// Anchors and credentials in PEM. Without it: DER alone.
    bool pem = true;

    /// A second chance for a peer whose path is refused: other paths through the certificates that
    /// it sent. Without it such a peer is refused for what is wrong with the first path, and terms
    /// cannot put up with anything.
    bool other_paths = true;

    /// All that `trust_terms` hold: pins, first use, exceptions, waivers, the hook.
    bool terms = true;

    /// Authorities that are bound to certain names. Without it a peer below such an authority is
    /// refused: `unknown_critical_extension`.
    bool name_constraints = true;

    /// The rules of public web authorities, `certificate_profile::webpki`.
    bool web_profile = true;

    /// Observers, also that of the application.
    bool observers = true;

    friend constexpr bool operator==(const parts&, const parts&) noexcept = default;
};

}  // namespace onetls
