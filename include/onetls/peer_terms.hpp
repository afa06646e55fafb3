// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>
#include <utility>

#include <onetls/clock.hpp>
#include <onetls/config.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/error.hpp>
#include <onetls/judgement.hpp>
#include <onetls/parts.hpp>
#include <onetls/source.hpp>
#include <onetls/trust_terms.hpp>
#include <onetls/view_pool.hpp>

namespace onetls {

/// What a context keeps in order to judge the peers of its connections.
class peer_terms {
public:
    peer_terms() noexcept = default;

    /// Takes over the terms of either role's settings, and reads the revocation lists. A backend
    /// that was built without them, or without `parts`, leaves their code out, and refuses settings
    /// that need it.
    ///
    /// Errors: bad_input with field::crls; unsupported with field::crls or field::terms;
    /// out_of_memory.
    template <bool HasLists = true, parts Built = parts{}, class Config>
    result<void> take(const Config& settings) noexcept {
        const bool needs_more = (!Built.terms && !settings.terms.empty()) ||
                                (!Built.other_paths && !settings.terms.suit_one_path());
        if (needs_more)
            return std::unexpected(error{errc::unsupported, cause::not_in_backend, field::terms});
        if constexpr (Built.terms)
            if (auto kept = keep(settings.terms); !kept) return kept;
        clock_ = settings.clock;
        if (settings.crls.empty()) return {};
        if constexpr (!HasLists)
            return std::unexpected(error{errc::unsupported, cause::not_in_backend, field::crls});
        else
            return read_lists(settings.crls);
    }

    /// What the peer of one connection is held against: `peer` for a server, nobody for a client.
    template <parts Built = parts{}>
    expectation expected(
        const identity* peer, const judgement::chain_rules& rules, timestamp now,
        judgement::sha256_function sha256,
        judgement::profile_judge profile = &judgement::judge_profile) const noexcept {
        return {.peer = peer,
                .purpose = peer != nullptr ? purpose::server : purpose::client,
                .rules = rules,
                .now = now,
                .revocation = lists_ ? lists_->judge : nullptr,
                .crls = crls(),
                .terms = terms_ ? &terms_->wanted : nullptr,
                .sha256 = sha256,
                .constraints = Built.name_constraints ? &judgement::judge_constraints : nullptr,
                .profile = profile,
                .settle = terms_ ? terms_->settle : nullptr};
    }

    verdict_hook hook() const noexcept { return terms_ ? terms_->wanted.hook : verdict_hook{}; }
    pin_store_reference first_use() const noexcept {
        return terms_ ? terms_->wanted.first_use : pin_store_reference{};
    }
    timestamp now() const noexcept { return clock_(); }
    std::span<const crl_view> crls() const noexcept {
        return lists_ ? lists_->lists.views() : std::span<const crl_view>{};
    }

private:
    /// Terms, and the code for them, which programs that keep none leave out.
    struct kept_terms {
        trust_terms wanted;
        judgement::settlement settle = &judgement::settle;
    };

    /// As above, of revocation lists.
    struct kept_lists {
        crl_pool lists;
        judgement::revocation_judge judge = &judgement::judge_revocation;
    };

    /// Keeps `terms`, which are large, where there are any.
    result<void> keep(const trust_terms& terms) noexcept {
        if (terms.empty()) return {};
        terms_.reset(new (std::nothrow) kept_terms{terms});
        if (!terms_) return std::unexpected(error{errc::out_of_memory});
        return {};
    }

    result<void> read_lists(const source& from) noexcept {
        const auto loaded = from.load();
        if (!loaded) return std::unexpected(at(field::crls, loaded.error()));
        const auto bytes = loaded->bytes();
        auto lists = crl_pool::read({&bytes, 1});
        if (!lists) return std::unexpected(lists.error());
        if (lists->views().empty() || lists->skipped() != 0)
            return std::unexpected(error{errc::bad_input, cause::malformed, field::crls});
        lists_.reset(new (std::nothrow) kept_lists{std::move(*lists)});
        if (!lists_) return std::unexpected(error{errc::out_of_memory});
        return {};
    }

    detail::owned<kept_terms> terms_;
    clock_source clock_ = nullptr;  // Set by `take`; contexts without terms judge nobody.
    detail::owned<kept_lists> lists_;
};

}  // namespace onetls
