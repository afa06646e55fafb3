// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include "arguments.hpp"
#include "for_each_backend.hpp"
#include "limbo_case.hpp"
#include "offline.hpp"
#include "scores.hpp"

/// limbo FILE [--backend=openssl|mbedtls] [--profile=rfc5280|webpki] [--json] [--at-most-...=N]
///
/// Verifies each case of x509-limbo without a connection, and compares with the verdict expected.

namespace {

int judge_cases(const judge::arguments& told) {
    const auto cases = judge::read_limbo_cases(told.file());
    const auto policy = told.policy();
    std::vector<judge::limbo_run> runs;
    judge::for_each_backend(told, [&]<class B>(B) {
        runs.push_back(judge::run_of<B>(
            cases, [&](const auto& each) { return judge::judge_offline<B>(each, policy); }));
    });
    judge::limbo_report report{"limbo", cases, told};
    for (const auto& each : runs) report.list(each);
    if (runs.size() == 2) report.list_differences(runs[0], runs[1]);
    for (const auto& each : runs) report.count(each);
    if (runs.size() == 2) report.count_differences("backends differ in");
    return report.within_bounds() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    return judge::run_judge(count, words, judge::limbo_options, &judge_cases);
}
