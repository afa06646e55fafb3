// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <onetls/clock.hpp>
#include <onetls/detail/pin_folder.hpp>
#include <onetls/detail/pin_lines.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/pins.hpp>
#include <onetls/source.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// Remembers keys in a file that people can read and edit: a line for each peer.
///
/// A line is `example.org 9d4c…e1 2026-11-22`: the host; the SHA-256 of its public key in 64
/// hexadecimal digits, or as `sha256/` and base64; the day that it was first seen, which may be
/// left out. What stands behind `#` is a comment.
///
/// A line that cannot be read makes every call fail, and nothing is written: nothing is lost.
/// Changes are written to a new file, which takes the place of the old one at once. Any number of
/// threads and processes may share the file, also through one object: writers wait for one another
/// at a lock beside it (`.lock`), readers never wait.
///
/// A symbolic link in the place of the file is refused, since the new file would replace the link.
/// Those of folders above it are followed, once, by `open`.
class file_pin_store {
public:
    /// The largest file that is read or written.
    static constexpr std::size_t largest_file = detail::pin_folder::largest_file;

    /// Uses the file at `path`, in a folder that exists. One that is not there is empty; the first
    /// peer makes it, for its owner alone. `clock` tells the days that are written.
    ///
    /// Errors: bad_input with field::pin_store: empty, too_long, invalid_character for the path;
    ///         not_found for the folder; unreadable with errno, also for a symbolic link (ELOOP)
    ///         and what is no file; too_long; malformed, with the number of the line as the native
    ///         code; out_of_memory.
    [[nodiscard]] static result<file_pin_store> open(std::string_view path,
                                                     clock_source clock = system_time) noexcept {
        auto folder = detail::pin_folder::of(path);
        if (!folder) return std::unexpected(folder.error());
        file_pin_store made{std::move(*folder), clock};
        // Whoever is looked for: all lines are read.
        if (const auto read = made.lookup(*identity::dns("localhost")); !read)
            return std::unexpected(read.error());
        return made;
    }

    /// The key that `peer` is known with; nothing for a stranger.
    ///
    /// Errors: bad_input with field::pin_store: unreadable, too_long, malformed, and contradiction
    ///         for a second line of `peer`; out_of_memory.
    result<std::optional<key_pin>> lookup(const identity& peer) const noexcept {
        const auto found = find(peer);
        if (!found) return std::unexpected(found.error());
        return found->place ? std::optional{found->place->key} : std::nullopt;
    }

    /// Remembers that `peer` has `key`. A key that is known already is remembered once.
    ///
    /// Errors: misuse with field::pin_store, contradiction: `peer` is known with another key, which
    ///         stays; those of `lookup`; bad_input with field::pin_store and errno when the file
    ///         cannot be written; too_long when it would get too large.
    result<void> remember(const identity& peer, const key_pin& key) const noexcept {
        return change(peer, [&](const content& old) -> result<void> {
            if (!old.place) return folder_.write({old.text(), old.missing_end(), line(peer, key)});
            if (old.place->key == key) return {};
            return std::unexpected(error{errc::misuse, cause::contradiction, field::pin_store});
        });
    }

    /// Has `peer`, which is known, stand for `key` from now on.
    ///
    /// Errors: bad_input with field::pin_store: not_found; those of `remember`.
    result<void> replace(const identity& peer, const key_pin& key) const noexcept {
        return change(peer, [&](const content& old) -> result<void> {
            if (!old.place) return not_found();
            return folder_.write({old.before(), line(peer, key), old.behind()});
        });
    }

    /// Makes a stranger of `peer`: the next key that it shows is a first one.
    ///
    /// Errors: bad_input with field::pin_store: not_found; those of `remember`.
    result<void> forget(const identity& peer) const noexcept {
        return change(peer, [&](const content& old) -> result<void> {
            if (!old.place) return not_found();
            return folder_.write({old.before(), old.behind(), {}});
        });
    }

private:
    /// The file, and where in it a peer stands.
    struct content {
        loaded_source file;
        std::optional<detail::pin_place> place;

        std::string_view text() const noexcept { return file.characters(); }
        std::string_view before() const noexcept { return {text().data(), place->begin}; }
        std::string_view behind() const noexcept {
            return {text().data() + place->end, text().size() - place->end};
        }
        /// The end that people's last lines may lack.
        std::string_view missing_end() const noexcept {
            return text().empty() || text().ends_with('\n') ? "" : "\n";
        }
    };

    file_pin_store(detail::pin_folder folder, clock_source clock) noexcept
        : folder_{std::move(folder)}, clock_{clock} {}

    static std::unexpected<error> not_found() noexcept {
        return std::unexpected(error{errc::bad_input, cause::not_found, field::pin_store});
    }

    text<384> line(const identity& peer, const key_pin& key) const noexcept {
        return detail::pin_line(peer, key, clock_());
    }

    result<content> find(const identity& peer) const noexcept {
        auto file = folder_.read();
        if (!file) return std::unexpected(file.error());
        const auto place = detail::find_pin(file->characters(), peer);
        if (!place) return std::unexpected(place.error());
        return content{std::move(*file), *place};
    }

    /// Makes `edit` of the file while no other writer is about.
    template <class Edit>
    result<void> change(const identity& peer, Edit edit) const noexcept {
        const auto locked = folder_.lock();
        if (!locked) return std::unexpected(locked.error());
        const auto old = find(peer);
        return old ? edit(*old) : std::unexpected(old.error());
    }

    detail::pin_folder folder_;
    clock_source clock_;
};

static_assert(PinStore<file_pin_store>);

}  // namespace onetls
