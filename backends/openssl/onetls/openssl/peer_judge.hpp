// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <utility>

#include <onetls/identity.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/openssl/digest.hpp>
#include <onetls/openssl/encoded_certificates.hpp>
#include <onetls/openssl/path_validator.hpp>
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
        const auto expected = peers.expected(peer(), context_->effective, peers.now(), &sha256);
        auto held = judge_built(path, expected);
        if (held.report && !held.report->spotless()) held = judge_sent(path, expected);
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
    /// Looks for the best path through what the peer sent, whatever OpenSSL made of it.
    static judged_peer judge_sent(X509_STORE_CTX* path, const expectation& expected) noexcept {
        const auto* sent = X509_STORE_CTX_get0_untrusted(path);
        const certificate_stack trusted{X509_STORE_get1_all_certs(X509_STORE_CTX_get0_store(path))};
        const auto concerns_peer = [&](const X509* anchor) {
            for (int index = 0; index < sk_X509_num(sent); ++index) {
                const X509* each = sk_X509_value(sent, index);
                const auto* name = X509_get_subject_name(anchor);
                if (X509_NAME_cmp(name, X509_get_issuer_name(each)) == 0 ||
                    X509_NAME_cmp(name, X509_get_subject_name(each)) == 0)
                    return true;
            }
            return false;
        };
        const encoded_certificates chain{sent, [](const X509*) { return true; }};
        const encoded_certificates anchors{trusted.get(), concerns_peer};
        if (!chain || !trusted || !anchors) return {};
        return onetls::detail::verify_sent([&](auto take) { chain.for_each(take); },
                                           [&](auto take) { anchors.for_each(take); }, expected,
                                           path_validator{});
    }

    shared_context context_;
    std::optional<identity> peer_;
    verification report_;
    bool first_seen_ = false;
    bool out_of_memory_ = false;
};

}  // namespace onetls::openssl
