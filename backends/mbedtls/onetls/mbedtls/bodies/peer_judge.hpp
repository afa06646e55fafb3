// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <utility>

#include <onetls/chain_verification.hpp>
#include <onetls/judgement.hpp>
#include <onetls/mbedtls/bodies/context_data.hpp>
#include <onetls/mbedtls/digest.hpp>
#include <onetls/mbedtls/encoded_certificates.hpp>
#include <onetls/mbedtls/path_validator.hpp>
#include <onetls/mbedtls/peer_judge.hpp>
#include <onetls/mbedtls/verify.hpp>

namespace onetls::mbedtls {

inline void path::take(const mbedtls_x509_crt& certificate, std::size_t depth,
                       std::uint32_t flags) noexcept {
    flags &= ~std::uint32_t{MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE};
    if (depth == 0) flags &= ~std::uint32_t{MBEDTLS_X509_BADCERT_CN_MISMATCH};
    too_long_ = too_long_ || depth >= longest;
    if (depth >= longest) return;
    if (depth >= size_) size_ = static_cast<std::uint8_t>(depth + 1);
    built_[depth] = &certificate;
    if (flags != 0 && !flags_) flags_.reset(new (std::nothrow) flag_list{});
    lost_ = lost_ || (flags != 0 && !flags_);
    if (flags_) (*flags_)[depth] = flags;
}

inline void path::note_found(finding_room& findings) const noexcept {
    if (too_long_) note(findings, {reason::path_too_long});
    if (!flags_) return;
    for (std::size_t depth = size_; depth-- != 0;)
        detail::note_flags((*flags_)[depth], static_cast<std::uint8_t>(depth), findings);
}

inline path::der_list path::built() const noexcept {
    der_list all;
    for (std::size_t depth = 0; depth != size_; ++depth)
        all.push_back(detail::der_of(*built_[depth]));
    return all;
}

template <class Visit>
void path::for_each_sent(Visit visit) const noexcept {
    encoded_certificates{built_[0]}.for_each(visit);
}

inline onetls::detail::shared<onetls::detail::report> path::report(
    const expectation& expected) const noexcept {
    const auto all = built();
    std::size_t size = 0;
    const auto add = [&](std::span<const std::byte> der) { size += der.size(); };
    for (const auto& der : all) add(der);
    for_each_sent(add);
    auto* made = onetls::detail::report::create(size);
    if (made == nullptr) return nullptr;
    for_each_sent([&](std::span<const std::byte> der) { made->append(made->sent, der); });
    for (const auto& der : all) made->append(made->built, der);
    onetls::detail::put_into(*made, expected);
    return onetls::detail::shared<onetls::detail::report>::adopt(made);
}

inline void peer_judge::judge(const mbedtls_x509_crt& certificate, int depth,
                              std::uint32_t& flags) noexcept {
    path_.take(certificate, static_cast<std::size_t>(depth), std::exchange(flags, 0));
    if (depth != 0) return;
    judged_ = true;
    judged_at_ = whole(context_).peers.now();
    if (path_.lost())
        out_of_memory_ = true;
    else if (!path_.spotless() || !is_first_path_spotless())
        look_further();
    else if (whole(context_).peers.hook().accepts != nullptr)
        keep_for_hook();
    if (refused()) flags = flag_for(report_);
    if (out_of_memory_) flags = MBEDTLS_X509_BADCERT_OTHER;
}

template <class Unit>
result<void> peer_judge::remember() const noexcept {
    if (!first_seen_) return {};
    const auto key = judgement::pin_of(path_.built()[0], &sha256);
    if (!key) return std::unexpected(error{errc::internal});
    return whole(context_).peers.first_use().remember(*peer_.get(), *key);
}

inline void peer_judge::explain(error& failure, bool is_tls1_3) noexcept {
    if (failure.native == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) {
        failure.alert =
            is_tls1_3 ? alert_description::no_certificate : alert_description::handshake_failure;
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

inline verification peer_judge::accepted() const noexcept {
    if (report_.known() || path_.empty()) return report_;
    return verification{path_.report(expected())};
}

template <class Unit>
bool peer_judge::is_first_path_spotless() noexcept {
    finding_room found;
    finding_room tolerated;
    onetls::judge(path_.built(), expected(), {found, tolerated, nullptr, first_seen_});
    return found.untouched() && tolerated.untouched();
}

template <class Unit>
void peer_judge::keep_for_hook() noexcept {
    keep({path_.report(expected()), first_seen_});
}

template <class Unit>
void peer_judge::look_further() noexcept {
    if constexpr (chosen_parts.other_paths)
        keep(search());
    else
        keep(judged_first_path());
}

inline judged_peer peer_judge::judged_first_path() const noexcept {
    const auto made = path_.report(expected());
    if (!made) return {};
    path_.note_found(made->findings);
    bool first_seen = false;
    onetls::judge(path_.built(), expected(),
                  {made->findings, made->tolerated, &made->changed_key, first_seen});
    return {made, first_seen};
}

inline void peer_judge::keep(const judged_peer& judged) noexcept {
    first_seen_ = judged.first_seen;
    out_of_memory_ = !judged.report;
    report_ = ask(whole(context_).peers.hook(), verification{judged.report});
}

inline judged_peer peer_judge::search() const noexcept {
    const encoded_certificates anchors{&whole(context_).trusted.first()};
    return onetls::detail::verify_sent([&](auto take) { path_.for_each_sent(take); },
                                       [&](auto take) { anchors.for_each(take); }, expected(),
                                       path_validator{});
}

inline expectation peer_judge::expected() const noexcept {
    const auto& limits = *whole(context_).limits;
    return whole(context_).peers.expected<chosen_parts>(peer(), limits.rules, judged_at_, &sha256,
                                                        limits.profile_judge);
}

}  // namespace onetls::mbedtls
