// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/general_name.hpp>
#include <onetls/reason.hpp>
#include <onetls/text.hpp>
#include <onetls/time.hpp>
#include <onetls/verification.hpp>

namespace onetls {
namespace detail {

/// What `why` means, as the middle of a sentence about one certificate.
constexpr std::string_view meaning_of(reason why) noexcept {
    switch (why) {
    case reason::not_yet_valid: return "is not valid yet";
    case reason::expired: return "has expired";
    case reason::unknown_issuer: return "was issued by an authority that is not known here";
    case reason::self_signed: return "is self-signed and not trusted by itself";
    case reason::untrusted_root: return "is a root that is not trusted here";
    case reason::bad_signature: return "has a signature that its issuer did not make";
    case reason::name_mismatch: return "is for other names";
    case reason::no_alternative_name: return "has no subjectAltName of the expected kind";
    case reason::wildcard_too_wide: return "matches only by a wildcard over a public suffix";
    case reason::not_a_certificate_authority:
        return "issued another one without being an authority";
    case reason::path_too_long: return "does not allow so many authorities below it";
    case reason::name_constraint_violated: return "has a name that an issuer may not vouch for";
    case reason::wrong_purpose: return "was not issued for this role";
    case reason::wrong_key_usage: return "has a key that may not be used like this";
    case reason::weak_key: return "has a key that is too weak";
    case reason::weak_hash: return "is signed with a hash that is too weak";
    case reason::revoked: return "was revoked by its issuer";
    case reason::revocation_unknown: return "has no valid revocation list that clears it";
    case reason::malformed: return "cannot be read";
    case reason::old_version: return "is of an old version that says nothing of its use";
    case reason::too_complex: return "would take too long to check";
    case reason::outside_profile: return "breaks a rule for public web certificates";
    case reason::unknown_critical_extension:
        return "has a critical extension that is not understood";
    case reason::pin_mismatch: return "does not lead through any of the pinned keys";
    case reason::key_changed: return "has another key than the one that was first seen";
    case reason::store_unreadable:
        return "could not be compared with the keys that were first seen";
    case reason::refused_by_hook: return "was refused by the application";
    case reason::other: return "was refused by the backend for a reason of its own";
    }
    return "was refused";
}

/// Writes the names that `leaf` is for, a few of them.
template <TextSink Sink>
void describe_names(const certificate_view& leaf, Sink& sink) {
    constexpr std::size_t most = 5;
    std::size_t count = 0;
    for (const general_name& name : leaf.subject_alternative_names()) {
        if (count++ == most) {
            sink.append(", ...");
            return;
        }
        if (count > 1) sink.append(", ");
        describe_value(name, sink);
    }
    if (count == 0) sink.append("no name at all");
}

/// Writes how far apart two times are, in days where that says enough.
template <TextSink Sink>
void describe_distance(timestamp from, timestamp to, Sink& sink) {
    constexpr std::int64_t day = 86400;
    const auto seconds = to.seconds - from.seconds;
    const auto count = seconds < day ? seconds / 60 : seconds / day;
    append_number(sink, count);
    sink.append(seconds < day ? " minute" : " day").append(count == 1 ? "" : "s");
}

/// Writes both keys of a peer that has changed its own.
template <TextSink Sink>
void describe_change(const verification& told, Sink& sink) {
    const auto changed = told.changed_key();
    if (!changed) return;
    sink.append(" First seen: ");
    describe(changed->known, sink);
    sink.append("; shown now: ");
    describe(changed->shown, sink);
    sink.append(". Replace the one that is stored only if the peer is known to have a new key.");
}

/// Writes what could be done about `found`, which is about `judged`.
template <TextSink Sink>
void advise(const finding& found, const certificate_view& judged, const verification& told,
            Sink& sink) {
    switch (found.why) {
    case reason::expired:
        sink.append(" It ended ");
        describe_distance(judged.not_after(), told.time(), sink);
        sink.append(" ago, or the clock is ahead.");
        return;
    case reason::not_yet_valid:
        sink.append(" It begins in ");
        describe_distance(told.time(), judged.not_before(), sink);
        sink.append(", or the clock is behind.");
        return;
    case reason::unknown_issuer:
        sink.append(" Its issuer is ");
        describe(judged.issuer(), sink);
        sink.append(": trust that authority, or have the peer send the missing intermediate.");
        return;
    case reason::self_signed:
        sink.append(" Trust this certificate itself if that is intended.");
        return;
    case reason::untrusted_root: sink.append(" Trust this root if that is intended."); return;
    case reason::name_mismatch:
    case reason::no_alternative_name:
    case reason::wildcard_too_wide:
        sink.append(" It is for ");
        describe_names(judged, sink);
        sink.append("; the common name does not count.");
        return;
    case reason::key_changed: return describe_change(told, sink);
    default: return;
    }
}

/// Writes one finding: which certificate, what is wrong with it, what could be done.
template <TextSink Sink>
void explain_finding(const finding& found, const verification& told, Sink& sink) {
    const auto path = told.verified_chain().empty() ? told.chain() : told.verified_chain();
    sink.append(found.depth == 0 ? " The peer's certificate" : " The certificate at depth ");
    if (found.depth != 0) append_number(sink, found.depth);
    if (found.depth >= path.size()) {
        sink.append(" ").append(meaning_of(found.why)).append(".");
        return;
    }
    const auto judged = certificate_view::parse(path[found.depth]);
    if (judged) {
        sink.append(" (");
        describe(judged->subject(), sink);
        sink.append(")");
    }
    sink.append(" ").append(meaning_of(found.why)).append(".");
    if (judged) advise(found, *judged, told, sink);
}

template <class Unit>
text<1024> explain(const verification& told) noexcept {
    if (!told.known()) return text<1024>{"No certificate was verified."};
    const auto whom = told.expected();
    text<1024> line{told.trusted() ? "The peer" : "The peer was refused"};
    if (whom) line.append(told.trusted() ? " is " : ": it should be ").append(whom->characters());
    if (told.trusted()) return line.append(whom ? "." : " is trusted."), line;
    line.append(".");
    for (const auto& found : told.findings()) explain_finding(found, told, line);
    return line;
}

}  // namespace detail
}  // namespace onetls
