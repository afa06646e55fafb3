// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/detail/owner.hpp>
#include <onetls/source.hpp>

namespace onetls {
namespace detail {

inline void close_file(std::FILE* opened) noexcept {
    std::fclose(opened);
}
using file_handle = owner<std::FILE, &close_file>;

inline std::unexpected<error> file_error(cause why) noexcept {
    if (errno == ENOMEM) return std::unexpected(error{errc::out_of_memory});
    return std::unexpected(error{.code = errc::bad_input, .why = why, .native = errno});
}

/// The size of `opened`, or 0 where it cannot be told.
inline std::size_t size_of(std::FILE* opened) noexcept {
    if (std::fseek(opened, 0, SEEK_END) != 0) return 0;
    const long end = std::ftell(opened);
    return end > 0 ? static_cast<std::size_t>(end) : 0;
}

/// Reads `opened` to its end, which may have moved since it was told.
inline result<loaded_source> read_all(std::FILE* opened) noexcept {
    constexpr std::size_t smallest = std::size_t{4} << 10;
    constexpr std::size_t largest = std::size_t{64} << 20;
    std::size_t used = 0;
    for (auto room = std::clamp(size_of(opened), smallest, largest); room <= largest; room *= 4) {
        // One byte more tells a file that ends here from one that goes on.
        auto bytes = owned_bytes::allocate(room + 1);
        if (!bytes) return std::unexpected(error{errc::out_of_memory});
        if (std::fseek(opened, 0, SEEK_SET) != 0) return file_error(cause::unreadable);
        used = std::fread(bytes.span().data(), 1, room + 1, opened);
        if (std::ferror(opened) != 0) return file_error(cause::unreadable);
        if (used <= room) return loaded_source{std::move(bytes), used};
    }
    return std::unexpected(error{errc::bad_input, cause::too_long});
}

/// A path in the form in which systems take it, with a NUL at its end.
class terminated_path {
public:
    /// Errors: bad_input with too_long or invalid_character.
    static result<terminated_path> of(std::string_view path) noexcept {
        terminated_path made;
        errno = 0;
        if (path.size() >= made.characters_.size()) return file_error(cause::too_long);
        if (path.find('\0') != path.npos) return file_error(cause::invalid_character);
        std::memcpy(made.characters_.data(), path.data(), path.size());
        return made;
    }

    const char* characters() const noexcept { return characters_.data(); }

private:
    std::array<char, 4096> characters_{};
};

/// Says whether the file at `path` is exactly `text`; nothing where it cannot be read. Compares
/// piece by piece, which takes no memory.
inline std::optional<bool> compare_file(std::string_view path,
                                        std::span<const std::byte> text) noexcept {
    const auto terminated = terminated_path::of(path);
    if (!terminated) return std::nullopt;
    const file_handle opened{std::fopen(terminated->characters(), "rb")};
    if (!opened) return std::nullopt;
    std::array<std::byte, std::size_t{16} << 10> piece;
    while (true) {
        const auto read = std::fread(piece.data(), 1, piece.size(), opened.get());
        if (std::ferror(opened.get()) != 0) return std::nullopt;
        if (read == 0) return text.empty();
        if (read > text.size() ||
            !std::ranges::equal(std::span{piece}.first(read), text.first(read)))
            return false;
        text = text.subspan(read);
    }
}

/// Reads the file at `path`, of at most 64 MiB.
inline result<loaded_source> read_file(std::string_view path) noexcept {
    const auto terminated = terminated_path::of(path);
    if (!terminated) return std::unexpected(terminated.error());
    const file_handle opened{std::fopen(terminated->characters(), "rb")};
    if (!opened) return file_error(errno == ENOENT ? cause::not_found : cause::unreadable);
    return read_all(opened.get());
}

}  // namespace detail

/// The file at `path`, read when a context is created.
///
/// Errors of reading it: bad_input with not_found, unreadable, too_long (64 MiB) or
/// invalid_character (a NUL in `path`), and errno.
/// Lifetime: `path` is kept as a view.
constexpr source file(std::string_view path) noexcept {
    return {path, detail::read_file};
}

}  // namespace onetls
