// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>
#include <utility>

#include <onetls/identity.hpp>

namespace onetls::detail {

/// Whom a connection should lead to: a copy of what the caller said, or, where that lasts, the
/// caller's own. Or nobody in particular.
class kept_identity {
public:
    kept_identity() noexcept = default;

    /// Copies `peer`, which may fail: `lost()`.
    kept_identity(const identity& peer) noexcept
        : peer_{new(std::nothrow) identity{peer}}, copied_{true} {}
    kept_identity(lasting_identity peer) noexcept : peer_{&peer.get()} {}

    kept_identity(kept_identity&& other) noexcept
        : peer_{std::exchange(other.peer_, nullptr)},
          copied_{std::exchange(other.copied_, false)} {}
    kept_identity& operator=(kept_identity&&) = delete;
    ~kept_identity() {
        if (copied_) delete peer_;
    }

    /// Says whether there was no memory for a copy.
    bool lost() const noexcept { return copied_ && peer_ == nullptr; }

    /// nullptr: nobody.
    const identity* get() const noexcept { return peer_; }

private:
    const identity* peer_ = nullptr;
    bool copied_ = false;
};

}  // namespace onetls::detail
