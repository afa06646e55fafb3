// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/bounded_list.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/observer.hpp>
#include <onetls/verification.hpp>

namespace onetls::detail {

/// The observers of a context: its own, and that of the application.
using observer_list = bounded_list<observer, 2>;

/// Tells the observers what happens on one connection. Does nothing where there are none. Never
/// moves, since its address is what tells connections apart.
///
/// Lifetime: keeps a view of the observers and of the peer's identity.
class announcer {
public:
    announcer(const observer_list* told, const identity* peer) noexcept
        : told_{told}, peer_{peer} {}
    announcer(const announcer&) = delete;
    announcer& operator=(const announcer&) = delete;

    void begin() noexcept {
        if (told_ == nullptr || stage_ != stage::fresh) return;
        stage_ = stage::begun;
        tell(event_kind::handshake_started);
    }

    /// Tells how the handshake of `tls` came out, once it has.
    template <class Connection>
    void conclude(const handshake_result& outcome, const Connection& tls) noexcept {
        if (stage_ != stage::begun) return;
        if (!outcome && is_retry(outcome.error())) return;
        stage_ = stage::over;
        outcome ? tell_done(tls) : tell_failed(outcome.error());
    }

    /// Tells of the alert that stands behind `failure`, if there is one.
    void settle(error failure) noexcept {
        if (told_ == nullptr) return;
        if (failure.code == errc::closed)
            return tell(event_kind::alert_received, alert_description::close_notify);
        if (failure.alert == alert_description::none) return;
        const bool received = failure.code == errc::peer_alert;
        tell(received ? event_kind::alert_received : event_kind::alert_sent, failure.alert);
    }

    /// Tells of what needs no more words than an alert.
    [[gnu::noinline]] void tell(event_kind what,
                                alert_description alert = alert_description::none) const noexcept {
        tell({.what = what, .connection = this, .peer = peer_, .alert = alert});
    }

    /// Tells that nothing follows. `failure` says how the connection had ended, if it had.
    void end(const error* failure) noexcept {
        if (stage_ == stage::fresh) return;
        tell({.what = event_kind::ended, .connection = this, .peer = peer_, .failure = failure});
    }

private:
    enum class stage : unsigned char { fresh, begun, over };

    // None of them is inlined: what they tell would lie on the stack during the handshake.
    template <class Connection>
    [[gnu::noinline]] void tell_done(const Connection& tls) const noexcept {
        const auto info = tls.info();
        const auto report = tls.verification();
        tell({.what = event_kind::handshake_done,
              .connection = this,
              .peer = peer_,
              .info = &info,
              .report = &report});
    }

    [[gnu::noinline]] void tell_failed(const handshake_error& failure) const noexcept {
        tell({.what = event_kind::handshake_failed,
              .connection = this,
              .peer = peer_,
              .failure = &failure,
              .report = &failure.report});
    }

    void tell(const event& seen) const noexcept {
        if (told_ == nullptr) return;
        for (const auto& each : *told_) each.notice(each.context, seen);
    }

    const observer_list* told_;  ///< nullptr: nobody.
    const identity* peer_;
    stage stage_ = stage::fresh;
};

/// In the place of an announcer, in programs without observers.
class silent_announcer {
public:
    silent_announcer(const observer_list*, const identity*) noexcept {}

    void begin() noexcept {}
    template <class Connection>
    void conclude(const handshake_result&, const Connection&) noexcept {}
    void settle(error) noexcept {}
    void tell(event_kind, alert_description = alert_description::none) const noexcept {}
    void end(const error*) noexcept {}
};

}  // namespace onetls::detail
