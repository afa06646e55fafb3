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
        if (!is_first_path_spotless())
            look_further();
        else if (context_->peers.hook().accepts != nullptr)
            keep_for_hook();
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
        return context_->peers.first_use().remember(*peer_, *key);
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
            const auto made = path_.report(expected());
            if (made) path_.note_found(made->findings);
            if (made) note(made->findings, {reason::malformed, 0, failure.native});
            report_ = verification{made};
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
    /// Says whether the path that Mbed TLS built is accepted without further ado. What is found
    /// against it is not kept: the stack is short here, and it will be found again.
    ///
    /// Never inlined: what it holds would lie on the stack while others are searched for.
    [[gnu::noinline]] bool is_first_path_spotless() noexcept {
        finding_room found;
        finding_room tolerated;
        path_.note_found(found);
        if (!found.untouched()) return false;
        onetls::judge(path_.built(), expected(), {found, tolerated, nullptr, first_seen_});
        return found.untouched() && tolerated.untouched();
    }

    // What follows is not inlined: what it holds would lie on the stack while a first path is
    // judged.

    /// Keeps a report of a peer that is accepted, which the hook may refuse.
    [[gnu::noinline]] void keep_for_hook() noexcept {
        keep({path_.report(expected()), first_seen_});
    }

    /// Gives the peer its second chance, and finds all that is wrong.
    [[gnu::noinline]] void look_further() noexcept {
        if constexpr (chosen_parts.other_paths)
            keep(search());
        else
            keep(judged_first_path());
    }

    /// The report on the path that Mbed TLS built.
    judged_peer judged_first_path() noexcept {
        const auto made = path_.report(expected());
        if (!made) return {};
        path_.note_found(made->findings);
        bool first_seen = false;
        onetls::judge(path_.built(), expected(),
                      {made->findings, made->tolerated, &made->changed_key, first_seen});
        return {made, first_seen};
    }

    /// Keeps the report, which is made while the certificates are there: of a peer that is not
    /// accepted without further ado, and for the hook. Without memory for it the peer is refused.
    void keep(const judged_peer& judged) noexcept {
        first_seen_ = judged.first_seen;
        out_of_memory_ = !judged.report;
        report_ = ask(context_->peers.hook(), verification{judged.report});
    }

    /// Looks for the best path through what the peer sent, whatever Mbed TLS made of it.
    judged_peer search() const noexcept {
        const encoded_certificates anchors{&context_->trusted.first()};
        return onetls::detail::verify_sent([&](auto take) { path_.for_each_sent(take); },
                                           [&](auto take) { anchors.for_each(take); }, expected(),
                                           path_validator{});
    }

    expectation expected() const noexcept {
        return context_->peers.expected<chosen_parts>(peer(), context_->limits.rules, judged_at_,
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
