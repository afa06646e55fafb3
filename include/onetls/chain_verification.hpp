// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include <onetls/bounded_list.hpp>
#include <onetls/clock.hpp>
#include <onetls/judgement.hpp>
#include <onetls/path_search.hpp>
#include <onetls/verification.hpp>
#include <onetls/verify_settings.hpp>
#include <onetls/view_pool.hpp>

namespace onetls {

/// Validates an explicit path natively: from the peer's certificate to the anchor, with all that
/// the library checks by itself. Each backend has one.
template <class V>
concept PathValidator = requires(V validate, path_view path, const expectation& expected) {
    { validate(path, expected) } -> std::same_as<finding_list>;
};

namespace detail {

/// Tries path after path until one passes the native library and the shared judgement. Keeps the
/// path with the fewest reasons against it, for the report.
template <PathValidator Validator>
class chain_verifier {
public:
    chain_verifier(const expectation& expected, Validator validate) noexcept
        : expected_{expected}, validate_{validate} {}

    void verify(std::span<const certificate_view> chain,
                std::span<const certificate_view> anchors) noexcept {
        path_search search{chain.subspan(1), anchors};
        const bool accepted = search.walk(
            chain.front(), [this](const certificate_path& path) { return try_path(path); });
        if (!accepted && search.visited() == 0) explain_missing_anchor(search.longest());
    }

    /// Puts what was found into a report.
    ///
    /// Errors: out_of_memory.
    result<verification> report(std::span<const certificate_view> chain) const noexcept {
        std::size_t size = 0;
        for (const auto& each : chain) size += each.der().size();
        for (const auto& each : best_path_) size += each.size();
        auto* made = detail::report::create(size);
        if (made == nullptr) return std::unexpected(error{errc::out_of_memory});
        for (const auto& each : chain) made->append(made->sent, each.der());
        for (const auto& each : best_path_) made->append(made->built, each);
        made->findings = best_.findings;
        made->tolerated = best_.tolerated;
        made->at = expected_.now;
        if (expected_.peer != nullptr) made->expected = *expected_.peer;
        return verification{shared<detail::report>::adopt(made)};
    }

private:
    static path_view view_of(const certificate_path& path) noexcept {
        return {path.data(), path.size()};
    }

    bool try_path(const certificate_path& path) noexcept {
        const auto held = judge(view_of(path), expected_, validate_(view_of(path), expected_));
        keep(path, held);
        return held.findings.empty();
    }

    void explain_missing_anchor(const certificate_path& path) noexcept {
        finding_list findings;
        note(findings, {reason::unknown_issuer, static_cast<std::uint8_t>(path.size() - 1)});
        keep(path, judge(view_of(path), expected_, findings));
    }

    void keep(const certificate_path& path, const verdict& held) noexcept {
        if (!best_path_.empty() && held.findings.size() >= best_.findings.size()) return;
        best_path_ = path;
        best_ = held;
    }

    const expectation& expected_;
    Validator validate_;
    certificate_path best_path_;
    verdict best_;
};

/// The objects in all of `sources`.
///
/// Errors: those of reading them, out_of_memory.
template <class Pool>
result<Pool> read_all(std::span<const source> sources) noexcept {
    bounded_list<std::optional<loaded_source>, 8> loaded;
    bounded_list<std::span<const std::byte>, 8> inputs;
    for (const auto& each : sources) {
        auto bytes = each.load();
        if (!bytes) return std::unexpected(bytes.error());
        inputs.push_back(bytes->bytes());
        loaded.push_back(std::move(*bytes));
    }
    return Pool::read({inputs.data(), inputs.size()});
}

/// Reads chain and trust, and verifies the one against the other.
template <PathValidator Validator>
result<verification> verify_chain(source chain, const verify_settings& settings, Validator validate,
                                  judgement::sha256_function sha256) noexcept {
    const auto read = read_all<certificate_pool>({&chain, 1});
    if (!read) return std::unexpected(at(field::certificate_chain, read.error()));
    if (read->views().empty() || read->first_skipped())
        return std::unexpected(
            error{errc::bad_input, read->skipped() != 0 ? cause::malformed : cause::no_certificate,
                  field::certificate_chain});
    const auto& sources = settings.trust.sources();
    const auto anchors = read_all<certificate_pool>({sources.data(), sources.size()});
    if (!anchors) return std::unexpected(at(field::trust, anchors.error()));
    const auto crls = read_all<crl_pool>({&settings.crls, 1});
    if (!crls) return std::unexpected(at(field::crls, crls.error()));
    const expectation expected{
        .peer = settings.identity ? &*settings.identity : nullptr,
        .purpose = settings.purpose,
        .policy = &settings.policy,
        .now = settings.time ? *settings.time : system_time(),
        .most_intermediates = settings.most_intermediates,
        .check_revocation = !settings.crls.empty(),
        .crls = crls->views(),
        .terms = &settings.terms,
        .sha256 = sha256,
    };
    chain_verifier verifier{expected, validate};
    verifier.verify(read->views(), anchors->views());
    return verifier.report(read->views());
}

}  // namespace detail
}  // namespace onetls
