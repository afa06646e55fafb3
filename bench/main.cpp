// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>

#include "check.hpp"
#include "credentials.hpp"
#include "floor/mbedtls.hpp"
#include "floor/openssl.hpp"
#include "harness.hpp"
#include "ours.hpp"
#include "rows/all.hpp"

namespace bench {
namespace {

constexpr char usage[] =
    "usage: onetls-bench [--quick] [row...]\n"
    "       onetls-bench --list [row...]\n"
    "       onetls-bench --once=floor|ours row\n"
    "\n"
    "Compares with the floor, the same work done by hand. A row is named by a part of its name.\n"
    "--once does the work of one contestant without a clock, for instruction counters: they look\n"
    "at bench::measured. It prints how often the work was done.\n";

struct options {
    bool help = false;
    bool list = false;
    bool quick = false;
    std::string_view once;
    std::vector<std::string_view> rows;
};

options parse(int count, char** arguments) {
    options told;
    for (const std::string_view each :
         std::vector<std::string_view>(arguments + 1, arguments + count)) {
        if (each == "--quick")
            told.quick = true;
        else if (each == "--list")
            told.list = true;
        else if (each.starts_with("--once="))
            told.once = each.substr(7);
        else if (each.starts_with("-"))
            told.help = true;
        else
            told.rows.push_back(each);
    }
    return told;
}

template <class Maker>
void add(std::vector<row>& rows, const Maker& made) {
    made.check(onetls::protocol_version::tls1_3);
    made.check(onetls::protocol_version::tls1_2);
    std::ranges::move(made.rows(), std::back_inserter(rows));
}

std::vector<row> all_rows(const credentials& shown) {
    std::vector<row> rows;
    add(rows,
        row_maker<ours<onetls::openssl::backend>, floor::openssl::contestant>{"openssl", shown});
    add(rows,
        row_maker<ours<onetls::mbedtls::backend>, floor::mbedtls::contestant>{"mbedtls", shown});
    return rows;
}

bool is_wanted(const row& each, const options& told) {
    return told.rows.empty() || std::ranges::any_of(told.rows, [&](std::string_view wanted) {
               return each.name.find(wanted) != std::string::npos;
           });
}

std::string readable(seconds time) {
    char text[32];
    const double microseconds = time.count() * 1e6;
    std::snprintf(text, sizeof text, microseconds < 100 ? "%.3f us" : "%.0f us", microseconds);
    return text;
}

std::string pair_of(double own, double floor) {
    char text[64];
    std::snprintf(text, sizeof text, "%.6g / %.6g", own, floor);
    return text;
}

void print_head() {
    std::printf("%-22s %-6s %6s  %-13s %11s %11s  %-15s %s\n", "row", "who", "ratio", "middle half",
                "own", "floor", "heap calls", "transport calls");
}

double print(const row& measured, const contestant& other, effort spent) {
    const auto compared = compare(*other.timed(), *measured.floor.timed(), spent);
    const auto own = count(*other.counted(), measured.repetitions);
    const auto floor = count(*measured.floor.counted(), measured.repetitions);
    std::printf("%-22s %-6s %6.3f  %.3f - %.3f %11s %11s  %-15s %s\n", measured.name.c_str(),
                other.name.c_str(), compared.ratio.median, compared.ratio.low, compared.ratio.high,
                readable(compared.own).c_str(), readable(compared.floor).c_str(),
                pair_of(own.heap, floor.heap).c_str(),
                pair_of(own.transport, floor.transport).c_str());
    std::fflush(stdout);
    return compared.ratio.median;
}

int compare_all(const std::vector<row>& rows, bool quick) {
    using std::chrono::milliseconds;
    const effort spent = quick ? effort{3, milliseconds{1}} : effort{100, milliseconds{3}};
    std::vector<double> ratios;
    print_head();
    for (const auto& each : rows)
        for (const auto& other : each.others) ratios.push_back(print(each, other, spent));
    const auto [low, high] = std::ranges::minmax(ratios);
    std::printf("bench: %zu rows, speed %.3f to %.3f of the floor\n", ratios.size(), low, high);
    return 0;
}

/// Warms up first: what is done but once per program is not to be counted.
int run_once(const row& chosen, std::string_view name) {
    const auto& other = name == "floor" ? chosen.floor : chosen.others.front();
    require(other.name == name, "finding the contestant");
    const auto doing = other.timed();
    doing->run(3);
    measured(*doing, chosen.repetitions);
    std::printf("%zu\n", chosen.repetitions);
    return 0;
}

int list(const std::vector<row>& rows) {
    for (const auto& each : rows) std::printf("%s\n", each.name.c_str());
    return 0;
}

int run(const options& told) {
    if (told.help) return std::fputs(usage, stderr), 2;
    const auto shown = make_credentials();
    auto rows = all_rows(shown);
    std::erase_if(rows, [&](const row& each) { return !is_wanted(each, told); });
    require(!rows.empty(), "finding such a row; --list names them");
    if (told.list) return list(rows);
    if (!told.once.empty()) return run_once(rows.front(), told.once);
    return compare_all(rows, told.quick);
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
    return bench::run(bench::parse(count, arguments));
}
