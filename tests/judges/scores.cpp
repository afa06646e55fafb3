// SPDX-License-Identifier: BSL-1.0
#include "scores.hpp"

#include <iostream>

#include <nlohmann/json.hpp>

namespace judge {
namespace {

enum class score { agrees, false_accept, false_reject, skipped };

score score_of(const limbo_case& expected, const verdict& found) {
    if (found.what == outcome::skipped) return score::skipped;
    const bool accepted = found.what == outcome::accepted;
    if (accepted == expected.is_good) return score::agrees;
    return accepted ? score::false_accept : score::false_reject;
}

std::string_view name_of(score what) {
    switch (what) {
    case score::agrees: return "agrees";
    case score::false_accept: return "false accept";
    case score::false_reject: return "false reject";
    case score::skipped: break;
    }
    return "skipped";
}

std::string described(const verdict& found) {
    return judge::name_of(found.what) + (found.why.empty() ? "" : ": " + found.why);
}

std::string json_line(const std::string& backend, const limbo_case& expected,
                      const verdict& found) {
    const nlohmann::ordered_json line{
        {"id", expected.id},
        {"backend", backend},
        {"expected", expected.is_good ? "accepted" : "refused"},
        {"verdict", judge::name_of(found.what)},
        {"score", name_of(score_of(expected, found))},
        {"why", found.why},
    };
    return line.dump();
}

}  // namespace

void limbo_report::list(const limbo_run& run) const {
    for (std::size_t index = 0; index != cases_.size(); ++index) {
        const auto& found = run.verdicts[index];
        const auto score = score_of(cases_[index], found);
        if (told_.has("--json"))
            std::cout << json_line(run.backend, cases_[index], found) << '\n';
        else if (score != score::agrees)
            std::cout << run.backend << ": " << name_of(score) << ' ' << cases_[index].id
                      << (found.why.empty() ? "" : ": ") << found.why << '\n';
    }
}

void limbo_report::list_differences(const limbo_run& one, const limbo_run& other) {
    for (std::size_t index = 0; index != cases_.size(); ++index) {
        const auto& left = one.verdicts[index];
        const auto& right = other.verdicts[index];
        if (left.what == right.what) continue;
        ++differences_;
        std::cout << "differs " << cases_[index].id << ": " << one.backend << ' ' << described(left)
                  << "; " << other.backend << ' ' << described(right) << '\n';
    }
}

void limbo_report::count(const limbo_run& run) {
    std::map<score, int> counts;
    for (std::size_t index = 0; index != cases_.size(); ++index)
        ++counts[score_of(cases_[index], run.verdicts[index])];
    std::cout << judge_ << ": backend=" << run.backend << " cases=" << cases_.size()
              << " agree=" << counts[score::agrees]
              << " false_accepts=" << counts[score::false_accept]
              << " false_rejects=" << counts[score::false_reject]
              << " skipped=" << counts[score::skipped] << '\n';
    bound(most_false_accepts, counts[score::false_accept]);
    bound(most_false_rejects, counts[score::false_reject]);
    bound(most_skipped, counts[score::skipped]);
}

void limbo_report::count_differences(std::string_view who) {
    std::cout << judge_ << ": " << who << ' ' << differences_ << " cases\n";
    bound(most_differences, differences_);
}

void limbo_report::bound(std::string_view option, int found) {
    const auto most = told_.number(option);
    if (!most || found <= *most) return;
    within_bounds_ = false;
    std::cerr << judge_ << ": " << found << " are more than " << option << '=' << *most << '\n';
}

}  // namespace judge
