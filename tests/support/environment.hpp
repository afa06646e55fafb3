// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <unistd.h>

namespace test {

/// An environment variable with another value, or without one, until the end of a test.
class changed_variable {
public:
    changed_variable(const char* name, const char* value) : name_{name} {
        if (const char* before = std::getenv(name)) before_ = before;
        set(value);
    }
    changed_variable(const changed_variable&) = delete;
    changed_variable& operator=(const changed_variable&) = delete;
    ~changed_variable() { set(before_ ? before_->c_str() : nullptr); }

private:
    void set(const char* value) const {
        if (value == nullptr)
            unsetenv(name_);
        else
            setenv(name_, value, 1);
    }

    const char* name_;
    std::optional<std::string> before_;
};

/// A folder that is gone when its object is, with all that is in it.
class temporary_folder {
public:
    temporary_folder() {
        std::string made = (std::filesystem::temp_directory_path() / "onetls-XXXXXX").string();
        if (mkdtemp(made.data()) == nullptr) throw std::runtime_error{"cannot make a folder"};
        path_ = made;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(path_); }

    std::string path() const { return path_; }
    std::string path(std::string_view name) const { return path_ / name; }

    void write(std::string_view name, std::string_view contents) const {
        std::ofstream{path_ / name, std::ios::binary} << contents;
    }
    void link(std::string_view name, const std::string& target) const {
        std::filesystem::create_symlink(target, path_ / name);
    }

private:
    std::filesystem::path path_;
};

}  // namespace test
