// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <onetls/detail/gathered_pem.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/file.hpp>
#include <onetls/source.hpp>

namespace onetls {
namespace detail {

inline void close_folder(DIR* opened) noexcept {
    ::closedir(opened);
}
using folder_handle = owner<DIR, &close_folder>;

/// Says whether the entry `name` is a file to be read. Hidden ones are not, nor are links to files
/// of the same folder: those are second names, as `c_rehash` makes them.
inline bool is_listed_file(int folder, const char* name) noexcept {
    if (name[0] == '.') return false;
    std::array<char, 4096> target{};
    const auto size = ::readlinkat(folder, name, target.data(), target.size());
    const std::string_view leads_to{target.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    if (size > 0 && leads_to.find('/') == leads_to.npos) return false;
    struct stat about{};
    return ::fstatat(folder, name, &about, 0) == 0 && S_ISREG(about.st_mode);
}

/// Reads the file `name` of `folder`.
inline result<loaded_source> read_listed_file(int folder, const char* name) noexcept {
    const int native = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (native < 0) return file_error(cause::unreadable);
    const file_handle opened{::fdopen(native, "rb")};
    if (opened) return read_all(opened.get());
    const auto failed = file_error(cause::unreadable);
    ::close(native);
    return failed;
}

/// Adds the certificates in all files of the folder at `path` to `into`.
inline result<void> gather_folder(std::string_view path, gathered_pem& into) noexcept {
    const auto terminated = terminated_path::of(path);
    if (!terminated) return std::unexpected(terminated.error());
    errno = 0;
    const folder_handle opened{::opendir(terminated->characters())};
    if (!opened) return file_error(errno == ENOENT ? cause::not_found : cause::unreadable);
    const int folder = ::dirfd(opened.get());
    while (const dirent* entry = ::readdir(opened.get())) {
        if (!is_listed_file(folder, entry->d_name)) continue;
        const auto read = read_listed_file(folder, entry->d_name);
        if (!read) return std::unexpected(read.error());
        if (auto added = into.add(read->bytes()); !added) return added;
    }
    return {};
}

inline result<loaded_source> read_folder(std::string_view path) noexcept {
    gathered_pem gathered;
    if (auto read = gather_folder(path, gathered); !read) return std::unexpected(read.error());
    return std::move(gathered).take();
}

}  // namespace detail

/// The certificates in all files of the folder at `path`, each PEM or DER, read when a context is
/// created. Hidden files, folders in it, and links to files of the same folder are left out.
///
/// Errors of reading it: bad_input with not_found, unreadable, too_long (64 MiB in all) or
/// invalid_character (a NUL in `path`), and errno.
/// Lifetime: `path` is kept as a view.
constexpr source folder(std::string_view path) noexcept {
    return {path, detail::read_folder};
}

}  // namespace onetls
