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
    /// For the server `peer`, or, where that is nullptr, for the client of a server.
    peer_judge(const shared_context& context, const identity* peer) noexcept : context_{context} {
        if (peer != nullptr) peer_.emplace(*peer);
    }

    /// Takes in a certificate of the peer's path, and judges it when it is complete; called within
    /// the handshake. Leaves in `flags` what the peer is refused for.
    void judge(const mbedtls_x509_crt& certificate, int depth, std::uint32_t& flags) noexcept {
        path_.take(certificate, static_cast<std::size_t>(depth), std::exchange(flags, 0));
        if (depth != 0) return;
        judged_ = true;
        judged_at_ = context_->peers.now();
        if (!judge_first_path()) look_further();
        if (refused()) flags = flag_for(report_);
        if (out_of_memory_) flags = MBEDTLS_X509_BADCERT_OTHER;
    }

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    ///
    /// Never inlined: what it holds would lie on the stack during the handshake.
    [[gnu::noinline]] result<void> remember() const noexcept {
        if (!first_seen_) return {};
        const auto key = judgement::pin_of(path_.built().front(), &sha256);
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
            auto held = path_.found();
            note(held.findings, {reason::malformed, 0, failure.native});
            report_ = verification{path_.report(expected(), &held)};
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
    /// Judges the path that Mbed TLS built. False: it is not accepted without further ado, and
    /// there may be a better one.
    ///
    /// Never inlined: what it holds would lie on the stack while others are searched for.
    [[gnu::noinline]] bool judge_first_path() noexcept {
        auto held = path_.found();
        onetls::judge(path_.built(), expected(), held);
        first_seen_ = held.first_seen;
        const bool spotless = held.spotless();
        if (!spotless && chosen_parts.other_paths) return false;
        if (!spotless || context_->peers.terms().hook.accepts != nullptr)
            keep({path_.report(expected(), &held), first_seen_});
        return true;
    }

    /// Gives the peer its second chance.
    void look_further() noexcept {
        if constexpr (chosen_parts.other_paths) keep(search());
    }

    /// Keeps the report, which is made while the certificates are there: of a peer that is not
    /// accepted without further ado, and for the hook. Without memory for it the peer is refused.
    void keep(const judged_peer& judged) noexcept {
        first_seen_ = judged.first_seen;
        out_of_memory_ = !judged.report;
        report_ = ask(context_->peers.terms().hook, verification{judged.report});
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
