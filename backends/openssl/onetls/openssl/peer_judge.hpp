// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <utility>

#include <onetls/identity.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/openssl/digest.hpp>
#include <onetls/openssl/verify.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {

/// Judges the peer of one connection, and keeps what came of it.
class peer_judge {
public:
    peer_judge(shared_context context, std::optional<identity> peer) noexcept
        : context_{std::move(context)}, peer_{std::move(peer)} {}

    /// Judges the peer's certificates, and says whether it is accepted; called within the
    /// handshake.
    bool judge(X509_STORE_CTX* path) noexcept {
        const auto& peers = context_->peers;
        const auto held =
            verify(path, peers.expected(peer(), context_->effective, peers.now(), &sha256));
        first_seen_ = held.first_seen;
        out_of_memory_ = !held.report;
        report_ = ask(peers.terms().hook, verification{held.report});
        conclude(path, report_);
        return report_.trusted();
    }

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    result<void> remember() const noexcept {
        if (!first_seen_) return {};
        const auto key = judgement::pin_of(report_.chain()[0], &sha256);
        if (!key) return std::unexpected(error{errc::internal});
        return context_->peers.terms().first_use.remember(*peer_, *key);
    }

    /// Whom the connection should lead to; nullptr for the clients of a server.
    const identity* peer() const noexcept { return peer_ ? &*peer_ : nullptr; }

    const verification& report() const noexcept { return report_; }
    bool refused() const noexcept { return report_.known() && !report_.trusted(); }
    bool out_of_memory() const noexcept { return out_of_memory_; }

private:
    shared_context context_;
    std::optional<identity> peer_;
    verification report_;
    bool first_seen_ = false;
    bool out_of_memory_ = false;
};

}  // namespace onetls::openssl
