// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/connection_info.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/gather.hpp>
#include <onetls/detail/met_client.hpp>
#include <onetls/detail/progress.hpp>
#include <onetls/detail/sole_use.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/identity.hpp>
#include <onetls/key_update.hpp>
#include <onetls/openssl/client_hello.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/info.hpp>
#include <onetls/openssl/peer_judge.hpp>
#include <onetls/openssl/transport_callbacks.hpp>
#include <onetls/openssl/wire.hpp>
#include <onetls/server_names.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {

/// One TLS connection over a transport whose type is forgotten. Never moves: OpenSSL keeps pointers
/// to it.
class connection {
public:
    connection(shared_context context, std::optional<identity> peer,
               onetls::detail::transport_reference transport) noexcept
        : context_{context},
          judge_{std::move(context), std::move(peer)},
          announcer_{context_->observers, judge_.peer()},
          wire_{transport} {}
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { announcer_.end(progress_.ending()); }

    /// Makes the native connection, which reaches the transport by `io`. Called once, before all
    /// others.
    ///
    /// Errors: out_of_memory, internal.
    result<void> open(const BIO_METHOD* io) noexcept {
        native_.reset(SSL_new(context_->native.get()));
        if (!native_) return std::unexpected(take_error(errc::out_of_memory));
        if (SSL_set_app_data(native_.get(), this) != 1)
            return std::unexpected(take_error(errc::out_of_memory));
        if (auto attached = attach(native_.get(), io, wire_); !attached) return attached;
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
        if (blocked_with_ == holder::openssl)
            if (auto taken = take_over_record(); !taken) return std::unexpected(taken.error());
        wire_.transport.forget();
        std::size_t moved = 0;
        const int done = wire_.hold_blocked(
            [&] { return SSL_read_ex(native_.get(), into.data(), into.size(), &moved); });
        if (done == 1) return moved;
        return std::unexpected(settle(why()));
    }

