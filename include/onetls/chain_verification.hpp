// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include <onetls/application_defaults.hpp>
#include <onetls/bounded_list.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/judgement.hpp>
#include <onetls/path_search.hpp>
#include <onetls/verification.hpp>
#include <onetls/verify_settings.hpp>
#include <onetls/view_pool.hpp>

namespace onetls {

/// What a native library has to offer to a search for paths. Each backend has one.
///
/// - Validates an explicit path, from the peer's certificate to the anchor, with all that the
///   library checks by itself, and notes what it finds.
/// - Says whether the key of `issuer` made the signature of `issued`; false, too, where that cannot
///   be told. It says nothing of whether `issuer` may issue.
template <class V>
concept PathValidator =
    requires(V validate, path_view path, const expectation& expected, finding_room& findings,
             const certificate_view& issued, const certificate_view& issuer) {
        { validate(path, expected, findings) } -> std::same_as<void>;
        { V::made_signature(issued, issuer) } -> std::same_as<bool>;
    };

/// What judging a peer came to: the report, and whether its key has to be remembered. Without a
/// report there was no memory for it, and the peer is refused.
struct judged_peer {
    detail::shared<detail::report> report;
    bool first_seen = false;
};

namespace detail {

/// Puts what a path was held against into a report.
inline void put_into(report& made, const expectation& expected) noexcept {
    made.at = expected.now;
    if (expected.peer != nullptr) made.expected = *expected.peer;
}

/// Puts what came of it into a report.
inline void put_into(report& made, const verdict& held) noexcept {
    made.findings = held.findings;
    made.tolerated = held.tolerated;
    made.changed_key = held.changed_key;
}

/// Tries path after path until one passes the native library and the shared judgement. Keeps the
/// path with the fewest reasons against it, for the report.
template <PathValidator Validator>
class chain_verifier {
public:
    /// Makes one on the heap: for the stack of a small device it is too large. Nothing when out of
    /// memory.
    ///
    /// Lifetime: `expected` outlives it.
    static owned<chain_verifier> create(const expectation& expected, Validator validate) noexcept {
        return owned<chain_verifier>{new (std::nothrow) chain_verifier{expected, validate}};
    }

    void verify(std::span<const certificate_view> chain,
                std::span<const certificate_view> anchors) noexcept {
        path_search search{chain.subspan(1), anchors};
        const bool accepted = search.walk(
            chain.front(), [this](const certificate_path& path) { return try_path(path); });
        if (!accepted && search.visited() == 0) explain_missing_anchor(search.longest());
    }

    /// Refuses a peer whose own certificate cannot be read.
    void refuse_unreadable() noexcept {
        const certificate_path nothing;
        conclude(nothing);
    }

    /// Puts what was found into a report; `for_each_sent` calls back with the DER of each
    /// certificate of the peer.
    template <class ForEach>
    judged_peer report(ForEach for_each_sent) const noexcept {
        std::size_t size = 0;
        for_each_sent([&](std::span<const std::byte> der) { size += der.size(); });
        for (const auto& each : best_path_) size += each.size();
        auto* made = detail::report::create(size);
        if (made == nullptr) return {};
        for_each_sent([&](std::span<const std::byte> der) { made->append(made->sent, der); });
        for (const auto& each : best_path_) made->append(made->built, each);
        put_into(*made, expected_);
        put_into(*made, best_);
        return {shared<detail::report>::adopt(made), best_.first_seen};
    }

private:
    chain_verifier(const expectation& expected, Validator validate) noexcept
        : expected_{expected}, validate_{validate} {}

    static path_view view_of(const certificate_path& path) noexcept {
        return {path.data(), path.size()};
    }

    bool try_path(const certificate_path& path) noexcept {
        tried_.clear();
        validate_(view_of(path), expected_, tried_.findings);
        if (has_broken_link(path, tried_.findings)) check_signatures(path, path.size() - 1);
        conclude(path);
        return tried_.findings.empty();
    }

