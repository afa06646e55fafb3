// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/concepts.hpp>
#include <onetls/error.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_validation.hpp>
#include <onetls/registry.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// An entry of a policy that is not offered.
struct dropped_entry {
    field where = field::none;  ///< cipher_suites, groups or signature_schemes.
    std::string_view name;      ///< Its IANA name.
    cause why = cause::none;    ///< not_in_backend, or contradiction: of no version permitted.
};

/// What a backend makes of a policy.
struct policy_explanation {
    policy offered;  ///< What is really offered, in order.
    bounded_list<dropped_entry, 64> dropped;
};

namespace detail {

template <class List>
constexpr void note_dropped(const policy& wanted, const List& list, const List& left, field where,
                            policy_explanation& told) noexcept {
    for (const auto code : list) {
        if (left.contains(code)) continue;
        const auto why = wanted.permits(code) ? cause::not_in_backend : cause::contradiction;
        told.dropped.push_back({where, name_of(code), why});
    }
}

/// Says whether `list`, which is one of `wanted`, can be carried out: one that adapts needs one
/// entry that a permitted version has, others need all of them.
template <class B, class List>
constexpr bool can_carry_out(const policy& wanted, const List& list, bool adapts) noexcept {
    bool any = false;
    bool all = true;
    for (const auto code : list) {
        if (!wanted.permits(code)) continue;
        any = any || B::knows(code);
        all = all && B::knows(code);
    }
    return any && (adapts || all);
}

template <class B>
constexpr bool can_carry_out(const policy& wanted) noexcept {
    return can_carry_out<B>(wanted, wanted.cipher_suites, wanted.adapts.cipher_suites) &&
           can_carry_out<B>(wanted, wanted.groups, wanted.adapts.groups) &&
           can_carry_out<B>(wanted, wanted.signature_schemes, wanted.adapts.signature_schemes);
}

}  // namespace detail

/// A constant policy that backend `B` can carry out, as far as is known when the program is built:
/// `static_assert(Satisfiable<mine, onetls::backend>)`.
template <const policy& Wanted, class B>
concept Satisfiable =
    Backend<B> && validate(Wanted).has_value() && detail::can_carry_out<B>(Wanted);

/// What backend `B` will offer of `wanted`, and why each other entry falls.
///
/// Errors: as of `create`: bad_input with the field; unsupported with the field, where a list of
/// one's own names what the backend lacks, or nothing is left; out_of_memory.
template <Backend B>
[[nodiscard]] result<policy_explanation> explain(const policy& wanted, B = {}) noexcept {
    if (auto checked = validate(wanted); !checked) return std::unexpected(checked.error());
    const auto offered = B::effective(wanted);
    if (!offered) return std::unexpected(offered.error());
    policy_explanation told{.offered = *offered, .dropped = {}};
    detail::note_dropped(wanted, wanted.cipher_suites, offered->cipher_suites, field::cipher_suites,
                         told);
    detail::note_dropped(wanted, wanted.groups, offered->groups, field::groups, told);
    detail::note_dropped(wanted, wanted.signature_schemes, offered->signature_schemes,
                         field::signature_schemes, told);
    return told;
}

/// Writes what is offered, in order, and below it what is not, and why.
template <TextSink Sink>
void describe(const policy_explanation& told, Sink& sink) {
    const auto line = [&](std::string_view title, const auto& codes) {
        sink.append(title);
        for (const auto code : codes) sink.append(" ").append(name_of(code));
        sink.append("\n");
    };
    sink.append("versions: ").append(name_of(told.offered.minimum)).append(" to ");
    sink.append(name_of(told.offered.maximum)).append("\n");
    line("cipher suites:", told.offered.cipher_suites);
    line("groups:", told.offered.groups);
    line("signature schemes:", told.offered.signature_schemes);
    for (const auto& each : told.dropped) {
        sink.append("not offered: ").append(each.name).append(": ");
        sink.append(each.why == cause::contradiction ? "of no version that is permitted"
                                                     : "this backend does not have it");
        sink.append("\n");
    }
}

}  // namespace onetls
