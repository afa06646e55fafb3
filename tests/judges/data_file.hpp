// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <string>

namespace judge {

/// The bytes of the file at `path`, unpacked if it is compressed by xz.
///
/// Throws std::runtime_error where it cannot be read.
std::string read_data_file(const std::filesystem::path& path);

}  // namespace judge
