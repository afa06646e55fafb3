// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include <onetls/verification.hpp>

#include "limbo_case.hpp"

/// What a case asks of the peer's certificate and the library is not told: an `identity` is a host,
/// and the role is all that there is to say about purposes. A program that needs more looks at the
/// certificate in the report, and so does the judge.

namespace judge {

/// What of `wanted` nothing in the report can answer; empty where all can be judged.
std::string unanswerable(const limbo_case& wanted);

/// The first demand of `wanted` that the certificate in `report` does not meet; empty where it
/// meets all.
std::string unmet_demand(const limbo_case& wanted, const onetls::verification& report);

}  // namespace judge
