// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <new>
#include <optional>
#include <span>

#include <onetls/bounded_list.hpp>
#include <onetls/detail/copying.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>
#include <onetls/forward.hpp>
#include <onetls/identity.hpp>
#include <onetls/key_pin.hpp>
#include <onetls/reason.hpp>
#include <onetls/text.hpp>
#include <onetls/time.hpp>
#include <onetls/trust_terms.hpp>

namespace onetls {

/// Certificates in DER, the peer's own first.
///
/// Lifetime: borrows from the report that it came from.
class certificate_chain {
public:
    /// Where a certificate lies within the bytes of a report.
    struct extent {
        std::uint32_t offset;
        std::uint32_t size;
    };
    using extents = bounded_list<extent, 16>;

    certificate_chain() noexcept = default;
    certificate_chain(const std::byte* bytes, std::span<const extent> list) noexcept
        : bytes_{bytes}, extents_{list} {}

    std::size_t size() const noexcept { return extents_.size(); }
    bool empty() const noexcept { return extents_.empty(); }

    /// The DER of the certificate at `depth`, which is less than `size()`.
    std::span<const std::byte> operator[](std::size_t depth) const noexcept {
        return {bytes_ + extents_[depth].offset, extents_[depth].size};
    }

private:
    const std::byte* bytes_ = nullptr;
    std::span<const extent> extents_;
};

/// The certificates of a path in DER, the peer's own first.
using certificate_path = bounded_list<std::span<const std::byte>, 16>;

namespace detail {

/// What a verification came to, in one block of memory: the header and behind it the certificates.
class report final : public counted {
public:
    /// Makes a report with room for `capacity` bytes of DER; nullptr when out of memory.
    static report* create(std::size_t capacity) noexcept {
        void* const block = ::operator new(sizeof(report) + capacity, std::nothrow);
        return block == nullptr ? nullptr : new (block) report{capacity};
    }
    static void destroy(report* made) noexcept {
        made->~report();
        ::operator delete(made);
    }

    /// Sets `size` bytes aside for the next certificate of `chain`; empty when there is no room.
    std::span<std::byte> append(certificate_chain::extents& chain, std::size_t size) noexcept {
        if (size > capacity_ - used_) return {};
        const certificate_chain::extent place{static_cast<std::uint32_t>(used_),
                                              static_cast<std::uint32_t>(size)};
        if (!chain.push_back(place)) return {};
        used_ += size;
        return {bytes() + place.offset, size};
    }

    /// Copies `der` as the next certificate of `chain`.
    void append(certificate_chain::extents& chain, std::span<const std::byte> der) noexcept {
        const auto place = append(chain, der.size());
        copy(der.first(place.size()), place.data());
    }

    certificate_chain in(const certificate_chain::extents& chain) const noexcept {
        return {bytes(), {chain.data(), chain.size()}};
    }

    /// The path in the form in which it is judged.
    certificate_path path() const noexcept {
        certificate_path listed;
        for (const auto& place : built) listed.push_back({bytes() + place.offset, place.size});
        return listed;
    }

    /// Says whether nothing was found at all, so that nothing had to be put up with either.
    bool spotless() const noexcept { return findings.empty() && tolerated.empty(); }

    certificate_chain::extents sent;
    certificate_chain::extents built;
    finding_list findings;
    finding_list tolerated;
    std::optional<key_change> changed_key;
    std::optional<identity> expected;
    timestamp at{};

private:
    explicit report(std::size_t capacity) noexcept : capacity_{capacity} {}

    std::byte* bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
    const std::byte* bytes() const noexcept { return reinterpret_cast<const std::byte*>(this + 1); }

    std::size_t capacity_;
    std::size_t used_ = 0;
};

/// Writes what was refused and why. Defined in `explanation.hpp`, which each backend includes; a
/// template, so that a program may have it compiled once.
template <class Unit = void>
text<1024> explain(const verification& told) noexcept;

}  // namespace detail

/// What verifying a peer came to: every reason, the certificates, whom the caller expected.
///
/// Cheap to copy, and independent of the stream that it came from. Exists for success too. What
/// views it needs one that lives on: `stream.verification().findings()` does not compile.
class verification {
public:
    /// The report of a peer that was not verified: `known()` is false.
    verification() noexcept = default;
    explicit verification(detail::shared<detail::report> report) noexcept
        : report_{std::move(report)} {}

