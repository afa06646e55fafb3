// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <onetls/bounded_list.hpp>
#include <onetls/source.hpp>

namespace onetls {

class trust;

namespace detail {

// Templates, so that a program may have them compiled once. Defined in `system_trust.hpp`, since it
// needs a file system, and in `standard_trust.hpp`.
template <class Unit = void>
trust system_trust() noexcept;
template <class Unit = void>
trust standard_trust() noexcept;

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

    /// The authorities of the system: what SSL_CERT_FILE (a file) and SSL_CERT_DIR (folders between
    /// colons) name; where neither is set the system's bundle, or else its folder.
    static trust system() noexcept { return detail::system_trust<>(); }

    /// What the application has set as its default; else the authorities of the system.
    static trust standard() noexcept { return detail::standard_trust<>(); }

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
    std::size_t loaded = 0;   ///< Anchors that the context trusts, each once.
    std::size_t skipped = 0;  ///< Entries that were malformed or that the backend cannot parse.

    friend constexpr bool operator==(anchor_count, anchor_count) = default;
};

}  // namespace onetls
