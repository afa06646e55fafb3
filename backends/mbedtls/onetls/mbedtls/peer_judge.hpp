// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <onetls/identity.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/digest.hpp>
#include <onetls/mbedtls/encoded_certificates.hpp>
#include <onetls/mbedtls/path_validator.hpp>
#include <onetls/mbedtls/verify.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {

/// Judges the peer of one connection, and keeps what came of it.
class peer_judge {
public:
    peer_judge(shared_context context, std::optional<identity> peer) noexcept
        : context_{std::move(context)}, peer_{std::move(peer)} {}

    /// Takes in a certificate of the peer's path, and judges it when it is complete; called within
    /// the handshake. Leaves in `flags` what the peer is refused for.
    void judge(const mbedtls_x509_crt& certificate, int depth, std::uint32_t& flags) noexcept {
        path_.take(certificate, static_cast<std::size_t>(depth), std::exchange(flags, 0));
        if (depth != 0) return;
        judged_ = true;
        judged_at_ = context_->peers.now();
        path_.judge(expected());
        make_report();
        if (refused()) flags = flag_for(report_);
        if (out_of_memory_) flags = MBEDTLS_X509_BADCERT_OTHER;
    }

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    result<void> remember() const noexcept {
        if (!first_seen_) return {};
        const auto key = judgement::pin_of(path_.front(), &sha256);
        if (!key) return std::unexpected(error{errc::internal});
        return context_->peers.terms().first_use.remember(*peer_, *key);
    }

    /// Completes an error about the peer's certificate. One that cannot be parsed never came as far
    /// as to be judged; a client that shows none is refused for that, with the alert that Mbed TLS
    /// has sent by itself.
    void explain(error& failure, bool is_tls1_3) noexcept {
        if (failure.native == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) {
            failure.alert = is_tls1_3 ? alert_description::no_certificate
                                      : alert_description::handshake_failure;
            return;
        }
        if (!report_.known()) {
            path_.refuse({reason::malformed, 0, failure.native});
            report_ = verification{path_.report(expected())};
        }
        failure.alert = alert_for(report_.findings());
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

    /// Says whether the peer was judged and accepted.
    bool accepts() const noexcept { return judged_ && !refused() && !out_of_memory_; }
    bool refused() const noexcept { return report_.known() && !report_.trusted(); }
    bool out_of_memory() const noexcept { return out_of_memory_; }

private:
    /// Makes the report while the certificates are there: of a peer that is not accepted without
    /// further ado, and for the hook. Without memory for it the peer is refused.
    void make_report() noexcept {
        const auto& hook = context_->peers.terms().hook;
        const bool spotless = path_.held().spotless();
        first_seen_ = path_.held().first_seen;
        if (spotless && hook.accepts == nullptr) return;
        const auto judged = spotless || !chosen_parts.other_paths
                                ? judged_peer{path_.report(expected()), first_seen_}
                                : search();
        first_seen_ = judged.first_seen;
        out_of_memory_ = !judged.report;
        report_ = ask(hook, verification{judged.report});
    }

    /// Looks for the best path through what the peer sent, whatever Mbed TLS made of it.
    judged_peer search() const noexcept {
        const encoded_certificates anchors{&context_->trusted.first()};
        return onetls::detail::verify_sent([&](auto take) { path_.for_each_sent(take); },
                                           [&](auto take) { anchors.for_each(take); }, expected(),
                                           path_validator{});
    }

    expectation expected() const noexcept {
        return context_->peers.expected<chosen_parts>(peer(), context_->effective, judged_at_,
                                                      &sha256);
    }

    shared_context context_;
    std::optional<identity> peer_;
    path path_;
    timestamp judged_at_;
    verification report_;
    bool judged_ = false;
    bool first_seen_ = false;
    bool out_of_memory_ = false;
};

}  // namespace onetls::mbedtls
