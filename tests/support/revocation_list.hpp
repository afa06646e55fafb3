// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "pki.hpp"

namespace test {

/// What a revocation list is to say. The default is a good one that withdraws nothing.
struct revocation_spec {
    std::vector<certified> revoked = {};
    std::chrono::seconds begins = std::chrono::hours{-1};  ///< From now.
    std::chrono::seconds ends = std::chrono::hours{24};    ///< From now.
    bool has_number = true;
    std::vector<raw_extension> extensions = {};  ///< Further ones, at the end.
};

/// Makes a list of `issuer` and signs it with the key of `signer`, whether that one may or not.
bytes revocation_list(const certified& issuer, const certified& signer,
                      const revocation_spec& spec = {});

/// The list of `issuer` as PEM.
std::string revocation_list(const certified& issuer, const revocation_spec& spec = {});

}  // namespace test
