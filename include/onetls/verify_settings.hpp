// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>

#include <onetls/clock.hpp>
#include <onetls/identity.hpp>
#include <onetls/judgement/purpose.hpp>
#include <onetls/policy.hpp>
#include <onetls/source.hpp>
#include <onetls/time.hpp>
#include <onetls/trust.hpp>
#include <onetls/trust_terms.hpp>

namespace onetls {

/// What a chain is verified against without a connection: a stored chain, in a tool, in a test.
struct verify_settings {
    /// The authorities that may vouch for the chain. Default: those of the application, else of the
    /// system.
    onetls::trust trust = onetls::trust::standard();

    /// Whose certificate it should be. Default: anybody's, as for the clients of a server.
    std::optional<onetls::identity> identity = {};

    /// The role that the certificate is to be used in.
    onetls::purpose purpose = purpose::server;

    /// The time at which the chain has to be valid. Default: what `clock` says.
    std::optional<timestamp> time = {};

    /// Tells the time where none is given. Default: the system's clock.
    clock_source clock = system_time;

    /// The floors for keys and hashes, and the profile.
    onetls::policy policy = policies::recommended;

    /// Revocation lists, PEM or DER. Default: revocation is not checked. Where lists are given,
    /// every certificate below the anchor needs a valid one of its issuer: no list, no trust.
    source crls = {};

    /// Pins, trusted keys and exceptions; a key seen first is trusted, but not remembered.
    trust_terms terms = {};

    /// The most authorities between the peer's certificate and the anchor, not counting
    /// self-issued ones. Default: as many as fit a path of 12 certificates.
    std::optional<std::uint8_t> most_intermediates = {};
};

}  // namespace onetls