    void explain_missing_anchor(const certificate_path& path) noexcept {
        note(tried_.findings, {reason::unknown_issuer, static_cast<std::uint8_t>(path.size() - 1)});
        check_signatures(path, path.size());
        conclude(path);
    }

    static bool has_broken_link(const certificate_path& path,
                                const finding_room& findings) noexcept {
        for (const auto& each : findings)
            if (each.why == reason::unknown_issuer && each.depth + std::size_t{1} < path.size())
                return true;
        return false;
    }

    /// Notes which of the first `count` signatures were not made by the issuer that the path shows:
    /// the next one, or the last certificate itself where it names itself.
    ///
    /// Never inlined: two certificates would lie on the stack while the path is judged.
    [[gnu::noinline]] void check_signatures(const certificate_path& path,
                                            std::size_t count) noexcept {
        for (std::size_t depth = 0; depth != count; ++depth) {
            const bool last = depth + 1 == path.size();
            const auto issued = certificate_view::parse(path[depth]);
            const auto issuer = certificate_view::parse(path[last ? depth : depth + 1]);
            if (!issued || !issuer || (last && !issued->self_issued())) continue;
            if (!Validator::made_signature(*issued, *issuer))
                note(tried_.findings, {reason::bad_signature, static_cast<std::uint8_t>(depth)});
        }
    }

    /// Judges the path that is being tried, and keeps it if it is the best.
    void conclude(const certificate_path& path) noexcept {
        judge(view_of(path), expected_, tried_);
        if (held_ && tried_.findings.size() >= best_.findings.size()) return;
        held_ = true;
        best_path_ = path;
        best_ = tried_;
    }

    const expectation& expected_;
    Validator validate_;
    certificate_path best_path_;
    verdict best_;
    verdict tried_;
    bool held_ = false;
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
    if (!settings.time && settings.clock == nullptr)
        return std::unexpected(error{errc::bad_input, cause::missing, field::clock});
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
    if (crls->skipped() != 0 || crls->views().empty() != settings.crls.empty())
        return std::unexpected(error{errc::bad_input, cause::malformed, field::crls});
    const expectation expected{
        .peer = settings.identity ? &*settings.identity : nullptr,
        .purpose = settings.purpose,
        .rules = floors_permitted(settings.policy),
        .now = settings.time ? *settings.time : settings.clock(),
        .most_intermediates = settings.most_intermediates,
        .revocation = settings.crls.empty() ? nullptr : &judgement::judge_revocation,
        .crls = crls->views(),
        .terms = &settings.terms,
        .sha256 = sha256,
    };
    const auto verifier = chain_verifier<Validator>::create(expected, validate);
    if (!verifier) return std::unexpected(error{errc::out_of_memory});
    verifier->verify(read->views(), anchors->views());
    const auto judged = verifier->report([&](auto take) {
        for (const auto& each : read->views()) take(each.der());
    });
    if (!judged.report) return std::unexpected(error{errc::out_of_memory});
    return ask(settings.terms.hook, verification{judged.report});
}

/// Judges, within a handshake, a peer whose natively built path was not accepted without further
/// ado: there may be a better path, and every backend tells the reasons of the same one.
///
/// Both walks call back with the DER of one certificate after the other: those that the peer sent,
/// its own first, and the anchors that may matter.
template <PathValidator Validator, class ForEachSent, class ForEachAnchor>
judged_peer verify_sent(ForEachSent for_each_sent, ForEachAnchor for_each_anchor,
                        const expectation& expected, Validator validate) noexcept {
    const auto chain = certificate_pool::borrow(for_each_sent);
    const auto anchors = certificate_pool::borrow(for_each_anchor);
    const auto verifier = chain_verifier<Validator>::create(expected, validate);
    if (!chain || !anchors || !verifier) return {};
    if (chain->views().empty() || chain->first_skipped())
        verifier->refuse_unreadable();
    else
        verifier->verify(chain->views(), anchors->views());
    return verifier->report(for_each_sent);
}

}  // namespace detail
}  // namespace onetls
