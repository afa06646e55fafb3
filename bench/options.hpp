// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline constexpr char usage[] =
    "usage: onetls-bench [--quick] [--json] [row...]\n"
    "       onetls-bench --list [row...]\n"
    "       onetls-bench --counts=NAME [row...]\n"
    "       onetls-bench --once=NAME [--times=NUMBER] row\n"
    "       onetls-bench --connections=NUMBER [backend/name...]\n"
    "       onetls-bench --threads=NUMBER [--quick]\n"
    "\n"
    "Compares with the floor, the same work done by hand. A row is named by a part of its name.\n"
    "--json prints an object for each line. --counts only counts what is exact, of one who takes\n"
    "part: floor, ours... --once does that one's work without a clock, for instruction counters:\n"
    "they look at bench::measured. It prints how often the work was done. With both the libraries\n"
    "draw the same random numbers in each run. --connections says what one of so many costs,\n"
    "--threads what a handshake costs while so many threads shake hands.\n";

/// What the command line says.
struct options {
    bool help = false;
    bool list = false;
    bool quick = false;
    bool json = false;
    std::size_t connections = 0;
    std::size_t threads = 0;
    std::size_t times = 0;
    std::string once;
    std::string counts;
    std::vector<std::string> rows;

    bool wants(std::string_view name) const {
        return rows.empty() || std::ranges::any_of(rows, [&](const std::string& part) {
                   return name.find(part) != std::string_view::npos;
               });
    }
};

/// Takes the number behind `name`, or says that the argument is another.
inline bool take_number(std::string_view argument, std::string_view name, std::size_t& into) {
    if (!argument.starts_with(name)) return false;
    into = std::strtoul(std::string{argument.substr(name.size())}.c_str(), nullptr, 10);
    return true;
}

inline void take(std::string_view argument, options& told) {
    if (argument == "--quick")
        told.quick = true;
    else if (argument == "--list")
        told.list = true;
    else if (argument == "--json")
        told.json = true;
    else if (argument.starts_with("--once="))
        told.once = argument.substr(7);
    else if (argument.starts_with("--counts="))
        told.counts = argument.substr(9);
    else if (take_number(argument, "--connections=", told.connections) ||
             take_number(argument, "--threads=", told.threads) ||
             take_number(argument, "--times=", told.times))
        return;
    else if (argument.starts_with("-"))
        told.help = true;
    else
        told.rows.emplace_back(argument);
}

inline options parse(int count, char** arguments) {
    options told;
    for (int index = 1; index < count; ++index) take(arguments[index], told);
    return told;
}

}  // namespace bench
