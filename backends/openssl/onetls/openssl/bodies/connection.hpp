// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/client_hello.hpp>
#include <onetls/connection_info.hpp>
#include <onetls/detail/meeting.hpp>
#include <onetls/key_update.hpp>
#include <onetls/openssl/bodies/context_data.hpp>
#include <onetls/openssl/bodies/peer_judge.hpp>
#include <onetls/openssl/client_hello.hpp>
#include <onetls/openssl/connection.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/info.hpp>
#include <onetls/openssl/transport_callbacks.hpp>
#include <onetls/server_names.hpp>

namespace onetls::openssl {

template <class Unit>
basic_connection<Unit>::basic_connection(shared_context context,
                                         onetls::detail::kept_identity&& peer,
                                         onetls::detail::transport_reference transport) noexcept
    : judge_{std::move(context), std::move(peer)},
      announcer_{judge_.context()->observers.get(), judge_.peer()},
      wire_{transport} {}

template <class Unit>
basic_connection<Unit>::~basic_connection() {
    announcer_.end(progress_.ending());
}

template <class Unit>
result<void> basic_connection<Unit>::open(const BIO_METHOD* io) noexcept {
    native_.reset(SSL_new(context().native.get()));
    if (!native_) return std::unexpected(take_error(errc::out_of_memory));
    if (SSL_set_app_data(native_.get(), this) != 1)
        return std::unexpected(take_error(errc::out_of_memory));
    if (auto attached = attach(native_.get(), io, wire_); !attached) return attached;
    return judge_.peer() != nullptr ? become_client() : become_server();
}

template <class Unit>
handshake_result basic_connection<Unit>::handshake() noexcept {
    const onetls::detail::sole_use::call alone{use_};
    announcer_.begin();
    auto outcome = shake();
    announcer_.conclude(outcome, *this);
    return outcome;
}

template <class Unit>
result<void> basic_connection<Unit>::close() noexcept {
    const onetls::detail::sole_use::call alone{use_};
    if (const auto refused = progress_.before_close()) return std::unexpected(*refused);
    if (progress_.close_notify_sent()) return flush();
    progress_.begin_closing();
    if (auto flushed = flush_blocked(); !flushed) return flushed;
    if (auto changed = finish_key_change(); !changed) return changed;
    wire_.transport.forget();
    const auto notify = [this] { return SSL_shutdown(native_.get()); };
    if (wire_.hold_blocked(notify) < 0) return std::unexpected(settle_unsent(why_unsent()));
    wire_.end();
    progress_.note_close_notify_sent();
    announcer_.tell(event_kind::alert_sent, alert_description::close_notify);
    return flush();
}

template <class Unit>
result<void> basic_connection<Unit>::flush() noexcept {
    if (const auto refused = progress_.before_flush()) return std::unexpected(*refused);
    if (wire_.drain() && wire_.transport.flush()) return {};
    return std::unexpected(settle_unsent(wire_.transport.failure()));
}

template <class Unit>
result<void> basic_connection<Unit>::update_keys(key_update whose) noexcept {
    const onetls::detail::sole_use::call alone{use_};
    if (const auto refused = progress_.before_key_update()) return std::unexpected(*refused);
    if (SSL_version(native_.get()) != TLS1_3_VERSION)
        return std::unexpected(error{errc::unsupported, cause::none, field::versions});
    if (!updating_) {
        if (auto changed = finish_key_change(); !changed) return changed;
        const int native =
            whose == key_update::both ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED;
        if (SSL_key_update(native_.get(), native) != 1)
            return std::unexpected(take_error(errc::internal));
        updating_ = true;
    }
    auto changed = finish_key_change();
    if (changed) updating_ = false;
    return changed;
}

template <class Unit>
connection_info basic_connection<Unit>::info() const noexcept {
    if (!progress_.established()) return {};
    auto told = info_of(native_.get());
    if (!judge_.report().chain().empty()) told.peer_certificate = judge_.report().chain()[0];
    return told;
}

template <class Unit>
result<void> basic_connection<Unit>::meet_client() noexcept {
    const auto met = client_.meet(
        whole(judge_.context()).client_hello, read_client_hello(native_.get()),
        whole(judge_.context()).shown.leaves().size(), whole(judge_.context()).can_verify);
    if (!met) return refuse_client(met.error());
    if (const auto asked = client_.answer().client_auth)
        SSL_set_verify(native_.get(), verify_mode(*asked), nullptr);
    return {};
}

template <class Unit>
bool basic_connection<Unit>::serves(std::string_view name) const noexcept {
    return whole(judge_.context()).unknown_name == unknown_name::show_default ||
           client_.answer().credential ||
           onetls::serves(whole(judge_.context()).shown.leaves(), name);
}

template <class Unit>
void basic_connection<Unit>::show_credentials(std::string_view name) noexcept {
    if (whole(judge_.context()).shown.leaves().size() < 2) return;
    SSL_certs_clear(native_.get());
    if (const auto chosen = client_.answer().credential)
        return static_cast<void>(show(whole(judge_.context()).shown[*chosen], native_.get()));
    for_each_candidate(whole(judge_.context()).shown.leaves(), name, [this](std::size_t index) {
        show(whole(judge_.context()).shown[index], native_.get());
    });
}

template <class Unit>
result<std::string_view> basic_connection<Unit>::select_protocol(
    std::span<const std::byte> offered) const noexcept {
    const offered_protocols own{onetls::detail::as_bytes(whole(judge_.context()).protocols.view())};
    return onetls::detail::select_protocol(client_.answer(), own, offered_protocols{offered});
}

template <class Unit>
int basic_connection<Unit>::judge_peer(X509_STORE_CTX* path) noexcept {
    return judge_.judge(path) ? 1 : 0;
}

template <class Unit>
void basic_connection<Unit>::note_message(bool sent, int kind) noexcept {
    if (kind == SSL3_MT_NEWSESSION_TICKET && !sent) announcer_.tell(event_kind::ticket_received);
    if (kind == SSL3_MT_KEY_UPDATE)
        announcer_.tell(sent ? event_kind::key_update_sent : event_kind::key_update_received);
}

template <class Unit>
void basic_connection<Unit>::note_alert(bool received, int level_and_description) noexcept {
    const auto alert = static_cast<alert_description>(level_and_description & 0xFF);
    const bool fatal = level_and_description >> 8 == SSL3_AL_FATAL;
    if (received && alert == alert_description::close_notify) close_notify_received_ = true;
    if (fatal) (received ? alert_received_ : alert_sent_) = alert;
}

template <class Unit>
result<void> basic_connection<Unit>::become_client() noexcept {
    SSL_set_connect_state(native_.get());
    // The name is held with its terminating NUL.
    const auto name = judge_.peer()->dns_name();
    if (name.empty() || SSL_set_tlsext_host_name(native_.get(), name.data()) == 1) return {};
    return std::unexpected(take_error(errc::out_of_memory));
}

template <class Unit>
result<void> basic_connection<Unit>::become_server() noexcept {
    SSL_set_accept_state(native_.get());
    return {};
}

template <class Unit>
error basic_connection<Unit>::block(std::size_t size) noexcept {
    const auto failure = settle_unsent(why_unsent());
    if (is_retry(failure)) {
        progress_.block(size);
        blocked_with_ = changes_keys() ? holder::caller : holder::openssl;
    }
    return failure;
}

template <class Unit>
bool basic_connection<Unit>::seal_with_new_keys(const std::byte* from, std::size_t size,
                                                std::size_t& moved) noexcept {
    if (!wire_.transport.wants_retry() || !changes_keys()) return false;
    const auto change = [this] { return SSL_do_handshake(native_.get()); };
    if (wire_.hold_blocked(change) != 1) return false;
    wire_.transport.forget();
    return SSL_write_ex(native_.get(), from, size, &moved) == 1;
}

template <class Unit>
result<void> basic_connection<Unit>::take_over_record() noexcept {
    static constexpr std::byte unread{};
    std::size_t moved = 0;
    const int done = wire_.hold_everything(
        [&] { return SSL_write_ex(native_.get(), &unread, progress_.blocked(), &moved); });
    if (done != 1) return std::unexpected(take_error(errc::out_of_memory));
    blocked_with_ = holder::wire;
    return {};
}

template <class Unit>
result<std::size_t> basic_connection<Unit>::finish_record(const std::byte* from) noexcept {
    const auto size = progress_.blocked();
    const auto finished =
        blocked_with_ == holder::wire ? send_held(size) : write_record(from, size);
    if (finished) {
        progress_.unblock();
        blocked_with_ = holder::caller;
    }
    return finished;
}

template <class Unit>
result<std::size_t> basic_connection<Unit>::send_held(std::size_t size) noexcept {
    wire_.transport.forget();
    if (wire_.drain()) return size;
    return std::unexpected(settle_unsent(wire_.transport.failure()));
}

template <class Unit>
result<void> basic_connection<Unit>::flush_blocked() noexcept {
    if (blocked_with_ == holder::caller) return {};
    static constexpr std::byte unread{};
    const auto flushed = finish_record(&unread);
    return flushed ? result<void>{} : std::unexpected(flushed.error());
}

template <class Unit>
result<void> basic_connection<Unit>::finish_key_change() noexcept {
    if (!changes_keys()) return {};
    wire_.transport.forget();
    if (SSL_do_handshake(native_.get()) == 1) return {};
    return std::unexpected(settle_unsent(why_unsent()));
}

template <class Unit>
handshake_result basic_connection<Unit>::shake() noexcept {
    if (const auto refused = progress_.before_handshake()) return failed_handshake(*refused);
    wire_.transport.forget();
    if (SSL_do_handshake(native_.get()) != 1)
        return failed_handshake(settle(wire_.transport.explained(why())));
    if (auto kept = judge_.remember(); !kept) return failed_handshake(settle(kept.error()));
    progress_.establish();
    wire_.end_handshake();
    return {};
}

template <class Unit>
std::unexpected<error> basic_connection<Unit>::refuse_client(error why_not) noexcept {
    if (why_not.alert == alert_description::none) why_not.alert = alert_description::internal_error;
    progress_.settle(why_not);
    return std::unexpected(why_not);
}

template <class Unit>
error basic_connection<Unit>::settle(error failure) noexcept {
    announcer_.settle(failure);
    return progress_.settle(failure);
}

template <class Unit>
error basic_connection<Unit>::settle_unsent(error failure) noexcept {
    announcer_.settle(failure);
    return progress_.settle_unsent(failure);
}

template <class Unit>
std::unexpected<handshake_error> basic_connection<Unit>::failed_handshake(
    error failure) const noexcept {
    return std::unexpected(handshake_error{failure, judge_.report()});
}

template <class Unit>
error basic_connection<Unit>::why() noexcept {
    if (wire_.transport.wants_retry() && SSL_want(native_.get()) != SSL_NOTHING)
        return wire_.transport.failure();
    auto failure = sort_failure();
    if (failure.alert == alert_description::none) failure.alert = alert_sent_;
    return failure;
}

template <class Unit>
error basic_connection<Unit>::why_unsent() noexcept {
    const bool closed = std::exchange(close_notify_received_, false);
    const auto failure = why();
    close_notify_received_ = closed;
    return failure;
}

template <class Unit>
error basic_connection<Unit>::sort_failure() noexcept {
    if (const auto* const refusal = progress_.refusal()) return ERR_clear_error(), *refusal;
    // Under TLS 1.3 alerts are fatal whatever level they are sent at (RFC 8446 §6). Where
    // OpenSSL has noted nothing of its own, the queue may hold what others left there.
    const bool noted = !wire_.transport.failed() && !close_notify_received_;
    if (noted && alert_received_ == alert_description::none)
        alert_received_ = received_alert(ERR_peek_last_error());
    if (alert_received_ != alert_description::none) {
        auto refused = take_error(errc::peer_alert);
        refused.code = errc::peer_alert;
        refused.alert = alert_received_;
        return refused;
    }
    if (judge_.out_of_memory()) return {errc::out_of_memory};
    if (judge_.refused()) {
        auto refused = take_error(errc::untrusted_peer);
        refused.code = errc::untrusted_peer;
        return refused;
    }
    if (wire_.transport.failed() && !wire_.transport.wants_retry())
        return ERR_clear_error(), wire_.transport.failure();
    if (close_notify_received_) return {errc::closed};
    // In a handshake OpenSSL empties the queue first. Later only what it told the peer says
    // whether the failure is its own.
    const bool own =
        alert_sent_ == alert_description::none || alert_sent_ == alert_description::internal_error;
    const bool short_record = compat::is_short_record();
    auto failure = own || !progress_.established() ? take_error(errc::protocol_error)
                                                   : take_last_error(errc::protocol_error);
    if (short_record && failure.code == errc::internal) failure.code = errc::protocol_error;
    return failure;
}

}  // namespace onetls::openssl
