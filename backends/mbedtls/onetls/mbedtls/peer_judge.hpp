// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <onetls/identity.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/digest.hpp>
#include <onetls/mbedtls/verify.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {

/// Judges the peer of one connection, and keeps what came of it.
class peer_judge {
public:
    peer_judge(shared_context context, std::optional<identity> peer) noexcept
        : context_{std::move(context)}, peer_{std::move(peer)} {}

    /// Takes in a certificate of the peer's path, and judges it when it is complete; called within
    /// the handshake. Returns a native error for a peer that is refused although its certificate
    /// was optional.
    int judge(const mbedtls_x509_crt& certificate, int depth, std::uint32_t& flags) noexcept {
        path_.take(certificate, static_cast<std::size_t>(depth), std::exchange(flags, 0));
        if (depth != 0) return 0;
        judged_at_ = context_->peers.now();
        path_.judge(expected());
        make_report();
        flags = conclude(path_.held().findings);
        const bool ignored = flags != 0 && context_->client_auth == client_auth::optional;
        return ignored ? MBEDTLS_ERR_X509_FATAL_ERROR : 0;
    }

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    result<void> remember() const noexcept {
        if (!path_.held().first_seen) return {};
        const auto key = judgement::pin_of(path_.front(), &sha256);
        if (!key) return std::unexpected(error{errc::internal});
        return context_->peers.terms().first_use.remember(*peer_, *key);
    }

    /// Completes an error about the peer's certificate. One that cannot be parsed never came as far
    /// as to be judged; a client that shows none is refused for that.
    void explain(error& failure) noexcept {
        if (failure.native == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) {
            failure.alert = alert_description::certificate_required;
            return;
        }
        if (!report_.known()) {
            note(path_.held().findings, {reason::malformed, 0, failure.native});
            report_ = verification{path_.report(expected())};
        }
        failure.alert = alert_for(path_.held().findings);
    }

    /// Whom the connection should lead to; nullptr for the clients of a server.
    const identity* peer() const noexcept { return peer_ ? &*peer_ : nullptr; }

    /// The report of a peer that was refused; nothing for others, of whom `accepted` makes one.
    const verification& report() const noexcept { return report_; }

    /// The report of a peer that was accepted, from the certificates that the session keeps.
    verification accepted() const noexcept {
        if (report_.known() || path_.empty()) return report_;
        return verification{path_.report(expected())};
    }

    bool refused() const noexcept { return report_.known() && !report_.trusted(); }
    bool out_of_memory() const noexcept { return out_of_memory_; }

private:
    /// Makes the report while the certificates are there: of a refused peer, and for the hook,
    /// which may refuse too. Without memory for it the peer is refused.
    void make_report() noexcept {
        const auto& hook = context_->peers.terms().hook;
        auto& findings = path_.held().findings;
        if (findings.empty() && hook.accepts == nullptr) return;
        report_ = ask(hook, verification{path_.report(expected())});
        out_of_memory_ = !report_.known();
        if (!report_.trusted() && findings.empty()) note(findings, {reason::refused_by_hook});
    }

    expectation expected() const noexcept {
        return context_->peers.expected(peer(), context_->effective, judged_at_, &sha256);
    }

    shared_context context_;
    std::optional<identity> peer_;
    path path_;
    timestamp judged_at_;
    verification report_;
    bool out_of_memory_ = false;
};

}  // namespace onetls::mbedtls
