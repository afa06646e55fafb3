// SPDX-License-Identifier: BSL-1.0
#include "temporary_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <unistd.h>

namespace test {

temporary_file::temporary_file(std::string_view content)
    : path_{(std::filesystem::temp_directory_path() / "onetls-test-XXXXXX").string()} {
    const int opened = mkstemp(path_.data());
    if (opened < 0) throw std::runtime_error{"cannot make a temporary file"};
    const auto wrote = write(opened, content.data(), content.size());
    close(opened);
    if (wrote != static_cast<ssize_t>(content.size()))
        throw std::runtime_error{"cannot write a temporary file"};
}

temporary_file::temporary_file(const bytes& content)
    : temporary_file{
          std::string_view{reinterpret_cast<const char*>(content.data()), content.size()}} {}

temporary_file::~temporary_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

}  // namespace test
