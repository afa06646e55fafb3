// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include <onetls/alert.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// What went wrong, sorted by what the caller can do about it.
///
/// Act on these; log the native code. Native codes change with every library release, these do not.
enum class errc : std::uint8_t {
    want_read,           ///< Not a failure: retry once the transport is readable.
    want_write,          ///< Not a failure: retry once the transport is writable.
    closed,              ///< The peer ended the stream properly (TLS: with close_notify).
    truncated,           ///< The transport ended without close_notify: data may be missing.
    transport_failed,    ///< The transport reported an error; `native` is the transport's code.
    timed_out,           ///< A deadline that the caller set has passed.
    untrusted_peer,      ///< The peer's certificate was refused; the report says why.
    negotiation_failed,  ///< No version, suite, group or protocol in common, or none was granted.
    peer_alert,          ///< The peer refused with a fatal alert; `alert` says which, where known.
    protocol_error,      ///< The peer's bytes are not valid TLS.
    bad_input,           ///< Something handed in is malformed; `where` and `why` say what.
    misuse,              ///< Called out of order; reading the code is enough to fix it.
    unsupported,         ///< This backend, as built, cannot do it; `where` names the setting.
    out_of_memory,       ///< An allocation failed; nothing was changed, try again with more room.
    internal,            ///< The backend failed for a reason of its own; `native` says which.
};

/// The argument or setting that an error is about.
enum class field : std::uint8_t {
    none,
    host,  ///< The text of an identity, or the host to connect to.
    port,
    alpn,
    trust,
    crls,
    pin,
    pin_store,
    clock,
    certificate_chain,
    private_key,
    passphrase,
    versions,
    cipher_suites,
    groups,
    signature_schemes,
    floors,  ///< The smallest keys and hashes of a policy.
    policy,  ///< The text of a policy.
    certificate,
    stream,
    storage,
    tuning,
    terms,
    observer,
    profile,  ///< Of certificates, in a policy.
};

/// What exactly is wrong with the argument or setting.
enum class cause : std::uint8_t {
    none,
    empty,
    too_long,
    too_many,
    malformed,
    invalid_character,
    leading_dot,
    empty_label,
    label_too_long,
    non_ascii,     ///< Give the A-label (`xn--…`) instead.
    numeric_name,  ///< The last label is a number, so it would be read as an address.
    zone,          ///< An IPv6 zone (`%eth0`) cannot be part of a certified name.
    out_of_range,
    not_found,
    unreadable,
    no_certificate,
    no_anchor,     ///< Trust was asked for and not one usable anchor was found.
    too_weak,      ///< The key is smaller than the policy's floor.
    key_mismatch,  ///< The private key does not belong to the certificate.
    passphrase_needed,
    wrong_passphrase,
    missing,
    contradiction,  ///< Two settings exclude each other.
    unknown_value,
    not_in_backend,   ///< The native library, as built, does not have it.
    no_address,       ///< The name has no address, or the resolver failed.
    not_established,  ///< The handshake has not been completed.
    already_ended,    ///< The stream has ended or was closed from this side.
    forbidden,        ///< The application permits less (`application_defaults`).
    too_late,         ///< It can be set once, and before it is needed first.
    plaintext_http,   ///< The peer speaks HTTP without TLS: a wrong port, or `http` for `https`.
};

/// A failed operation: a portable code to act on, what it is about, a native code to log.
struct error {
    errc code;
    cause why = cause::none;
    field where = field::none;
    alert_description alert = alert_description::none;  ///< Received (peer_alert) or sent.
    std::int32_t native = 0;                            ///< The backend's own code; 0: none.

    friend constexpr bool operator==(error, error) = default;
};

template <class T>
using result = std::expected<T, error>;

/// Says whether `failure` only asks to make the same call again later.
constexpr bool is_retry(error failure) noexcept {
    return failure.code == errc::want_read || failure.code == errc::want_write;
}

/// `failure`, said of the argument or setting `where`.
constexpr error at(field where, error failure) noexcept {
    failure.where = where;
    return failure;
}

