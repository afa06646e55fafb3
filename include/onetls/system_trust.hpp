// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/detail/gathered_pem.hpp>
#include <onetls/file.hpp>
#include <onetls/folder.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>

namespace onetls {
namespace detail {

/// Where systems keep the bundle of the authorities that they trust: Debian and its kin, Fedora and
/// its kin, openSUSE, Alpine, FreeBSD, OpenBSD, NetBSD.
inline constexpr auto system_bundles = std::array{
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
    "/usr/local/etc/ssl/cert.pem",
    "/etc/openssl/certs/ca-certificates.crt",
};

/// Where they keep them one by one.
inline constexpr auto system_folders = std::array{
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
    "/usr/local/share/certs",
    "/etc/openssl/certs",
};

/// Adds the files of each of `folders`, which colons separate.
inline result<void> gather_folders(std::string_view folders, gathered_pem& into) noexcept {
    while (!folders.empty()) {
        const auto path = folders.substr(0, folders.find(':'));
        folders.remove_prefix(std::min(path.size() + 1, folders.size()));
        if (path.empty()) continue;
        if (auto read = gather_folder(path, into); !read) return read;
    }
    return {};
}

/// Reads what the variables of the environment name, of which at least one is there.
inline result<loaded_source> read_named_trust(const char* bundle, const char* folders) noexcept {
    gathered_pem gathered;
    if (bundle != nullptr) {
        const auto read = read_file(bundle);
        if (!read) return std::unexpected(read.error());
        if (auto added = gathered.add(read->bytes()); !added) return std::unexpected(added.error());
    }
    if (folders != nullptr)
        if (auto read = gather_folders(folders, gathered); !read)
            return std::unexpected(read.error());
    return std::move(gathered).take();
}

/// Says whether a place was not read for a lack of memory: no other place stands in for it then.
inline bool lacks_memory(const result<loaded_source>& read) noexcept {
    return !read && read.error().code == errc::out_of_memory;
}

/// Reads what SSL_CERT_FILE and SSL_CERT_DIR name, else the first place that the system has.
inline result<loaded_source> read_system_trust(std::string_view) noexcept {
    const char* const bundle = std::getenv("SSL_CERT_FILE");
    const char* const folders = std::getenv("SSL_CERT_DIR");
    if (bundle != nullptr || folders != nullptr) return read_named_trust(bundle, folders);
    for (const char* candidate : system_bundles)
        if (auto found = read_file(candidate); found || lacks_memory(found)) return found;
    for (const char* candidate : system_folders)
        if (auto found = read_folder(candidate); found || lacks_memory(found)) return found;
    return std::unexpected(error{errc::bad_input, cause::not_found, field::trust});
}

/// Says whether `read_system_trust` would read exactly `text`. Only bundles are compared, of which
/// the first that can be read decides there, too.
inline bool system_trust_is(std::span<const std::byte> text) noexcept {
    if (std::getenv("SSL_CERT_FILE") == nullptr && std::getenv("SSL_CERT_DIR") == nullptr)
        for (const char* candidate : system_bundles)
            if (const auto same = compare_file(candidate, text)) return *same;
    const auto read = read_system_trust({});
    return read && std::ranges::equal(read->bytes(), text);
}

template <class Unit>
trust system_trust() noexcept {
    return trust::only(source::of_process(read_system_trust, system_trust_is));
}

}  // namespace detail
}  // namespace onetls
