// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// The inputs that the corpora begin with.
namespace seeds {

/// A file in the corpus of `target`.
struct seed {
    std::string target;
    std::string name;
    std::vector<std::byte> contents;
};
using seed_list = std::vector<seed>;

seed_list certificates();  ///< Of `der`, by the factory of the tests.
seed_list chains();        ///< Of `verify`, by the factory of the tests.
seed_list limited_chains();
seed_list encodings();  ///< Of `der` and `names`, by hand.
seed_list texts();      ///< Of `pem` and `pin_file`, by hand.
seed_list wires();      ///< Of `client_hello` and of the targets that have connections, by hand.

}  // namespace seeds
