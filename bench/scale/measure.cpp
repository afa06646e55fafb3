// SPDX-License-Identifier: BSL-1.0
#include "measure.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "../harness/check.hpp"
#include "../peers/peers.hpp"
#include "scale.hpp"

namespace bench {
namespace {

std::vector<idler> all_idlers() {
    auto all = openssl_idlers();
    const auto add = [&](const std::vector<idler>& more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    add(mbedtls_idlers());
    for (const auto& each : all_peers())
        if (each.missing == nullptr) add(each.idle());
    return all;
}

bool is_wanted(const idler& each, const std::vector<std::string>& wanted) {
    return wanted.empty() || std::ranges::count(wanted, each.backend + "/" + each.name) != 0;
}

void tell(const idler& each, std::size_t connections, idle_cost cost) {
    std::printf(
        "{\"backend\": \"%s\", \"who\": \"%s\", \"connections\": %zu, \"bytes\": %.1f, "
        "\"us\": %.2f}\n",
        each.backend.c_str(), each.name.c_str(), connections, cost.bytes, cost.made.count() * 1e6);
    std::fflush(stdout);
}

void tell(const threaded& each, std::size_t threads, const std::vector<double>& taken) {
    const auto [low, median, high] = spread_of(taken);
    std::printf(
        "{\"backend\": \"%s\", \"who\": \"%s\", \"threads\": %zu, \"us\": %.2f, \"low\": %.2f, "
        "\"high\": %.2f}\n",
        each.backend.c_str(), each.name.c_str(), threads, median * 1e6, low * 1e6, high * 1e6);
    std::fflush(stdout);
}

}  // namespace

int measure_connections(std::size_t connections, const std::vector<std::string>& wanted,
                        const material& shown) {
    for (const auto& each : all_idlers())
        if (is_wanted(each, wanted)) tell(each, connections, each.cost(connections, shown));
    return 0;
}

int measure_threads(std::size_t threads, bool quick, const material& shown) {
    const std::size_t rounds = quick ? 1 : 9;
    const std::size_t handshakes = quick ? 2 : 50;
    for (const auto& contestants : {openssl_threaded(), mbedtls_threaded()}) {
        std::vector<std::vector<double>> taken(contestants.size());
        for (std::size_t round = 0; round != rounds; ++round)
            for (std::size_t index = 0; index != contestants.size(); ++index)
                taken[index].push_back(
                    contestants[index].handshake(threads, handshakes, shown).count());
        for (std::size_t index = 0; index != contestants.size(); ++index)
            tell(contestants[index], threads, taken[index]);
    }
    return 0;
}

}  // namespace bench
