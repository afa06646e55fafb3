// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/detail/tcp_socket.hpp>
#include <onetls/error.hpp>
#include <onetls/source.hpp>

namespace onetls::detail {

/// What the last system call on a pin file reported.
inline std::unexpected<error> pin_file_error(cause why) noexcept {
    if (errno == ENOMEM) return std::unexpected(error{errc::out_of_memory});
    return std::unexpected(
        error{.code = errc::bad_input, .why = why, .where = field::pin_store, .native = errno});
}

/// The folder of a pin file and the names in it. Kept open, so that neither a renamed folder nor
/// another working directory leads elsewhere.
class pin_folder {
public:
    static constexpr std::size_t largest_file = std::size_t{1} << 20;

    /// Errors: bad_input with field::pin_store: empty, too_long, invalid_character, not_found,
    ///         unreadable.
    static result<pin_folder> of(std::string_view path) noexcept {
        const auto slash = path.rfind('/');
        const auto name = slash == path.npos ? path : after(path, slash);
        if (const auto wrong = check(path, name); wrong != cause::none)
            return std::unexpected(error{errc::bad_input, wrong, field::pin_store});
        pin_folder made;
        // The root's folder is the root.
        made.folder_ = slash == path.npos
                           ? open_folder(".")
                           : open_folder({path.data(), std::max(slash, std::size_t{1})});
        if (!made.folder_)
            return pin_file_error(errno == ENOENT ? cause::not_found : cause::unreadable);
        for (std::size_t each = 0; each != endings.size(); ++each) {
            const auto end = std::ranges::copy(name, made.names_[each].begin()).out;
            std::ranges::copy(endings[each], end);
        }
        return made;
    }

    /// The bytes of the file. One that is not there is empty.
    ///
    /// Errors: bad_input with field::pin_store and errno: unreadable, too_long; out_of_memory.
    result<loaded_source> read() const noexcept {
        // Without blocking: what is found might be a pipe.
        const auto opened = open(file, O_RDONLY | O_NONBLOCK);
        if (!opened && errno == ENOENT) return loaded_source{std::span<const std::byte>{}};
        if (!opened) return pin_file_error(cause::unreadable);
        const auto size = size_of(opened);
        return size ? read(opened, *size) : std::unexpected(size.error());
    }

    /// Keeps every other writer out, of this process or another, until the descriptor is closed.
    ///
    /// Errors: bad_input with field::pin_store and errno.
    result<descriptor> lock() const noexcept {
        auto opened = open(lock_file, O_RDWR | O_CREAT);
        if (!opened) return pin_file_error(cause::none);
        const int locked = uninterrupted([&] { return ::flock(opened.native(), LOCK_EX); });
        if (locked != 0) return pin_file_error(cause::none);
        return opened;
    }

    /// Puts `pieces` in the place of the file, all at once: whoever reads finds the old or the new.
    ///
    /// Errors: bad_input with field::pin_store and errno; too_long.
    result<void> write(std::array<std::string_view, 3> pieces) const noexcept {
        std::size_t size = 0;
        for (const auto each : pieces) size += each.size();
        if (size > largest_file)
            return std::unexpected(error{errc::bad_input, cause::too_long, field::pin_store});
        // Left behind by a writer that died: nobody else is writing.
        remove(new_file);
        const auto made = open(new_file, O_WRONLY | O_CREAT | O_EXCL);
        const bool complete =
            made && take_mode(made) && put(made, pieces) && ::fsync(made.native()) == 0 && rename();
        if (complete) return ::fsync(folder_.native()), result<void>{};
        const auto failed = pin_file_error(cause::none);
        remove(new_file);
        return failed;
    }

private:
    enum which : std::size_t { file, lock_file, new_file };
    static constexpr std::array<std::string_view, 3> endings{"", ".lock", ".new"};

    // The longest name that file systems take, and its terminating NUL.
    using file_name = std::array<char, 256>;

    static constexpr std::size_t longest_path = 4095;

    static cause check(std::string_view path, std::string_view name) noexcept {
        if (name.empty()) return cause::empty;
        const auto longest_name = file_name{}.size() - 1 - endings[lock_file].size();
        if (path.size() > longest_path || name.size() > longest_name) return cause::too_long;
        return path.find('\0') == path.npos ? cause::none : cause::invalid_character;
    }

    static descriptor open_folder(std::string_view path) noexcept {
        std::array<char, longest_path + 1> terminated{};
        std::ranges::copy(path, terminated.begin());
        return descriptor{uninterrupted(
            [&] { return ::open(terminated.data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); })};
    }

    descriptor open(which named, int flags) const noexcept {
        constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
        return descriptor{uninterrupted([&] {
            return ::openat(folder_.native(), names_[named].data(), flags | O_NOFOLLOW | O_CLOEXEC,
                            owner_only);
        })};
    }

    void remove(which named) const noexcept {
        ::unlinkat(folder_.native(), names_[named].data(), 0);
    }

    bool rename() const noexcept {
        return ::renameat(folder_.native(), names_[new_file].data(), folder_.native(),
                          names_[file].data()) == 0;
    }

    static result<std::size_t> size_of(const descriptor& opened) noexcept {
        struct stat about{};
        if (::fstat(opened.native(), &about) != 0) return pin_file_error(cause::unreadable);
        errno = 0;
        if (!S_ISREG(about.st_mode)) return pin_file_error(cause::unreadable);
        const auto size = static_cast<std::size_t>(about.st_size);
        if (size > largest_file) return pin_file_error(cause::too_long);
        return size;
    }

    static result<loaded_source> read(const descriptor& opened, std::size_t size) noexcept {
        // One byte more, to see the end.
        auto bytes = owned_bytes::allocate(size + 1);
        if (!bytes) return std::unexpected(error{errc::out_of_memory});
        std::size_t used = 0;
        while (used <= size) {
            const auto rest = bytes.span().subspan(used);
            const auto taken =
                uninterrupted([&] { return ::read(opened.native(), rest.data(), rest.size()); });
            if (taken < 0) return pin_file_error(cause::unreadable);
            if (taken == 0) return loaded_source{std::move(bytes), used};
            used += static_cast<std::size_t>(taken);
        }
        // Somebody is writing to it in place.
        return pin_file_error(cause::unreadable);
    }

    /// Lets whoever may read the present file read the new one too.
    bool take_mode(const descriptor& made) const noexcept {
        constexpr mode_t permissions = S_IRWXU | S_IRWXG | S_IRWXO;
        struct stat about{};
        if (::fstatat(folder_.native(), names_[file].data(), &about, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT;
        return ::fchmod(made.native(), about.st_mode & permissions) == 0;
    }

    static bool put(const descriptor& made,
                    const std::array<std::string_view, 3>& pieces) noexcept {
        for (auto rest : pieces)
            while (!rest.empty()) {
                const auto taken =
                    uninterrupted([&] { return ::write(made.native(), rest.data(), rest.size()); });
                if (taken < 0) return false;
                rest.remove_prefix(static_cast<std::size_t>(taken));
            }
        return true;
    }

    pin_folder() noexcept = default;

    descriptor folder_;
    std::array<file_name, endings.size()> names_{};
};

}  // namespace onetls::detail
