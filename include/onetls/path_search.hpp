// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/bounded_list.hpp>
#include <onetls/certificate_view.hpp>
#include <onetls/verification.hpp>

namespace onetls {

/// Tries the paths that lead from a certificate to an anchor, one after the other, by the names of
/// issuers and the identifiers of keys. Signatures and everything else are left to the visitor.
///
/// Bounded: paths of at most 12 certificates, 2,000 steps, 50,000 comparisons of an issuer with
/// what it may have issued, 64 complete paths.
///
/// Source: RFC 4158.
class path_search {
public:
    path_search(std::span<const certificate_view> others,
                std::span<const certificate_view> anchors) noexcept
        : others_{others}, anchors_{anchors} {}

    /// Calls `visit(path)` for each path from `peer` to an anchor until it returns true, and says
    /// whether it did.
    template <class Visit>
    bool walk(const certificate_view& peer, Visit visit) noexcept {
        path_.clear();
        steps_of_path_.clear();
        longest_.clear();
        return extend(peer, visit);
    }

    /// The longest path of the last walk, complete or not: where none is complete, it shows whose
    /// issuer is missing.
    const certificate_path& longest() const noexcept { return longest_; }

    /// Complete paths that the last walk has visited.
    std::size_t visited() const noexcept { return visited_; }

private:
    static constexpr std::size_t longest_path = 12;
    static constexpr std::size_t most_steps = 2000;
    static constexpr std::size_t most_comparisons = 50'000;
    static constexpr std::size_t most_visits = 64;

    template <class Visit>
    bool extend(const certificate_view& last, Visit& visit) noexcept {
        if (++steps_ > most_steps || visited_ == most_visits || path_.size() == longest_path)
            return false;
        path_.push_back(last.der());
        steps_of_path_.push_back(&last);
        if (path_.size() > longest_.size()) longest_ = path_;
        const bool found = finish(last, visit) || climb(last, visit);
        steps_of_path_.pop_back();
        path_.pop_back();
        return found;
    }

    /// Ends the path at an anchor: at `last` itself, or one step above it.
    template <class Visit>
    bool finish(const certificate_view& last, Visit& visit) noexcept {
        for (const auto& anchor : anchors_) {
            const bool itself = der::equal(anchor.der(), last.der());
            if (!itself && !may_have_issued(anchor, last)) continue;
            // A peer that another one vouches for is no anchor of itself.
            if (itself && path_.size() == 1 && !last.self_issued()) continue;
            if (visited_ == most_visits) return false;
            ++visited_;
            if (!itself) path_.push_back(anchor.der());
            const bool accepted = visit(path_);
            if (!itself) path_.pop_back();
            if (accepted) return true;
        }
        return false;
    }

    /// Goes on through the certificates that may have issued `last`.
    template <class Visit>
    bool climb(const certificate_view& last, Visit& visit) noexcept {
        for (const auto& each : others_) {
            if (++comparisons_ > most_comparisons) return false;
            if (may_have_issued(each, last) && !stands_in_path(each) && extend(each, visit))
                return true;
        }
        return false;
    }

    static bool may_have_issued(const certificate_view& issuer,
                                const certificate_view& issued) noexcept {
        if (!(issuer.subject() == issued.issuer())) return false;
        const auto wanted = issued.authority_key_identifier();
        const auto own = issuer.subject_key_identifier();
        return !wanted || !wanted->key || !own || der::equal(*wanted->key, own->value);
    }

    /// The same key under the same name leads in circles, whatever else the certificate says.
    bool stands_in_path(const certificate_view& candidate) const noexcept {
        for (const auto* known : steps_of_path_)
            if (known->subject() == candidate.subject() &&
                der::equal(known->public_key().spki, candidate.public_key().spki))
                return true;
        return false;
    }

    std::span<const certificate_view> others_;
    std::span<const certificate_view> anchors_;
    certificate_path path_;
    certificate_path longest_;
    bounded_list<const certificate_view*, longest_path> steps_of_path_;
    std::size_t steps_ = 0;
    std::size_t comparisons_ = 0;
    std::size_t visited_ = 0;
};

}  // namespace onetls
