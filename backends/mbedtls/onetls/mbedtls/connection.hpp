// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <onetls/connection_info.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/gather.hpp>
#include <onetls/detail/met_client.hpp>
#include <onetls/detail/progress.hpp>
#include <onetls/detail/sole_use.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/identity.hpp>
#include <onetls/mbedtls/client_hello.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/info.hpp>
#include <onetls/mbedtls/peer_judge.hpp>
#include <onetls/mbedtls/transport_callbacks.hpp>
#include <onetls/mbedtls/wire.hpp>
#include <onetls/server_names.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {

/// One TLS connection over a transport whose type is forgotten. Never moves: Mbed TLS keeps
/// pointers to it.
class connection {
public:
    connection(const shared_context& context, const identity* peer,
               onetls::detail::transport_reference transport) noexcept
        : context_{context},
          judge_{context, peer},
          announcer_{context_->observers, judge_.peer()},
          wire_{.transport = transport, .watch = {}} {}
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { announcer_.end(progress_.ending()); }

    /// Makes the native connection, which reaches the transport by `io`. Called once, before all
    /// others.
    ///
    /// Errors: out_of_memory, internal.
    result<void> open(transport_callbacks io) noexcept {
        const int failed = mbedtls_ssl_setup(native_.get(), context_->native.get());
        if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
        mbedtls_ssl_set_user_data_p(native_.get(), this);
        attach(*native_, io, wire_);
        return judge_.peer() != nullptr ? become_client() : become_server();
    }

    handshake_result handshake() noexcept {
        const onetls::detail::sole_use::call alone{use_};
        announcer_.begin();
        auto outcome = shake();
        announcer_.conclude(outcome, *this);
        return outcome;
    }

    result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        const onetls::detail::sole_use::call alone{use_};
        if (const auto refused = progress_.before_read()) return std::unexpected(*refused);
        if (into.empty()) return 0;
        const int returned = read_data(into);
        if (returned > 0) return static_cast<std::size_t>(returned);
        return std::unexpected(settle(alerting(why(returned))));
    }

    result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const onetls::detail::sole_use::call alone{use_};
        if (const auto refused = progress_.before_write(from.size()))
            return std::unexpected(*refused);
        if (from.empty()) return 0;
        if (progress_.blocked() != 0) return finish_record(from.data());
        if (wire_.transport.push_blocked())
            if (auto flushed = flush_blocked(); !flushed) return std::unexpected(flushed.error());
        const std::size_t largest = context_->record_size;
        return write_record(from.data(), std::min(from.size(), largest));
    }

    result<std::size_t> write_some(const pieces& from) noexcept {
        return onetls::detail::write_gathered<MBEDTLS_SSL_OUT_CONTENT_LEN>(
            from, record_size(context_->record_size),
            [this](std::span<const std::byte> record) { return write_some(record); });
    }

    result<void> close() noexcept {
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
        const int returned =
            gone ? 0 : repeat([&] { return mbedtls_ssl_close_notify(native_.get()); });
        if (returned != 0) return std::unexpected(settle(why(returned)));
        progress_.note_close_notify_sent();
        announcer_.tell(event_kind::alert_sent, alert_description::close_notify);
        return flush();
    }

    /// Sends what the transport holds back.
    result<void> flush() noexcept {
        if (const auto refused = progress_.before_flush()) return std::unexpected(*refused);
        if (wire_.transport.flush()) return {};
        return std::unexpected(settle(wire_.transport.failure()));
    }

    bool buffered() const noexcept {
        return mbedtls_ssl_check_pending(native_.get()) != 0 || wire_.transport.holds_input();
    }

    connection_info info() const noexcept {
        if (!progress_.established()) return {};
        auto told = info_of(*native_);
        told.group = wire_.group;
        told.peer_signature = peer_signature_;
        if (const auto* const shown = mbedtls_ssl_get_peer_cert(native_.get()))
            told.peer_certificate = detail::der_of(*shown);
        told.server_name = judge_.peer() != nullptr
                               ? judge_.peer()->dns_name()
                               : onetls::detail::as_characters(server_name_.span());
        return told;
    }

    onetls::verification verification() const noexcept {
        return progress_.established() ? judge_.accepted() : judge_.report();
    }

    const mbedtls_ssl_context* native() const noexcept { return native_.get(); }
    mbedtls_ssl_context* native() noexcept { return native_.get(); }

    /// Decides what the client is shown and asked for; called by Mbed TLS when it has read the
    /// ClientHello.
    ///
    /// Errors: kept, for the failure of the handshake.
    result<void> receive_client() noexcept {
        if (context_->client_hello)
            if (auto met = meet_client(); !met) return refuse_client(met.error());
        const auto name = asked_name();
        if (!is_server_name(name))
            return refuse_client(
                {.code = errc::protocol_error, .alert = alert_description::unrecognized_name});
        if (!serves(name))
            return refuse_client(
                {.code = errc::negotiation_failed, .alert = alert_description::unrecognized_name});
        if (!note_server_name(name) || !show_credentials(name))
            return refuse_client({errc::out_of_memory});
        return {};
    }

    /// The connection that `native` belongs to.
    static connection& of(mbedtls_ssl_context* native) noexcept {
        return *static_cast<connection*>(mbedtls_ssl_get_user_data_p(native));
    }

