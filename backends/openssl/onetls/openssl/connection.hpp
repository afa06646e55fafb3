// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/connection_info.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/copying.hpp>
#include <onetls/detail/gather.hpp>
#include <onetls/detail/kept_identity.hpp>
#include <onetls/detail/met_client.hpp>
#include <onetls/detail/progress.hpp>
#include <onetls/detail/sole_use.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/error.hpp>
#include <onetls/forward.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/peer_judge.hpp>
#include <onetls/openssl/wire.hpp>
#include <onetls/pieces.hpp>
#include <onetls/verification.hpp>

namespace onetls::openssl {

/// One TLS connection over a transport whose type is forgotten. Never moves: OpenSSL keeps pointers
/// to it. A template, so that a program may have it compiled once: what is not called for each
/// record is in `bodies/connection.hpp`.
template <class Unit>
class basic_connection {
public:
    basic_connection(shared_context context, onetls::detail::kept_identity&& peer,
                     onetls::detail::transport_reference transport) noexcept;
    basic_connection(const basic_connection&) = delete;
    basic_connection& operator=(const basic_connection&) = delete;
    ~basic_connection();

    /// Makes the native connection, which reaches the transport by `io`. Called once, before all
    /// others.
    ///
    /// Errors: out_of_memory, internal.
    result<void> open(const BIO_METHOD* io) noexcept;

    handshake_result handshake() noexcept;

    result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        const onetls::detail::sole_use::call alone{use_};
        if (const auto refused = progress_.before_read()) return std::unexpected(*refused);
        if (into.empty()) return 0;
        if (blocked_with_ == holder::openssl)
            if (auto taken = take_over_record(); !taken) return std::unexpected(taken.error());
        wire_.transport.forget();
        std::size_t moved = 0;
        const int done = wire_.hold_untaken(
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
        const std::size_t largest = context().record_size;
        return write_record(from.data(), onetls::detail::smaller(from.size(), largest));
    }

    result<std::size_t> write_some(const pieces& from) noexcept {
        return onetls::detail::write_gathered<SSL3_RT_MAX_PLAIN_LENGTH>(
            from, context().record_size,
            [this](std::span<const std::byte> record) { return write_some(record); });
    }

    result<void> close() noexcept;

    /// Sends what the transport holds back.
    result<void> flush() noexcept;

    /// Changes the keys; see `KeyUpdating`.
    result<void> update_keys(key_update whose) noexcept;

    bool buffered() const noexcept {
        // Not SSL_has_pending: that also counts a record of which a part is still to come.
        return SSL_pending(native_.get()) > 0 || wire_.transport.holds_input();
    }

    connection_info info() const noexcept;

    onetls::verification verification() const noexcept { return judge_.report(); }

    SSL* native() const noexcept { return native_.get(); }

    /// The connection that `native` belongs to.
    static basic_connection& of(const SSL* native) noexcept {
        return *static_cast<basic_connection*>(SSL_get_app_data(native));
    }

    /// Has the server's hook decide on the client; called by OpenSSL before it answers anything.
    ///
    /// Errors: with the alert to send.
    result<void> meet_client() noexcept;

    /// Says whether there is a credential for the name that the client asks for, where that
    /// matters; called by OpenSSL within the handshake.
    bool serves(std::string_view name) const noexcept;

    /// Has the connection show what is for the name that the client asks for.
    void show_credentials(std::string_view name) noexcept;

    /// Selects the application protocol; empty: none.
    ///
    /// Errors: negotiation_failed, of which OpenSSL sends the alert.
    result<std::string_view> select_protocol(std::span<const std::byte> offered) const noexcept;

    /// Judges the peer's certificates; called by OpenSSL within the handshake.
    int judge_peer(X509_STORE_CTX* path) noexcept;

    /// Tells observers of a handshake message that comes after the handshake.
    void note_message(bool sent, int kind) noexcept;

    /// Remembers an alert; called by OpenSSL when one was received or sent.
    void note_alert(bool received, int level_and_description) noexcept;

private:
    /// Who has the bytes of a write that blocked: sealed in a record, but for the caller's, which
    /// are where the wire can hold no more.
    enum class holder : std::uint8_t { caller, openssl, wire };

    result<void> become_client() noexcept;

    result<void> become_server() noexcept;

    result<std::size_t> write_record(const std::byte* from, std::size_t size) noexcept {
        wire_.transport.forget();
        std::size_t moved = 0;
        const bool sealed = SSL_write_ex(native_.get(), from, size, &moved) == 1 ||
                            seal_with_new_keys(from, size, moved);
        if (sealed) return moved;
        return std::unexpected(block(size));
    }

    /// Says why a record of `size` bytes did not go, and who has its bytes if it blocked.
    [[gnu::cold]] error block(std::size_t size) noexcept;

    /// Has OpenSSL send a record once more where a change of keys that goes before it blocked:
    /// OpenSSL has looked at no byte of it, so the change is held.
    [[gnu::cold]] bool seal_with_new_keys(const std::byte* from, std::size_t size,
                                          std::size_t& moved) noexcept;

    /// Says whether OpenSSL has begun to send a change of keys, and not finished.
    bool changes_keys() const noexcept { return SSL_in_init(native_.get()) != 0; }

    /// Takes the record of a write that blocked over from OpenSSL, which looks at no bytes.
    ///
    /// Errors: out_of_memory, and nothing has changed.
    [[gnu::cold]] result<void> take_over_record() noexcept;

    /// Goes on with a record that blocked, which has to be asked for with its own size.
    [[gnu::cold]] result<std::size_t> finish_record(const std::byte* from) noexcept;

    /// Sends the rest of a record of `size` bytes that was taken over.
    result<std::size_t> send_held(std::size_t size) noexcept;

    /// Sends the rest of a record that blocked.
    [[gnu::cold]] result<void> flush_blocked() noexcept;

    /// Sends the rest of a change of keys that blocked, or that was just asked for.
    result<void> finish_key_change() noexcept;

    handshake_result shake() noexcept;

    std::unexpected<error> refuse_client(error why_not) noexcept;

    /// Keeps `failure` if it is final, tells observers of it, and returns it.
    [[gnu::cold]] error settle(error failure) noexcept;

    /// As above, for a failure to send.
    [[gnu::cold]] error settle_unsent(error failure) noexcept;

    std::unexpected<handshake_error> failed_handshake(error failure) const noexcept;

    /// Says why the last native call failed. The transport is ours, so it is asked first: the error
    /// queue may hold what others left there.
    [[gnu::cold]] error why() noexcept;

    /// As above, for bytes that were to be sent, to which it does not matter that the peer has
    /// closed.
    [[gnu::cold]] error why_unsent() noexcept;

    error sort_failure() noexcept;

    const context_base& context() const noexcept { return *judge_.context(); }

    onetls::detail::sole_use use_;
    peer_judge judge_;
    onetls::detail::announcer announcer_;
    onetls::detail::met_client client_;
    wire wire_;
    onetls::detail::progress progress_;
    alert_description alert_received_ = alert_description::none;
    alert_description alert_sent_ = alert_description::none;
    bool close_notify_received_ = false;
    holder blocked_with_ = holder::caller;
    bool updating_ = false;  ///< A change of keys was asked for, and did not all go yet.
    ssl_handle native_;
};

using connection = basic_connection<void>;

}  // namespace onetls::openssl
