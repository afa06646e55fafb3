// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <onetls/policy.hpp>

namespace judge {

/// The command line of a judge: `FILE`, `--flag`, `--option=value`.
class arguments {
public:
    /// Throws std::runtime_error unless there is one file and each option is among `known`.
    arguments(int count, char** words, std::span<const std::string_view> known);

    const std::string& file() const { return file_; }
    bool has(std::string_view option) const { return values_.contains(std::string{option}); }
    std::string value(std::string_view option, std::string_view otherwise = {}) const;

    /// The number that `option` gives, if it is there. Throws std::exception where it is none.
    std::optional<int> number(std::string_view option) const;

    /// Says whether the backend of this name takes part: by default all do.
    bool wants(std::string_view backend) const;

    /// The default policy with the profile of `--profile=rfc5280|webpki`. Throws for another.
    onetls::policy policy() const;

private:
    std::string file_;
    std::map<std::string, std::string> values_;
};

/// Runs `judge(arguments)`, which returns the exit code; 2 with a sentence where it throws.
int run_judge(int count, char** words, std::span<const std::string_view> known,
              int (*judge)(const arguments&));

}  // namespace judge