private:
    /// Has the server's hook decide on the client.
    result<void> meet_client() noexcept {
        const auto offered = read_client_hello(*native_);
        if (!offered)
            return std::unexpected(
                error{.code = errc::protocol_error, .alert = alert_description::decode_error});
        const auto met = client_.meet(context_->client_hello, *offered,
                                      context_->shown.leaves().size(), context_->can_verify);
        if (!met) return met;
        if (const auto asked = client_.answer().client_auth)
            mbedtls_ssl_set_hs_authmode(native_.get(), verify_mode(*asked));
        const auto selected = onetls::detail::select_protocol(
            client_.answer(), context_->protocols.list(), offered->application_protocols());
        if (!selected) return std::unexpected(selected.error());
        if (!selected->empty()) compat::select_protocol(*native_, selected->data());
        return {};
    }

    /// The name that the client asks for; empty: none.
    std::string_view asked_name() noexcept {
        std::size_t size = 0;
        const auto* const name = mbedtls_ssl_get_hs_sni(native_.get(), &size);
        if (name == nullptr) return {};
        return {reinterpret_cast<const char*>(name), size};
    }

    /// Says whether there is a credential for the name that the client asks for, where that
    /// matters.
    bool serves(std::string_view name) const noexcept {
        return context_->unknown_name == unknown_name::show_default ||
               client_.answer().credential || onetls::serves(context_->shown.leaves(), name);
    }

    /// Has the connection show what is for the name that the client asks for. False: out of memory.
    bool show_credentials(std::string_view name) noexcept {
        if (context_->shown.leaves().size() < 2) return true;
        if (const auto chosen = client_.answer().credential)
            return show(context_->shown[*chosen], *native_);
        bool shown = true;
        for_each_candidate(context_->shown.leaves(), name, [&](std::size_t index) {
            shown = shown && show(context_->shown[index], *native_);
        });
        return shown;
    }

    /// Keeps the name that the client asked for: Mbed TLS forgets it.
    bool note_server_name(std::string_view name) noexcept {
        if (name.empty()) return true;
        server_name_ = onetls::detail::owned_bytes::copy_of(onetls::detail::as_bytes(name));
        return static_cast<bool>(server_name_);
    }

    result<void> become_client() noexcept {
        mbedtls_ssl_set_verify(native_.get(), &judge, &judge_);
        // Sends the name, and sets the native check whose answer `judge_peer` replaces. Without a
        // name Mbed TLS sends none, but it has to be told so. The name has its terminating NUL.
        const auto& peer = *judge_.peer();
        const char* const name = peer.is_dns() ? peer.dns_name().data() : nullptr;
        const int failed = mbedtls_ssl_set_hostname(native_.get(), name);
        if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
        return {};
    }

    result<void> become_server() noexcept {
        if (context_->can_verify) mbedtls_ssl_set_verify(native_.get(), &judge, &judge_);
        return {};
    }

    static int judge(void* self, mbedtls_x509_crt* certificate, int depth,
                     std::uint32_t* flags) noexcept {
        static_cast<peer_judge*>(self)->judge(*certificate, depth, *flags);
        return 0;
    }

    handshake_result shake() noexcept {
        if (const auto refused = progress_.before_handshake()) return failed_handshake(*refused);
        const int returned = repeat([&] { return step_on_gathering(); });
        return returned == 0 ? establish() : fail(returned);
    }

    // Neither of the two is inlined: what it holds would lie on the stack during the handshake.
    [[gnu::noinline]] handshake_result establish() noexcept {
        if (!wire_.transport.flush()) return failed_handshake(settle(wire_.transport.failure()));
        if (auto kept = judge_.remember(); !kept) return failed_handshake(settle(kept.error()));
        progress_.establish();
        wire_.transport.end_handshake();
        return {};
    }
    [[gnu::noinline, gnu::cold]] handshake_result fail(int returned) noexcept {
        return failed_handshake(settle(alerting(wire_.transport.explained(why(returned)))));
    }

    /// Goes on with the handshake while the transport gathers its messages, of which Mbed TLS sends
    /// each by itself.
    int step_on_gathering() noexcept {
        const bool gathered = wire_.transport.cork(true);
        const int returned = step_on();
        wire_.transport.cork(gathered);
        return returned;
    }

    /// Goes on with the handshake step by step, since Mbed TLS itself goes on with a client whose
    /// certificate was optional and is refused.
    ///
    /// Source: mbedtls_ssl_handshake_step.
    int step_on() noexcept {
        while (mbedtls_ssl_is_handshake_over(native_.get()) == 0) {
            wire_.pushed = false;
            compat::protect_late_alerts(*native_);
            const int returned = mbedtls_ssl_handshake_step(native_.get());
            if (returned != 0) return returned;
            note_message();
            if (is_tls1_3() && !onetls::detail::signs_tls1_3(peer_signature_))
                return MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
            if (judge_.refused() || judge_.out_of_memory())
                return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
        }
        // Mbed TLS also goes on with one that it could not even bring before the judge.
        const bool shown = mbedtls_ssl_get_peer_cert(native_.get()) != nullptr;
        const bool needed = judge_.peer() != nullptr || shown;
        return needed && !judge_.accepts() ? MBEDTLS_ERR_X509_CERT_VERIFY_FAILED : 0;
    }

    /// Keeps what the message that was just taken in says of the key exchange. A message that was
    /// looked at before says the same again.
    void note_message() noexcept {
        onetls::detail::presentation_reader received{compat::received_message(*native_)};
        const auto message = onetls::detail::handshake_message::read(received);
        if (const auto group = onetls::detail::group_in(message); group != named_group::unknown)
            wire_.group = group;
        if (const auto scheme = onetls::detail::scheme_in(message);
            scheme != signature_scheme::unknown)
            peer_signature_ = scheme;
    }

    /// Calls `attempt` again while it ends for a reason that is none: a ticket was taken in, or it
    /// wants to read although the transport was not dry.
    template <class Attempt>
    int repeat(Attempt attempt) noexcept {
        while (true) {
            wire_.transport.forget();
            const int returned = attempt();
            if (returned > 0 || !is_no_failure(returned)) return returned;
        }
    }

    [[gnu::cold]] bool is_no_failure(int returned) noexcept {
        const bool ticket = returned == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
        if (ticket) announcer_.tell(event_kind::ticket_received);
        return ticket || (returned == MBEDTLS_ERR_SSL_WANT_READ && !wire_.transport.failed());
    }

    /// Reads past records without data: for two of them in a row Mbed TLS returns 0, as it does at
    /// the end of the transport. The fourth in a row it refuses itself.
    int read_data(std::span<std::byte> into) noexcept {
        while (true) {
            const int returned = repeat([&] {
                wire_.pushed = false;
                return mbedtls_ssl_read(native_.get(),
                                        reinterpret_cast<unsigned char*>(into.data()), into.size());
            });
            if (returned != 0 || wire_.transport.failed()) return returned;
        }
    }

    /// The bytes that go into one record, of which Mbed TLS takes no more than it can. A blocked
    /// record has to be asked for with its own size.
    std::size_t record_size(std::size_t offered) const noexcept {
        const int largest = mbedtls_ssl_get_max_out_record_payload(native_.get());
        return largest > 0 ? std::min(offered, static_cast<std::size_t>(largest)) : offered;
    }

    int seal(const std::byte* from, std::size_t size) noexcept {
        return mbedtls_ssl_write(native_.get(), reinterpret_cast<const unsigned char*>(from), size);
    }

    /// Sends a record while nothing has blocked.
    result<std::size_t> write_record(const std::byte* from, std::size_t size) noexcept {
        const int returned = repeat([&] { return seal(from, size); });
        if (returned >= 0) return static_cast<std::size_t>(returned);
        return std::unexpected(block(returned, size));
    }

    /// Says why a record of `size` bytes did not go, and remembers it if it blocked.
    [[gnu::cold]] error block(int returned, std::size_t size) noexcept {
        const auto failure = settle(why(returned));
        if (is_retry(failure)) progress_.block(record_size(size));
        return failure;
    }

    /// Goes on with a record that blocked. What else Mbed TLS did meanwhile, as to take in a
    /// ticket, may have sent the rest of it; it would take the next write for a new one then.
    [[gnu::cold]] result<std::size_t> finish_record(const std::byte* from) noexcept {
        const auto size = progress_.blocked();
        if (wire_.transport.push_blocked()) return repeat_record(from, size);
        progress_.unblock();
        return size;
    }

    /// Sends the rest of what has blocked.
    [[gnu::cold]] result<std::size_t> repeat_record(const std::byte* from,
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

    /// Sends what a blocked transport left behind, whether a record of ours or an alert that Mbed
    /// TLS sent by itself: it takes the next write for a repetition of that one. It looks at no
    /// bytes then.
    [[gnu::cold]] result<void> flush_blocked() noexcept {
        static constexpr std::byte unread{};
        const bool blocked = wire_.transport.push_blocked();
        if (progress_.blocked() == 0 && !blocked) return {};
        const auto flushed =
            progress_.blocked() != 0 ? finish_record(&unread) : repeat_record(&unread, 0);
        return flushed ? result<void>{} : std::unexpected(flushed.error());
    }

    /// Tells the peer of a `failure` of which Mbed TLS told it nothing, so that it does not wait.
    [[gnu::cold]] error alerting(error failure) noexcept {
        const bool told = wire_.pushed && failure.code != errc::negotiation_failed;
        if (is_retry(failure) || told || wire_.transport.failed() ||
            failure.code == errc::peer_alert || failure.code == errc::closed)
            return failure;
        if (wire_.misplaced) failure.alert = alert_description::unexpected_message;
        if (failure.alert == alert_description::none)
            failure.alert = failure.code == errc::protocol_error
                                ? alert_description::decode_error
                                : alert_description::internal_error;
        (void)mbedtls_ssl_send_alert_message(native_.get(), MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                             static_cast<unsigned char>(failure.alert));
        return failure;
    }

    std::unexpected<error> refuse_client(error why_not) noexcept {
        refusal_ = why_not;
        return std::unexpected(why_not);
    }

    /// Keeps `failure` if it is final, tells observers of it, and returns it. What the transport
    /// holds back goes first: it may be the alert.
    [[gnu::cold]] error settle(error failure) noexcept {
        if (!is_retry(failure)) (void)wire_.transport.flush();
        announcer_.settle(failure);
        return progress_.settle(failure);
    }

    std::unexpected<handshake_error> failed_handshake(error failure) const noexcept {
        return std::unexpected(handshake_error{failure, judge_.report()});
    }

    /// Says why a native call returned `returned`. The transport is ours, so it is asked first.
    [[gnu::cold]] error why(int returned) noexcept {
        if (refusal_) return *refusal_;
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

    bool is_tls1_3() const noexcept {
        return mbedtls_ssl_get_version_number(native_.get()) == MBEDTLS_SSL_VERSION_TLS1_3;
    }

    /// Completes an error with the alert that the peer sent. Under TLS 1.3 Mbed TLS takes one in
    /// the clear that comes before the peer's keys are in use for a record that it cannot decrypt.
    void note_alert(error& failure) const noexcept {
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

    onetls::detail::sole_use use_;
    shared_context context_;
    peer_judge judge_;
    std::conditional_t<chosen_parts.observers, onetls::detail::announcer,
                       onetls::detail::silent_announcer>
        announcer_;
    onetls::detail::met_client client_;
    std::optional<error> refusal_;  ///< Of the client, by this server.
    wire wire_;
    onetls::detail::progress progress_;
    onetls::detail::owned_bytes server_name_;
    signature_scheme peer_signature_ = signature_scheme::unknown;
    bool notifying_ = false;  ///< Mbed TLS was asked to send close_notify.
    ssl_object native_;
};

}  // namespace onetls::mbedtls
