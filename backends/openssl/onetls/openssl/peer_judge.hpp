// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/detail/kept_identity.hpp>
#include <onetls/identity.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {

/// Judges the peer of one connection, and keeps what came of it. How is in
/// `bodies/peer_judge.hpp`.
class peer_judge {
public:
    peer_judge(shared_context context, onetls::detail::kept_identity&& peer) noexcept
        : context_{std::move(context)}, peer_{std::move(peer)} {}

    /// Judges the peer's certificates, and says whether it is accepted; called within the
    /// handshake.
    inline bool judge(X509_STORE_CTX* path) noexcept;

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    inline result<void> remember() const noexcept;

    const shared_context& context() const noexcept { return context_; }

    /// Whom the connection should lead to; nullptr for the clients of a server.
    const identity* peer() const noexcept { return peer_.get(); }

    const verification& report() const noexcept { return report_; }
    bool refused() const noexcept { return report_.known() && !report_.trusted(); }
    bool out_of_memory() const noexcept { return out_of_memory_; }

private:
    shared_context context_;
    onetls::detail::kept_identity peer_;
    verification report_;
    bool first_seen_ = false;
    bool out_of_memory_ = false;
};

}  // namespace onetls::openssl
