// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>

#include <onetls/connection_info.hpp>
#include <onetls/mbedtls/bodies/handshake.hpp>
#include <onetls/mbedtls/bodies/peer_judge.hpp>
#include <onetls/mbedtls/certificate.hpp>
#include <onetls/mbedtls/connection.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/info.hpp>
#include <onetls/mbedtls/transport_callbacks.hpp>

namespace onetls::mbedtls {

template <class Unit>
basic_connection<Unit>::basic_connection(const shared_context& context,
                                         onetls::detail::kept_identity&& peer,
                                         onetls::detail::transport_reference transport) noexcept
    : judge_{context, std::move(peer)},
      announcer_{context->observers.get(), judge_.peer()},
      wire_{.transport = transport, .watch = {}} {}

template <class Unit>
basic_connection<Unit>::~basic_connection() {
    announcer_.end(progress_.ending());
}

template <class Unit>
result<void> basic_connection<Unit>::open(transport_callbacks io) noexcept {
    const int failed = mbedtls_ssl_setup(native_.get(), context().native.get());
    if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
    mbedtls_ssl_set_user_data_p(native_.get(), this);
    attach(*native_, io, wire_);
    return judge_.peer() != nullptr ? become_client() : become_server();
}

template <class Unit>
result<void> basic_connection<Unit>::close() noexcept {
    const onetls::detail::sole_use::call alone{use_};
    if (const auto refused = progress_.before_close()) return std::unexpected(*refused);
    if (progress_.close_notify_sent()) return flush();
    progress_.begin_closing();
    if (!notifying_) {
        if (auto flushed = flush_blocked(); !flushed) return flushed;
    }
    // A read may have sent the rest of a close_notify that blocked; asked again, Mbed TLS would
    // send another.
    const bool gone = notifying_ && !wire_.transport.push_blocked();
    notifying_ = true;
    const int returned = gone ? 0 : repeat([&] { return mbedtls_ssl_close_notify(native_.get()); });
    if (returned != 0) return std::unexpected(settle_unsent(why(returned)));
    progress_.note_close_notify_sent();
    announcer_.tell(event_kind::alert_sent, alert_description::close_notify);
    return flush();
}

template <class Unit>
result<void> basic_connection<Unit>::flush() noexcept {
    if (const auto refused = progress_.before_flush()) return std::unexpected(*refused);
    if (wire_.transport.flush()) return {};
    return std::unexpected(settle_unsent(wire_.transport.failure()));
}

template <class Unit>
connection_info basic_connection<Unit>::info() const noexcept {
    if (!progress_.established()) return {};
    auto told = info_of(*native_);
    told.group = wire_.group;
    told.peer_signature = peer_signature_;
    if (const auto* const shown = mbedtls_ssl_get_peer_cert(native_.get()))
        told.peer_certificate = detail::der_of(*shown);
    if (judge_.peer() != nullptr)
        told.server_name = judge_.peer()->dns_name();
    else if (server_name_)
        told.server_name = server_name_.get();
    return told;
}

template <class Unit>
onetls::verification basic_connection<Unit>::verification() const noexcept {
    return progress_.established() ? judge_.accepted() : judge_.report();
}

template <class Unit>
bool basic_connection<Unit>::is_no_failure(int returned) noexcept {
    const bool ticket = returned == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
    if (ticket) announcer_.tell(event_kind::ticket_received);
    return ticket || (returned == MBEDTLS_ERR_SSL_WANT_READ && !wire_.transport.failed());
}

template <class Unit>
error basic_connection<Unit>::block(int returned, std::size_t size) noexcept {
    const auto failure = settle_unsent(why(returned));
    if (is_retry(failure)) progress_.block(record_size(size));
    return failure;
}

template <class Unit>
result<std::size_t> basic_connection<Unit>::finish_record(const std::byte* from) noexcept {
    const auto size = progress_.blocked();
    if (wire_.transport.push_blocked()) return repeat_record(from, size);
    progress_.unblock();
    return size;
}

template <class Unit>
result<std::size_t> basic_connection<Unit>::repeat_record(const std::byte* from,
                                                          std::size_t size) noexcept {
    const int returned = repeat([&] {
        const int written = seal(from, size);
        const bool ticket = written == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
        const bool went = ticket && !wire_.transport.push_blocked();
        return went ? static_cast<int>(size) : written;
    });
    if (returned < 0) return std::unexpected(block(returned, size));
    progress_.unblock();
    return static_cast<std::size_t>(returned);
}

template <class Unit>
result<void> basic_connection<Unit>::flush_blocked() noexcept {
    static constexpr std::byte unread{};
    const bool blocked = wire_.transport.push_blocked();
    if (progress_.blocked() == 0 && !blocked) return {};
    const auto flushed =
        progress_.blocked() != 0 ? finish_record(&unread) : repeat_record(&unread, 0);
    return flushed ? result<void>{} : std::unexpected(flushed.error());
}

template <class Unit>
error basic_connection<Unit>::alerting(error failure) noexcept {
    const bool told = wire_.pushed && failure.code != errc::negotiation_failed;
    if (is_retry(failure) || told || wire_.transport.failed() || failure.code == errc::peer_alert ||
        failure.code == errc::closed)
        return failure;
    if (wire_.misplaced) failure.alert = alert_description::unexpected_message;
    if (failure.alert == alert_description::none)
        failure.alert = failure.code == errc::protocol_error ? alert_description::decode_error
                                                             : alert_description::internal_error;
    (void)mbedtls_ssl_send_alert_message(native_.get(), MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                         static_cast<unsigned char>(failure.alert));
    return failure;
}

template <class Unit>
error basic_connection<Unit>::settle(error failure) noexcept {
    if (!is_retry(failure)) (void)wire_.transport.flush();
    announcer_.settle(failure);
    return progress_.settle(failure);
}

template <class Unit>
error basic_connection<Unit>::settle_unsent(error failure) noexcept {
    announcer_.settle(failure);
    return progress_.settle_unsent(failure);
}

template <class Unit>
error basic_connection<Unit>::why(int returned) noexcept {
    if (const auto* const refusal = progress_.refusal()) return *refusal;
    if (wire_.transport.wants_retry() &&
        (returned == MBEDTLS_ERR_SSL_WANT_READ || returned == MBEDTLS_ERR_SSL_WANT_WRITE))
        return wire_.transport.failure();
    if (wire_.transport.failed() && !wire_.transport.wants_retry())
        return wire_.transport.failure();
    if (judge_.out_of_memory()) return {errc::out_of_memory};
    auto failure = take_error(returned, errc::protocol_error);
    if (failure.code == errc::closed) return {errc::closed};
    if (judge_.refused()) failure.code = errc::untrusted_peer;
    if (failure.code == errc::untrusted_peer) judge_.explain(failure, is_tls1_3());
    note_alert(failure);
    return failure;
}

template <class Unit>
bool basic_connection<Unit>::is_tls1_3() const noexcept {
    return mbedtls_ssl_get_version_number(native_.get()) == MBEDTLS_SSL_VERSION_TLS1_3;
}

template <class Unit>
void basic_connection<Unit>::note_alert(error& failure) const noexcept {
    if (failure.native == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        failure.alert = compat::received_alert(*native_);
        return;
    }
    const auto seen = wire_.watch.alert();
    const bool unexplained =
        failure.code == errc::protocol_error || failure.code == errc::peer_alert;
    if (!unexplained || seen == alert_description::none) return;
    failure.code = errc::peer_alert;
    failure.alert = seen;
}

}  // namespace onetls::mbedtls
