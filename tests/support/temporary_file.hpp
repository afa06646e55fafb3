// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "pki.hpp"

namespace test {

/// A file that is gone when its object is.
class temporary_file {
public:
    explicit temporary_file(std::string_view content);
    explicit temporary_file(const bytes& content);
    ~temporary_file();
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace test
