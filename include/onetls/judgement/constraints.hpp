// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/judgement/constraint_match.hpp>
#include <onetls/name_constraints.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>

namespace onetls::judgement {

/// How many comparisons of names with constraints one path may cost: names times constraints can be
/// made to explode.
inline constexpr std::size_t most_comparisons = std::size_t{1} << 16;

/// What an authority's constraints say of the names of one certificate below it.
class constraint_check {
public:
    constraint_check(const name_constraints& limits, std::size_t& comparisons) noexcept
        : limits_{limits}, comparisons_{comparisons} {}

    /// Says whether all names of `judged` lie within the constraints.
    ///
    /// Source: RFC 5280 §4.2.1.10, §6.1.3 (b), (c).
    bool holds_for(const certificate_view& judged) noexcept {
        bool has_mailbox = false;
        for (const general_name& name : judged.subject_alternative_names()) {
            has_mailbox = has_mailbox || name.what() == general_name_kind::email;
            if (!holds_for(constrained_name{name})) return false;
        }
        const auto& subject = judged.subject();
        if (!subject.empty() && !holds_for(constrained_name{subject})) return false;
        return has_mailbox || holds_for_mailboxes(subject);
    }

    bool exhausted() const noexcept { return comparisons_ > most_comparisons; }

private:
    bool holds_for(const constrained_name& name) noexcept {
        bool bounded = false;
        bool within = false;
        for (const general_subtree& each : limits_.permitted) {
            if (each.base.what() != name.what()) continue;
            if (++comparisons_ > most_comparisons) return false;
            bounded = true;
            within = within || name.lies_within(each.base);
        }
        if (bounded && !within) return false;
        for (const general_subtree& each : limits_.excluded) {
            if (each.base.what() != name.what()) continue;
            if (++comparisons_ > most_comparisons) return false;
            if (name.may_touch(each.base)) return false;
        }
        return true;
    }

    /// A subject without a mailbox among its alternative names may hold one in its name.
    bool holds_for_mailboxes(const name_view& subject) noexcept {
        for (const auto& each : subject.attributes())
            if (each.type == oids::email_address &&
                !holds_for(constrained_name{general_name_kind::email, each.value.contents}))
                return false;
        return true;
    }

    const name_constraints& limits_;
    std::size_t& comparisons_;
};

/// Says whether all constraints in `limits` can be understood.
inline bool are_well_formed(const name_constraints& limits) noexcept {
    for (const auto* list : {&limits.permitted, &limits.excluded})
        for (const general_subtree& each : *list)
            if (!is_well_formed_constraint(each.base)) return false;
    return true;
}

/// Notes which certificates below an authority have names that its constraints forbid. Authorities
/// that are self-issued are passed over.
///
/// Never inlined: what it reads would lie on the stack while everything else is judged.
[[gnu::noinline]] inline void judge_constraints(path_view path, std::size_t authority,
                                                std::size_t& comparisons,
                                                finding_room& findings) noexcept {
    const auto judge = certificate_view::parse(path[authority]);
    const auto limits = judge ? judge->name_constraints() : std::nullopt;
    if (!limits) return;
    if (!are_well_formed(*limits))
        return note(findings, {reason::malformed, static_cast<std::uint8_t>(authority)});
    for (std::size_t depth = 0; depth != authority; ++depth) {
        const auto judged = certificate_view::parse(path[depth]);
        if (!judged || (depth != 0 && judged->self_issued())) continue;
        constraint_check check{*limits, comparisons};
        if (check.holds_for(*judged)) continue;
        const auto why = check.exhausted() ? reason::too_complex : reason::name_constraint_violated;
        note(findings, {why, static_cast<std::uint8_t>(depth)});
    }
}

using constraint_judge = decltype(&judge_constraints);

}  // namespace onetls::judgement
