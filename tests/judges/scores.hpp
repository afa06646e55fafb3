// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "limbo_case.hpp"
#include "verdict.hpp"

namespace judge {

/// The verdicts of one backend, case by case in the order of the file.
struct limbo_run {
    std::string backend;
    std::vector<verdict> verdicts;
};

/// The options that bound what may be wrong: the test fails when there is more.
inline constexpr std::string_view most_false_accepts = "--at-most-false-accepts";
inline constexpr std::string_view most_false_rejects = "--at-most-false-rejects";
inline constexpr std::string_view most_skipped = "--at-most-skipped";
inline constexpr std::string_view most_differences = "--at-most-differences";

/// The options of a judge that goes by x509-limbo.
inline constexpr std::array limbo_options{std::string_view{"--backend"},
                                          std::string_view{"--profile"},
                                          std::string_view{"--json"},
                                          most_false_accepts,
                                          most_false_rejects,
                                          most_skipped,
                                          most_differences};

/// Writes what a judge found to the standard output, and counts it.
class limbo_report {
public:
    limbo_report(std::string judge, const std::vector<limbo_case>& cases, const arguments& told)
        : judge_{std::move(judge)}, cases_{cases}, told_{told} {}

    /// Lists what `run` got wrong or skipped; with `--json` every case, one object a line.
    void list(const limbo_run& run) const;

    /// Lists the cases in which two runs do not end alike, with the reasons of both.
    void list_differences(const limbo_run& one, const limbo_run& other);

    /// Writes the line of numbers of `run`.
    void count(const limbo_run& run);

    /// Writes how often the runs differed.
    void count_differences(std::string_view who);

    /// Says whether everything stayed within the bounds of the command line.
    bool within_bounds() const { return within_bounds_; }

private:
    void bound(std::string_view option, int found);

    std::string judge_;
    const std::vector<limbo_case>& cases_;
    const arguments& told_;
    int differences_ = 0;
    bool within_bounds_ = true;
};

}  // namespace judge
