// SPDX-License-Identifier: BSL-1.0
// A program that leaves the choice to the build needs a build that has chosen.

// refused: the selected backend where none was selected
#include <onetls/onetls.hpp>  // wrong: onetls/backend.hpp.*(No such file|file not found)
#include <onetls/openssl/backend.hpp>  // right
