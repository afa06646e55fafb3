// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/policy.hpp>

#include "bogo_flags.hpp"

namespace bogo {

/// The policy that the runner asks for: else everything that the library has, also what it
/// discourages, as the suites of BoringSSL have it.
///
/// Throws declined for what no policy can say.
onetls::policy policy_for(const flags& wanted);

}  // namespace bogo
