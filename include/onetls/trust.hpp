// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/file.hpp>
#include <onetls/source.hpp>

namespace onetls {
namespace detail {

/// Where systems keep the bundle of the authorities that they trust: Debian and its kin, Fedora and
/// its kin, openSUSE, Alpine, FreeBSD, OpenBSD, NetBSD.
inline constexpr std::array system_bundles{
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
    "/usr/local/etc/ssl/cert.pem",
    "/etc/openssl/certs/ca-certificates.crt",
};

/// Reads the bundle that SSL_CERT_FILE names, or the first that the system has.
inline result<loaded_source> read_system_bundle(std::string_view) noexcept {
    if (const char* chosen = std::getenv("SSL_CERT_FILE")) return read_file(chosen);
    for (const char* candidate : system_bundles)
        if (auto found = read_file(candidate)) return found;
    return std::unexpected(error{errc::bad_input, cause::not_found, field::trust});
}

}  // namespace detail

/// The authorities that a context trusts: exactly the sources that the caller wrote, never more.
///
/// `trust::system() + trust::only(mine)` adds, `trust::only(mine)` replaces.
class trust {
public:
    /// No authority at all. A context that has to verify a peer is not created with it.
    static constexpr trust none() noexcept { return {}; }

    /// The certificates in `anchors`: one in DER, any number in PEM.
    static constexpr trust only(source anchors) noexcept {
        trust made;
        made.sources_.push_back(anchors);
        return made;
    }

    /// The authorities of the system: the file that SSL_CERT_FILE names, else the system's bundle.
    static constexpr trust system() noexcept {
        return only(source{std::string_view{}, detail::read_system_bundle});
    }

    /// The sources of both, the left ones first.
    friend constexpr trust operator+(trust left, const trust& right) noexcept {
        for (const auto& each : right.sources_) left.sources_.push_back(each);
        // A list that has overflowed is full, and so is now `left`: one more marks it.
        if (right.sources_.overflowed()) left.sources_.push_back({});
        return left;
    }

    constexpr const bounded_list<source, 8>& sources() const noexcept { return sources_; }

private:
    bounded_list<source, 8> sources_;
};

/// What loading trust came to.
struct anchor_count {
    std::size_t loaded = 0;   ///< Anchors that the context trusts.
    std::size_t skipped = 0;  ///< Entries that were malformed or that the backend cannot parse.

    friend constexpr bool operator==(anchor_count, anchor_count) = default;
};

}  // namespace onetls
