// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/protocol.hpp>
#include <onetls/trust_terms.hpp>

/// All that weakens verification for every peer. One search for `onetls::insecure` finds each weak
/// spot of a program.
namespace onetls::insecure {

/// Suites without forward secrecy: whoever gets the server's key can read what was recorded before.
///
/// Source: IANA TLS Cipher Suites; RFC 9325 §4.1.
inline constexpr cipher_suite rsa_with_aes_128_gcm_sha256{0x009C};
inline constexpr cipher_suite rsa_with_aes_256_gcm_sha384{0x009D};

/// Puts up with a certificate for another name: whoever has any certificate of a trusted authority
/// can pose as the peer.
constexpr waiver any_name() noexcept {
    return waiver{{reason::name_mismatch, reason::no_alternative_name, reason::wildcard_too_wide}};
}

/// Puts up with a certificate that begins after the time that the clock tells: for devices without
/// a clock, whose `clock` returns a date that has certainly passed. What has expired since is not
/// noticed: a stolen key of an old certificate works until that date is moved.
constexpr waiver floor_date() noexcept {
    return waiver{{reason::not_yet_valid}};
}

/// Puts up with a certificate that nobody vouches for, under any name and at any date: whoever is
/// on the way can pose as the peer.
constexpr waiver any_certificate() noexcept {
    return any_name() | waiver{{reason::unknown_issuer, reason::self_signed, reason::untrusted_root,
                                reason::bad_signature, reason::expired, reason::not_yet_valid}};
}

}  // namespace onetls::insecure