    result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const onetls::detail::sole_use::call alone{use_};
        if (const auto refused = progress_.before_write(from.size()))
            return std::unexpected(*refused);
        if (from.empty()) return 0;
        if (progress_.blocked() != 0) return finish_record(from.data());
        const std::size_t largest = context_->record_size;
        return write_record(from.data(), std::min(from.size(), largest));
    }

    result<std::size_t> write_some(const pieces& from) noexcept {
        return onetls::detail::write_gathered<SSL3_RT_MAX_PLAIN_LENGTH>(
            from, context_->record_size,
            [this](std::span<const std::byte> record) { return write_some(record); });
    }

    result<void> close() noexcept {
        const onetls::detail::sole_use::call alone{use_};
        if (const auto refused = progress_.before_close()) return std::unexpected(*refused);
        if (progress_.close_notify_sent()) return flush();
        progress_.begin_closing();
        if (auto flushed = flush_blocked(); !flushed) return flushed;
        if (auto changed = finish_key_change(); !changed) return changed;
        wire_.transport.forget();
        const auto notify = [this] { return SSL_shutdown(native_.get()); };
        if (wire_.hold_blocked(notify) < 0) return std::unexpected(settle(why_unsent()));
        wire_.end();
        progress_.note_close_notify_sent();
        announcer_.tell(event_kind::alert_sent, alert_description::close_notify);
        return flush();
    }

    /// Sends what the transport holds back.
    result<void> flush() noexcept {
        if (const auto refused = progress_.before_flush()) return std::unexpected(*refused);
        if (wire_.drain() && wire_.transport.flush()) return {};
        return std::unexpected(settle(wire_.transport.failure()));
    }

    /// Changes the keys; see `KeyUpdating`.
    result<void> update_keys(key_update whose) noexcept {
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

    bool buffered() const noexcept {
        // Not SSL_has_pending: that also counts a record of which a part is still to come.
        return SSL_pending(native_.get()) > 0 || wire_.transport.holds_input();
    }

    connection_info info() const noexcept {
        if (!progress_.established()) return {};
        auto told = info_of(native_.get());
        if (!judge_.report().chain().empty()) told.peer_certificate = judge_.report().chain()[0];
        return told;
    }

    onetls::verification verification() const noexcept { return judge_.report(); }

    SSL* native() const noexcept { return native_.get(); }

    /// The connection that `native` belongs to.
    static connection& of(const SSL* native) noexcept {
        return *static_cast<connection*>(SSL_get_app_data(native));
    }

    /// Has the server's hook decide on the client; called by OpenSSL before it answers anything.
    ///
    /// Errors: with the alert to send.
    result<void> meet_client() noexcept {
        const auto met = client_.meet(context_->client_hello, read_client_hello(native_.get()),
                                      context_->shown.leaves().size(), context_->can_verify);
        if (!met) return refuse_client(met.error());
        if (const auto asked = client_.answer().client_auth)
            SSL_set_verify(native_.get(), verify_mode(*asked), nullptr);
        return {};
    }

    /// Says whether there is a credential for the name that the client asks for, where that
    /// matters; called by OpenSSL within the handshake.
    bool serves(std::string_view name) const noexcept {
        return context_->unknown_name == unknown_name::show_default ||
               client_.answer().credential || onetls::serves(context_->shown.leaves(), name);
    }

    /// Has the connection show what is for the name that the client asks for.
    void show_credentials(std::string_view name) noexcept {
        if (context_->shown.leaves().size() < 2) return;
        SSL_certs_clear(native_.get());
        if (const auto chosen = client_.answer().credential)
            return static_cast<void>(show(context_->shown[*chosen], native_.get()));
        for_each_candidate(context_->shown.leaves(), name, [this](std::size_t index) {
            show(context_->shown[index], native_.get());
        });
    }

    /// Selects the application protocol; empty: none.
    ///
    /// Errors: negotiation_failed, of which OpenSSL sends the alert.
    result<std::string_view> select_protocol(std::span<const std::byte> offered) const noexcept {
        const offered_protocols own{onetls::detail::as_bytes(context_->protocols.view())};
        return onetls::detail::select_protocol(client_.answer(), own, offered_protocols{offered});
    }

    /// Judges the peer's certificates; called by OpenSSL within the handshake.
    int judge_peer(X509_STORE_CTX* path) noexcept { return judge_.judge(path) ? 1 : 0; }

    /// Tells observers of a handshake message that comes after the handshake.
    void note_message(bool sent, int kind) noexcept {
        if (kind == SSL3_MT_NEWSESSION_TICKET && !sent)
            announcer_.tell(event_kind::ticket_received);
        if (kind == SSL3_MT_KEY_UPDATE)
            announcer_.tell(sent ? event_kind::key_update_sent : event_kind::key_update_received);
    }

    /// Remembers an alert; called by OpenSSL when one was received or sent.
    void note_alert(bool received, int level_and_description) noexcept {
        const auto alert = static_cast<alert_description>(level_and_description & 0xFF);
        const bool fatal = level_and_description >> 8 == SSL3_AL_FATAL;
        if (received && alert == alert_description::close_notify) close_notify_received_ = true;
        if (fatal) (received ? alert_received_ : alert_sent_) = alert;
    }

private:
    /// Who has the bytes of a write that blocked: sealed in a record, but for the caller's, which
    /// are where the wire can hold no more.
    enum class holder : std::uint8_t { caller, openssl, wire };

    result<void> become_client() noexcept {
        SSL_set_connect_state(native_.get());
        // The name is held with its terminating NUL.
        const auto name = judge_.peer()->dns_name();
        if (name.empty() || SSL_set_tlsext_host_name(native_.get(), name.data()) == 1) return {};
        return std::unexpected(take_error(errc::out_of_memory));
    }

    result<void> become_server() noexcept {
        SSL_set_accept_state(native_.get());
        return {};
    }

    result<std::size_t> write_record(const std::byte* from, std::size_t size) noexcept {
        wire_.transport.forget();
        std::size_t moved = 0;
        const bool sealed = SSL_write_ex(native_.get(), from, size, &moved) == 1 ||
                            seal_with_new_keys(from, size, moved);
        if (sealed) return moved;
        return std::unexpected(block(size));
    }

    /// Says why a record of `size` bytes did not go, and who has its bytes if it blocked.
    [[gnu::cold]] error block(std::size_t size) noexcept {
        const auto failure = settle(why_unsent());
        if (is_retry(failure)) {
            progress_.block(size);
            blocked_with_ = changes_keys() ? holder::caller : holder::openssl;
        }
        return failure;
    }

    /// Has OpenSSL send a record once more where a change of keys that goes before it blocked:
    /// OpenSSL has looked at no byte of it, so the change is held.
    [[gnu::cold]] bool seal_with_new_keys(const std::byte* from, std::size_t size,
                                          std::size_t& moved) noexcept {
        if (!wire_.transport.wants_retry() || !changes_keys()) return false;
        const auto change = [this] { return SSL_do_handshake(native_.get()); };
        if (wire_.hold_blocked(change) != 1) return false;
        wire_.transport.forget();
        return SSL_write_ex(native_.get(), from, size, &moved) == 1;
    }

    /// Says whether OpenSSL has begun to send a change of keys, and not finished.
    bool changes_keys() const noexcept { return SSL_in_init(native_.get()) != 0; }

    /// Takes the record of a write that blocked over from OpenSSL, which looks at no bytes.
    ///
    /// Errors: out_of_memory, and nothing has changed.
    [[gnu::cold]] result<void> take_over_record() noexcept {
        static constexpr std::byte unread{};
        std::size_t moved = 0;
        const int done = wire_.hold_everything(
            [&] { return SSL_write_ex(native_.get(), &unread, progress_.blocked(), &moved); });
        if (done != 1) return std::unexpected(take_error(errc::out_of_memory));
        blocked_with_ = holder::wire;
        return {};
    }

    /// Goes on with a record that blocked, which has to be asked for with its own size.
    [[gnu::cold]] result<std::size_t> finish_record(const std::byte* from) noexcept {
        const auto size = progress_.blocked();
        const auto finished =
            blocked_with_ == holder::wire ? send_held(size) : write_record(from, size);
        if (finished) {
            progress_.unblock();
            blocked_with_ = holder::caller;
        }
        return finished;
    }

    /// Sends the rest of a record of `size` bytes that was taken over.
    result<std::size_t> send_held(std::size_t size) noexcept {
        wire_.transport.forget();
        if (wire_.drain()) return size;
        return std::unexpected(settle(wire_.transport.failure()));
    }

    /// Sends the rest of a record that blocked.
    [[gnu::cold]] result<void> flush_blocked() noexcept {
        if (blocked_with_ == holder::caller) return {};
        static constexpr std::byte unread{};
        const auto flushed = finish_record(&unread);
        return flushed ? result<void>{} : std::unexpected(flushed.error());
    }

    /// Sends the rest of a change of keys that blocked, or that was just asked for.
    result<void> finish_key_change() noexcept {
        if (!changes_keys()) return {};
        wire_.transport.forget();
        if (SSL_do_handshake(native_.get()) == 1) return {};
        return std::unexpected(settle(why_unsent()));
    }

    handshake_result shake() noexcept {
        if (const auto refused = progress_.before_handshake()) return failed_handshake(*refused);
        wire_.transport.forget();
        if (SSL_do_handshake(native_.get()) != 1)
            return failed_handshake(settle(wire_.transport.explained(why())));
        if (auto kept = judge_.remember(); !kept) return failed_handshake(settle(kept.error()));
        progress_.establish();
        wire_.end_handshake();
        return {};
    }

    std::unexpected<error> refuse_client(error why_not) noexcept {
        if (why_not.alert == alert_description::none)
            why_not.alert = alert_description::internal_error;
        refusal_ = why_not;
        return std::unexpected(why_not);
    }

    /// Keeps `failure` if it is final, tells observers of it, and returns it.
    [[gnu::cold]] error settle(error failure) noexcept {
        announcer_.settle(failure);
        return progress_.settle(failure);
    }

    std::unexpected<handshake_error> failed_handshake(error failure) const noexcept {
        return std::unexpected(handshake_error{failure, judge_.report()});
    }

    /// Says why the last native call failed. The transport is ours, so it is asked first: the error
    /// queue may hold what others left there.
    [[gnu::cold]] error why() noexcept {
        if (wire_.transport.wants_retry() && SSL_want(native_.get()) != SSL_NOTHING)
            return wire_.transport.failure();
        auto failure = sort_failure();
        if (failure.alert == alert_description::none) failure.alert = alert_sent_;
        return failure;
    }

    /// As above, for bytes that were to be sent, to which it does not matter that the peer has
    /// closed.
    [[gnu::cold]] error why_unsent() noexcept {
        const bool closed = std::exchange(close_notify_received_, false);
        const auto failure = why();
        close_notify_received_ = closed;
        return failure;
    }

    error sort_failure() noexcept {
        if (refusal_) return ERR_clear_error(), *refusal_;
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
        const bool own = alert_sent_ == alert_description::none ||
                         alert_sent_ == alert_description::internal_error;
        return own || !progress_.established() ? take_error(errc::protocol_error)
                                               : take_last_error(errc::protocol_error);
    }

    onetls::detail::sole_use use_;
    shared_context context_;
    peer_judge judge_;
    onetls::detail::announcer announcer_;
    onetls::detail::met_client client_;
    std::optional<error> refusal_;  ///< Of the client, by this server's hook.
    wire wire_;
    onetls::detail::progress progress_;
    alert_description alert_received_ = alert_description::none;
    alert_description alert_sent_ = alert_description::none;
    bool close_notify_received_ = false;
    holder blocked_with_ = holder::caller;
    bool updating_ = false;  ///< A change of keys was asked for, and did not all go yet.
    ssl_handle native_;
};

}  // namespace onetls::openssl