constexpr std::string_view name_of(errc code) noexcept {
    switch (code) {
    case errc::want_read: return "wants to read";
    case errc::want_write: return "wants to write";
    case errc::closed: return "closed by the peer";
    case errc::truncated: return "the transport ended without close_notify";
    case errc::transport_failed: return "the transport failed";
    case errc::timed_out: return "timed out";
    case errc::untrusted_peer: return "the peer is not trusted";
    case errc::negotiation_failed: return "nothing in common with the peer";
    case errc::peer_alert: return "the peer sent a fatal alert";
    case errc::protocol_error: return "the peer's bytes are not valid TLS";
    case errc::bad_input: return "bad input";
    case errc::misuse: return "misuse";
    case errc::unsupported: return "not supported by this backend";
    case errc::out_of_memory: return "out of memory";
    case errc::internal: return "internal error of the backend";
    }
    return "unknown error";
}

constexpr std::string_view name_of(field where) noexcept {
    switch (where) {
    case field::none: return "";
    case field::host: return "host";
    case field::port: return "port";
    case field::alpn: return "alpn";
    case field::trust: return "trust";
    case field::crls: return "crls";
    case field::pin: return "pin";
    case field::pin_store: return "pin_store";
    case field::clock: return "clock";
    case field::certificate_chain: return "certificate_chain";
    case field::private_key: return "private_key";
    case field::passphrase: return "passphrase";
    case field::versions: return "versions";
    case field::cipher_suites: return "cipher_suites";
    case field::groups: return "groups";
    case field::signature_schemes: return "signature_schemes";
    case field::floors: return "floors";
    case field::policy: return "policy";
    case field::certificate: return "certificate";
    case field::stream: return "stream";
    case field::storage: return "storage";
    case field::tuning: return "tuning";
    case field::terms: return "terms";
    case field::observer: return "observer";
    case field::profile: return "profile";
    }
    return "unknown field";
}

constexpr std::string_view name_of(cause why) noexcept {
    switch (why) {
    case cause::none: return "";
    case cause::empty: return "empty";
    case cause::too_long: return "too long";
    case cause::too_many: return "too many entries";
    case cause::malformed: return "malformed";
    case cause::invalid_character: return "contains a character that is not allowed";
    case cause::leading_dot: return "starts with a dot";
    case cause::empty_label: return "contains an empty label";
    case cause::label_too_long: return "contains a label of more than 63 bytes";
    case cause::non_ascii: return "is not ASCII; give the A-label (xn--...)";
    case cause::numeric_name: return "ends in a number but is not an IP address";
    case cause::zone: return "contains an IPv6 zone";
    case cause::out_of_range: return "out of range";
    case cause::not_found: return "not found";
    case cause::unreadable: return "cannot be read";
    case cause::no_certificate: return "contains no certificate";
    case cause::no_anchor: return "yields no usable anchor";
    case cause::too_weak: return "has a key that is too weak";
    case cause::key_mismatch: return "does not belong to the certificate";
    case cause::passphrase_needed: return "is encrypted and no passphrase was given";
    case cause::wrong_passphrase: return "does not open with this passphrase";
    case cause::missing: return "missing";
    case cause::contradiction: return "contradicts another setting";
    case cause::unknown_value: return "unknown value";
    case cause::not_in_backend: return "not in this build of the backend";
    case cause::no_address: return "has no address";
    case cause::not_established: return "the handshake is not complete";
    case cause::already_ended: return "has already ended";
    case cause::forbidden: return "not permitted by the application";
    case cause::too_late: return "was set or needed before";
    case cause::plaintext_http: return "the peer speaks HTTP without TLS";
    }
    return "unknown cause";
}

/// Writes `failure` as one line: what happened, to what, why, and the native code to look up.
template <TextSink Sink>
constexpr void describe(error failure, Sink& sink) {
    sink.append(name_of(failure.code));
    if (failure.where != field::none) sink.append(": ").append(name_of(failure.where));
    if (failure.why != cause::none) sink.append(": ").append(name_of(failure.why));
    if (failure.alert != alert_description::none)
        sink.append(" (alert ").append(name_of(failure.alert)).append(")");
    if (failure.native == 0) return;
    sink.append(" [native ");
    detail::append_number(sink, failure.native);
    sink.append("]");
}

/// `failure` as one line of text.
constexpr text<192> message(error failure) {
    text<192> line;
    describe(failure, line);
    return line;
}

template <CharacterStream Stream>
Stream& operator<<(Stream& stream, error failure) {
    const auto line = message(failure);
    stream.write(line.view().data(), static_cast<std::ptrdiff_t>(line.view().size()));
    return stream;
}

}  // namespace onetls
