// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/openssl/bodies/context_data.hpp>
#include <onetls/openssl/bodies/waiting_anchors.hpp>
#include <onetls/openssl/digest.hpp>
#include <onetls/openssl/encoded_certificates.hpp>
#include <onetls/openssl/path_validator.hpp>
#include <onetls/openssl/peer_judge.hpp>
#include <onetls/openssl/verify.hpp>

namespace onetls::openssl {
namespace detail {

/// Has `store` hold the anchors that bear a name of one of `sent`. False when out of memory.
inline bool bring_anchors(X509_STORE* store, const STACK_OF(X509) * sent) noexcept {
    auto* const waiting = waiting_anchors::of(store);
    for (int index = 0; waiting != nullptr && index < sk_X509_num(sent); ++index) {
        const X509* each = sk_X509_value(sent, index);
        if (!waiting->bring(store, X509_get_issuer_name(each)) ||
            !waiting->bring(store, X509_get_subject_name(each)))
            return false;
    }
    return waiting != nullptr;
}

/// Looks for the best path through what the peer sent, whatever OpenSSL made of it.
inline judged_peer judge_sent(X509_STORE_CTX* path, const expectation& expected) noexcept {
    const auto* sent = X509_STORE_CTX_get0_untrusted(path);
    if (!bring_anchors(X509_STORE_CTX_get0_store(path), sent)) return {};
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

}  // namespace detail

inline bool peer_judge::judge(X509_STORE_CTX* path) noexcept {
    const auto& peers = whole(context_).peers;
    const auto expected = peers.expected(peer(), context_->effective, peers.now(), &sha256);
    auto held = judge_built(path, expected);
    if (held.report && !held.report->spotless()) held = detail::judge_sent(path, expected);
    first_seen_ = held.first_seen;
    out_of_memory_ = !held.report;
    report_ = ask(peers.hook(), verification{held.report});
    conclude(path, report_);
    return report_.trusted();
}

inline result<void> peer_judge::remember() const noexcept {
    if (!first_seen_) return {};
    const auto key = judgement::pin_of(report_.chain()[0], &sha256);
    if (!key) return std::unexpected(error{errc::internal});
    return whole(context_).peers.first_use().remember(*peer_.get(), *key);
}

}  // namespace onetls::openssl
