// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tuple>
#include <vector>

#include "arguments.hpp"
#include "backends.hpp"
#include "limbo_case.hpp"
#include "scores.hpp"

namespace judge {

/// Calls `visit(backend)` for each backend of the build that the command line wants.
template <class Visit>
void for_each_backend(const arguments& told, Visit visit) {
    const auto visit_wanted = [&]<class B>(B backend) {
        if (told.wants(B::name)) visit(backend);
    };
    std::apply([&](auto... backends) { (visit_wanted(backends), ...); }, test::backends{});
}

/// The verdicts `judge_case(limbo_case)` of the backend B on all of `cases`.
template <class B, class Judge>
limbo_run run_of(const std::vector<limbo_case>& cases, Judge judge_case) {
    limbo_run run{.backend = std::string{B::name}, .verdicts = {}};
    for (const auto& each : cases) run.verdicts.push_back(judge_case(each));
    return run;
}

}  // namespace judge
