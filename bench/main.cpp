// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "floor/randomness.hpp"
#include "harness/check.hpp"
#include "harness/compare.hpp"
#include "harness/counters.hpp"
#include "harness/work.hpp"
#include "material/credentials.hpp"
#include "options.hpp"
#include "peers/peers.hpp"
#include "rows/rows.hpp"
#include "scale/measure.hpp"
#include "tell.hpp"

namespace bench {
namespace {

entrants all_entrants(const material& shown) {
    entrants all;
    for (const auto enter : {openssl_memory, openssl_sockets, openssl_certificates, mbedtls_memory,
                             mbedtls_sockets, mbedtls_certificates})
        append(all, enter(shown));
    for (const auto& each : all_peers())
        if (each.missing == nullptr) append(all, each.enter(shown));
    return all;
}

std::vector<row> wanted_rows(const options& told, const material& shown) {
    auto rows = rows_of(all_entrants(shown));
    std::erase_if(rows, [&](const row& each) { return !told.wants(each.name); });
    require(!rows.empty(), "finding such a row; --list names them");
    return rows;
}

int compare_all(const std::vector<row>& rows, const options& told) {
    const effort spent = told.quick ? effort{1, 2, seconds{0.001}} : effort{7, 8, seconds{0.002}};
    teller telling{told.json};
    for (const auto& each : all_peers())
        if (each.missing != nullptr) telling.tell_missing(each.name, each.missing);
    for (const auto& each : rows) {
        const auto speeds = compare(each, spent);
        telling.tell(each, speeds[0], count(each.floor));
        for (std::size_t index = 0; index != each.others.size(); ++index)
            telling.tell(each, speeds[index + 1], count(each.others[index]));
    }
    return 0;
}

const entrant& chosen_of(const row& entered, const std::string& name) {
    if (name == entered.floor.name) return entered.floor;
    const auto found = std::ranges::find(entered.others, name, &entrant::name);
    require(found != entered.others.end(), "finding " + name);
    return *found;
}

/// Warms up first: what is done but once per program is not to be counted.
int run_once(const row& chosen, const options& told) {
    const auto doing = chosen_of(chosen, told.once).timed();
    const std::size_t times = told.times != 0 ? told.times : chosen.floor.repetitions;
    doing->run(2);
    measured(*doing, times);
    std::printf("%zu\n", times);
    return 0;
}

int count_all(const std::vector<row>& rows, const options& told) {
    for (const auto& each : rows) tell_counts(each.name, count(chosen_of(each, told.counts)));
    return 0;
}

int list(const std::vector<row>& rows) {
    for (const auto& each : rows) std::printf("%s\n", each.name.c_str());
    return 0;
}

int run(const options& told) {
    if (told.help) return std::fputs(usage, stderr), 2;
    if (!told.counts.empty() || !told.once.empty()) {
        repeat_openssl_randomness();
        repeat_mbedtls_randomness();
    }
    const material shown;
    if (told.connections != 0) return measure_connections(told.connections, told.rows, shown);
    if (told.threads != 0) return measure_threads(told.threads, told.quick, shown);
    const auto rows = wanted_rows(told, shown);
    if (told.list) return list(rows);
    if (!told.counts.empty()) return count_all(rows, told);
    if (!told.once.empty()) return run_once(rows.front(), told);
    return compare_all(rows, told);
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
    return bench::run(bench::parse(count, arguments));
}
