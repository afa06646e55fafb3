// SPDX-License-Identifier: BSL-1.0
#include "verdict.hpp"

#include <utility>

#include <onetls/reason.hpp>

namespace judge {
namespace {

std::string described(const onetls::finding& found) {
    auto told = std::string{onetls::name_of(found.why)} + " at " + std::to_string(found.depth);
    if (found.native != 0) told += " (native " + std::to_string(found.native) + ")";
    return told;
}

}  // namespace

std::string name_of(outcome what) {
    switch (what) {
    case outcome::accepted: return "accepted";
    case outcome::refused: return "refused";
    case outcome::skipped: break;
    }
    return "skipped";
}

verdict refused(std::string why) {
    return {outcome::refused, std::move(why)};
}
verdict skipped(std::string why) {
    return {outcome::skipped, std::move(why)};
}

verdict verdict_of(const onetls::verification& report) {
    if (report.trusted()) return {outcome::accepted};
    verdict made{outcome::refused};
    for (const auto& each : report.findings())
        made.why += (made.why.empty() ? "" : ", ") + described(each);
    return made;
}

verdict verdict_of(onetls::error failure) {
    return refused(std::string{onetls::message(failure).view()});
}

}  // namespace judge
