// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <onetls/certificate_view.hpp>
#include <onetls/general_name.hpp>
#include <onetls/judgement/constraints.hpp>
#include <onetls/judgement/directory_match.hpp>

#include "encoder.hpp"
#include "names_model.hpp"
#include "promise.hpp"

/// What holds for name constraints, and for the directory names that they compare.
namespace fuzz {

inline milestone permitted{"a name within constraints"};
inline milestone excluded{"a name that constraints touch"};
inline milestone kept{"a certificate that keeps constraints"};
inline milestone violated{"a certificate that violates constraints"};
inline milestone odd_constraint{"a constraint that nobody can understand"};
inline milestone steps_below{"a directory name within another"};

/// Checks how `name` compares with `base`, which is of the same kind.
inline void check_constraint(const onetls::general_name& name, const onetls::general_name& base) {
    using kind = onetls::general_name_kind;
    const onetls::judgement::constrained_name compared{name};
    const bool within = compared.lies_within(base);
    const bool touches = compared.may_touch(base);
    promise(touches || !within, "what lies within a constraint touches it");
    if (name.what() == kind::dns)
        promise(within == is_below(name.characters(), base.characters()), "hosts lie below hosts");
    if (name.what() == kind::ip)
        promise(within == is_masked(name.value(), base.value()), "addresses lie within masks");
    if (within) permitted.reach();
    if (touches) excluded.reach();
}

/// Checks each name of `judged` with each constraint of its kind, and says whether it keeps them.
inline bool keeps(const onetls::certificate_view& judged, const onetls::name_constraints& limits) {
    bool all = true;
    for (const auto& name : judged.subject_alternative_names()) {
        const onetls::judgement::constrained_name compared{name};
        bool bounded = false;
        bool within = false;
        for (const auto& each : limits.permitted) {
            if (each.base.what() != name.what()) continue;
            check_constraint(name, each.base);
            bounded = true;
            within = within || compared.lies_within(each.base);
        }
        all = all && (within || !bounded);
        for (const auto& each : limits.excluded) {
            if (each.base.what() != name.what()) continue;
            check_constraint(name, each.base);
            all = all && !compared.may_touch(each.base);
        }
    }
    return all;
}

/// Checks what an authority with `limits`, the value of its name constraints, makes of `leaf`.
inline void check_constraints(const test::encoded& leaf, const test::encoded& limits) {
    const auto authority = test::encode({.extensions = {test::extension(30, limits)}});
    const auto judged = onetls::certificate_view::parse(leaf);
    const auto judge = onetls::certificate_view::parse(authority);
    if (!judged || !judge || !judge->name_constraints()) return;
    std::size_t comparisons = 0;
    onetls::finding_list findings;
    const std::array path{judged->der(), judge->der()};
    onetls::judgement::judge_constraints(path, 1, comparisons, findings);
    if (!onetls::judgement::are_well_formed(*judge->name_constraints())) {
        promise(has(findings, onetls::reason::malformed), "odd constraints are refused");
        return odd_constraint.reach();
    }
    const bool all_within = keeps(*judged, *judge->name_constraints());
    promise(all_within || !findings.empty(), "no name gets around its constraints");
    (findings.empty() ? kept : violated).reach();
}

/// How many attributes the steps of `name` have.
inline std::vector<std::size_t> sizes_of(const onetls::name_view& name) {
    std::vector<std::size_t> sizes;
    for (const auto& step : name.rdns()) sizes.push_back(step.attributes.count());
    return sizes;
}

/// Says whether the steps of `name` could be those of `base` and more, by their sizes.
inline bool may_start_with(const onetls::name_view& name, const onetls::name_view& base) {
    const auto steps = sizes_of(name);
    const auto wanted = sizes_of(base);
    return steps.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), steps.begin());
}

/// Checks how names compare with each other.
///
/// Source: RFC 5280 §7.1.
inline void check_directories(std::span<const onetls::name_view> names) {
    using onetls::judgement::equal_names;
    using onetls::judgement::starts_with;
    for (const auto& one : names) {
        promise(equal_names(one, one) && starts_with(one, {}), "a name is itself");
        for (const auto& other : names) {
            promise(equal_names(one, other) == equal_names(other, one),
                    "names are equal both ways");
            promise(!(one == other) || equal_names(one, other), "the same bytes are the same name");
            promise(equal_names(one, other) == (starts_with(one, other) && starts_with(other, one)),
                    "equal names begin with each other");
            if (!starts_with(one, other)) continue;
            promise(may_start_with(one, other), "no attribute is passed over");
            if (!starts_with(other, one) && !other.empty()) steps_below.reach();
            for (const auto& third : names)
                promise(!starts_with(other, third) || starts_with(one, third),
                        "what lies below lies below all above");
        }
    }
}

}  // namespace fuzz
