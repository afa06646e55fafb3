// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/bounded_list.hpp>
#include <onetls/detail/kept_identity.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/time.hpp>
#include <onetls/verification.hpp>

namespace onetls {

struct expectation;
struct judged_peer;

namespace mbedtls {

/// The path that Mbed TLS builds, and what it finds wrong with it, collected while it verifies. How
/// is in `bodies/peer_judge.hpp`.
///
/// The certificates belong to the session and to the context, which outlive this; after a failure
/// the session's are gone, so that a report has to be made before the hook returns.
class path {
    // Mbed TLS builds no longer paths: MBEDTLS_X509_MAX_INTERMEDIATE_CA and both ends.
    static constexpr std::size_t longest = MBEDTLS_X509_MAX_INTERMEDIATE_CA + 2;

public:
    using der_list = bounded_list<std::span<const std::byte>, longest>;

    /// Takes in the certificate at `depth`. Mbed TLS starts at the anchor and ends at depth 0.
    ///
    /// Its own comparisons of names and dates are left out: the shared judgement compares them.
    inline void take(const mbedtls_x509_crt& certificate, std::size_t depth,
                     std::uint32_t flags) noexcept;

    /// Says whether Mbed TLS has found nothing.
    bool spotless() const noexcept { return !flags_ && !too_long_ && !lost_; }

    /// Says whether there was no memory for what Mbed TLS has found.
    bool lost() const noexcept { return lost_; }

    /// Notes what Mbed TLS found, the anchor's flaws first.
    inline void note_found(finding_room& findings) const noexcept;

    /// The complete path, the peer's own certificate first.
    inline der_list built() const noexcept;

    bool empty() const noexcept { return size_ == 0; }

    /// Calls `visit(der)` for each certificate as the peer sent it.
    template <class Visit>
    void for_each_sent(Visit visit) const noexcept;

    /// Makes a report with the certificates and what was `expected` of them.
    ///
    /// Returns an empty handle when out of memory.
    inline onetls::detail::shared<onetls::detail::report> report(
        const expectation& expected) const noexcept;

private:
    using flag_list = std::array<std::uint32_t, longest>;

    std::array<const mbedtls_x509_crt*, longest> built_{};
    onetls::detail::owned<flag_list> flags_;  ///< Where there are any: seldom.
    std::uint8_t size_ = 0;
    bool too_long_ = false;
    bool lost_ = false;
};

/// Judges the peer of one connection, and keeps what came of it. How is in
/// `bodies/peer_judge.hpp`.
class peer_judge {
public:
    /// For the server `peer`, or, where that is nobody, for the client of a server.
    peer_judge(const shared_context& context, onetls::detail::kept_identity&& peer) noexcept
        : context_{context}, peer_{std::move(peer)} {}

    /// Takes in a certificate of the peer's path, and judges it when it is complete; called within
    /// the handshake. Leaves in `flags` what the peer is refused for.
    inline void judge(const mbedtls_x509_crt& certificate, int depth,
                      std::uint32_t& flags) noexcept;

    /// Has the store remember a key that was trusted because it was seen first; called after the
    /// handshake.
    ///
    /// Errors: those of the store; internal.
    ///
    /// Never inlined: what it holds would lie on the stack during the handshake. A template, since
    /// g++ warns of what is declared `inline` and never is.
    template <class Unit = void>
    [[gnu::noinline]] result<void> remember() const noexcept;

    /// Completes an error about the peer's certificate. One that cannot be parsed never came as far
    /// as to be judged; a client that shows none is refused for that, with the alert that Mbed TLS
    /// has sent by itself.
    inline void explain(error& failure, bool is_tls1_3) noexcept;

    const shared_context& context() const noexcept { return context_; }

    /// Whom the connection should lead to; nullptr for the clients of a server.
    const identity* peer() const noexcept { return peer_.get(); }

    /// The report of a peer that was refused; nothing for others, of whom `accepted` makes one.
    const verification& report() const noexcept { return report_; }

    /// The report of a peer that was accepted, from the certificates that the session keeps.
    inline verification accepted() const noexcept;

    /// Says whether the peer was judged and accepted.
    bool accepts() const noexcept { return judged_ && !refused() && !out_of_memory_; }
    bool refused() const noexcept { return report_.known() && !report_.trusted(); }
    bool out_of_memory() const noexcept { return out_of_memory_; }

private:
    /// Says whether the path that Mbed TLS built is accepted without further ado. What is found
    /// against it is not kept: the stack is short here, and it will be found again.
    ///
    /// Never inlined: what it holds would lie on the stack while others are searched for.
    template <class Unit = void>
    [[gnu::noinline]] bool is_first_path_spotless() noexcept;

    // The next two are not inlined either: what they hold would lie on the stack while a first path
    // is judged.

    /// Keeps a report of a peer that is accepted, which the hook may refuse.
    template <class Unit = void>
    [[gnu::noinline]] void keep_for_hook() noexcept;

    /// Gives the peer its second chance, and finds all that is wrong.
    template <class Unit = void>
    [[gnu::noinline]] void look_further() noexcept;

    /// The report on the path that Mbed TLS built.
    inline judged_peer judged_first_path() const noexcept;

    /// Keeps the report, which is made while the certificates are there: of a peer that is not
    /// accepted without further ado, and for the hook. Without memory for it the peer is refused.
    inline void keep(const judged_peer& judged) noexcept;

    /// Looks for the best path through what the peer sent, whatever Mbed TLS made of it.
    inline judged_peer search() const noexcept;

    inline expectation expected() const noexcept;

    shared_context context_;
    onetls::detail::kept_identity peer_;
    path path_;
    timestamp judged_at_;
    verification report_;
    bool judged_ = false;
    bool first_seen_ = false;
    bool out_of_memory_ = false;
};

}  // namespace mbedtls
}  // namespace onetls