    /// Says whether a peer was verified at all. A server that asks for no certificate knows
    /// nothing.
    bool known() const noexcept { return static_cast<bool>(report_); }

    /// Says whether the peer was accepted.
    bool trusted() const noexcept { return known() && report_->findings.empty(); }

    /// Every reason that was found, at its depth; empty for a peer that is trusted.
    std::span<const finding> findings() const& noexcept {
        if (!known()) return {};
        return {report_->findings.data(), report_->findings.size()};
    }

    /// What was found and put up with: by a trusted key, first use, an exception, or a waiver.
    std::span<const finding> tolerated() const& noexcept {
        if (!known()) return {};
        return {report_->tolerated.data(), report_->tolerated.size()};
    }

    bool has(reason why) const noexcept { return known() && onetls::has(report_->findings, why); }

    /// The certificates as the peer sent them; the first 16 of a longer chain.
    certificate_chain chain() const& noexcept {
        return known() ? report_->in(report_->sent) : certificate_chain{};
    }

    /// The path that was judged, from the peer's certificate towards an anchor. It ends early where
    /// no issuer was found.
    certificate_chain verified_chain() const& noexcept {
        return known() ? report_->in(report_->built) : certificate_chain{};
    }

    /// Whom the caller expected; nothing for the clients of a server.
    std::optional<identity> expected() const noexcept {
        return known() ? report_->expected : std::nullopt;
    }

    /// The two keys of a peer that was refused for reason::key_changed.
    std::optional<onetls::key_change> changed_key() const noexcept {
        return known() ? report_->changed_key : std::nullopt;
    }

    /// The certificate that the peer presented, with its names; nothing if it cannot be read.
    /// Who looks at it includes `certificate_view.hpp`.
    template <class View = certificate_view>
    std::optional<View> presented() const& noexcept {
        const auto from = verified_chain().empty() ? chain() : verified_chain();
        if (from.empty()) return {};
        const auto view = View::parse(from[0]);
        return view ? std::optional{*view} : std::nullopt;
    }

    std::span<const finding> findings() const&& = delete;
    std::span<const finding> tolerated() const&& = delete;
    certificate_chain chain() const&& = delete;
    certificate_chain verified_chain() const&& = delete;
    void presented() const&& = delete;

    /// The time that validity was judged at.
    timestamp time() const noexcept { return known() ? report_->at : timestamp{}; }

    /// A readable paragraph: what was refused and why, with advice (`explanation.hpp`).
    text<1024> explain() const noexcept;

private:
    friend verification ask(const verdict_hook& hook, verification report) noexcept;

    void refuse() noexcept { note(report_->findings, {reason::refused_by_hook}); }

    detail::shared<detail::report> report_;
};

/// Puts `report` before the application's `hook`, if there is one, and notes a refusal of what was
/// accepted.
inline verification ask(const verdict_hook& hook, verification report) noexcept {
    if (hook.accepts == nullptr || !report.known()) return report;
    const bool trusted = report.trusted();
    if (!hook.accepts(hook.context, report) && trusted) report.refuse();
    return report;
}

/// A handshake that failed: the error, and what was found about the peer before it failed.
struct handshake_error : error {
    verification report = {};

    handshake_error(error failure) noexcept : error{failure} {}
    handshake_error(error failure, verification found) noexcept
        : error{failure}, report{std::move(found)} {}
};

using handshake_result = std::expected<void, handshake_error>;

/// Writes the error, and for an untrusted peer every reason with advice.
template <CharacterStream Stream>
Stream& operator<<(Stream& stream, const handshake_error& failure) {
    stream << static_cast<const error&>(failure);
    if (!failure.report.known() || failure.report.trusted()) return stream;
    const auto told = failure.report.explain();
    stream.write(": ", 2);
    stream.write(told.view().data(), static_cast<std::ptrdiff_t>(told.view().size()));
    return stream;
}

inline text<1024> verification::explain() const noexcept {
    return detail::explain<>(*this);
}

}  // namespace onetls
