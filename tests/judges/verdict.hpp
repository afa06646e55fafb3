// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

#include <onetls/error.hpp>
#include <onetls/verification.hpp>

namespace judge {

/// What became of one case.
enum class outcome : std::uint8_t {
    accepted,
    refused,
    skipped,  ///< The case asks for something that cannot be said to the library.
};

std::string name_of(outcome what);

/// What became of one case, and why.
struct verdict {
    outcome what = outcome::skipped;
    std::string why = {};  ///< The reasons against it; for `skipped`, what cannot be said.
};

verdict refused(std::string why);
verdict skipped(std::string why);

/// The verdict that `report` holds: each reason with its depth, and the native code where it has
/// one.
verdict verdict_of(const onetls::verification& report);

/// The verdict of a library that gave up before it had a report.
verdict verdict_of(onetls::error failure);

}  // namespace judge
