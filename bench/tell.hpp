// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <string>

#include "harness/compare.hpp"
#include "harness/counters.hpp"
#include "harness/work.hpp"

namespace bench {

inline std::string readable(seconds time) {
    char text[32];
    const double microseconds = time.count() * 1e6;
    std::snprintf(text, sizeof text, microseconds < 100 ? "%.3f us" : "%.0f us", microseconds);
    return text;
}

/// Prints what was measured: a table, or an object of JSON for each line.
class teller {
public:
    explicit teller(bool json) : json_{json} {
        if (!json_)
            std::printf("%-28s %-16s %6s   %-13s %11s %10s %10s %10s\n", "row", "who", "ratio",
                        "middle half", "time", "heap", "transport", "bytes");
    }

    void tell_missing(const char* name, const char* why) const {
        std::printf(json_ ? "{\"skipped\": \"%s\", \"why\": \"%s\"}\n" : "skipped: %s: %s\n", name,
                    why);
    }

    /// A ratio with ~ behind it swings: claim nothing by it.
    void tell(const row& entered, const speed& told, const counts& counted) const {
        const auto& [low, median, high] = told.ratio;
        if (json_)
            std::printf(
                "{\"row\": \"%s\", \"who\": \"%s\", \"ratio\": %.4f, \"low\": %.4f, "
                "\"high\": %.4f, \"swings\": %s, \"us\": %.4f, \"heap\": %.6g, "
                "\"transport\": %.6g, \"bytes\": %.6g}\n",
                entered.name.c_str(), told.name.c_str(), median, low, high,
                told.ratio.swings() ? "true" : "false", told.once.count() * 1e6, counted.heap,
                counted.transport, counted.bytes);
        else
            std::printf("%-28s %-16s %6.3f %c %.3f - %.3f %11s %10.6g %10.6g %10.6g\n",
                        entered.name.c_str(), told.name.c_str(), median,
                        told.ratio.swings() ? '~' : ' ', low, high, readable(told.once).c_str(),
                        counted.heap, counted.transport, counted.bytes);
        std::fflush(stdout);
    }

private:
    bool json_;
};

inline void tell_counts(const std::string& name, const counts& told) {
    std::printf("{\"row\": \"%s\", \"heap\": %.6g, \"transport\": %.6g, \"bytes\": %.6g}\n",
                name.c_str(), told.heap, told.transport, told.bytes);
}

}  // namespace bench
