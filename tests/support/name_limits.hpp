// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "pki.hpp"

namespace test {

/// The extension of name constraints: "dns:example.org", "ip:192.0.2.0/255.255.255.0",
/// "email:example.org", "uri:example.org" or "directory:" and a common name.
raw_extension name_limits(const texts& permitted, const texts& excluded, bool critical = true);

}  // namespace test
