// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include "arguments.hpp"
#include "for_each_backend.hpp"
#include "handshake.hpp"
#include "limbo_case.hpp"
#include "offline.hpp"
#include "scores.hpp"

/// limbo_handshake FILE [--backend=openssl|mbedtls] [--profile=rfc5280|webpki] [--json]
///                 [--at-most-...=N]
///
/// As limbo, by real handshakes in memory, and compares with the verdicts without a connection.

namespace {

/// What a backend says of the cases that handshakes can express, without one.
template <class B>
judge::limbo_run same_offline(const std::vector<judge::limbo_case>& cases,
                              const judge::limbo_run& shaken, const onetls::policy& policy) {
    judge::limbo_run run{.backend = shaken.backend + " off-line", .verdicts = shaken.verdicts};
    for (std::size_t index = 0; index != cases.size(); ++index)
        if (shaken.verdicts[index].what != judge::outcome::skipped)
            run.verdicts[index] = judge::judge_offline<B>(cases[index], policy);
    return run;
}

int judge_cases(const judge::arguments& told) {
    const auto cases = judge::read_limbo_cases(told.file());
    const auto policy = told.policy();
    judge::limbo_report report{"limbo_handshake", cases, told};
    std::vector<judge::limbo_run> runs;
    judge::for_each_backend(told, [&]<class B>(B) {
        runs.push_back(judge::run_of<B>(
            cases, [&](const auto& each) { return judge::judge_by_handshake<B>(each, policy); }));
        report.list(runs.back());
        report.list_differences(runs.back(), same_offline<B>(cases, runs.back(), policy));
    });
    for (const auto& each : runs) report.count(each);
    report.count_differences("differs from off-line in");
    return report.within_bounds() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    return judge::run_judge(count, words, judge::limbo_options, &judge_cases);
}
