// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include <onetls/connection_info.hpp>
#include <onetls/detail/announcer.hpp>
#include <onetls/detail/copying.hpp>
#include <onetls/detail/gather.hpp>
#include <onetls/detail/kept_identity.hpp>
#include <onetls/detail/met_client.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/detail/progress.hpp>
#include <onetls/detail/sole_use.hpp>
#include <onetls/detail/transport_reference.hpp>
#include <onetls/error.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/mbedtls/handle.hpp>
#include <onetls/mbedtls/peer_judge.hpp>
#include <onetls/mbedtls/transport_callbacks.hpp>
#include <onetls/mbedtls/wire.hpp>
#include <onetls/pieces.hpp>
#include <onetls/verification.hpp>

namespace onetls::mbedtls {

/// One TLS connection over a transport whose type is forgotten. Never moves: Mbed TLS keeps
/// pointers to it. A template, so that a program may have it compiled once: what is not called for
/// each record is in `bodies/connection.hpp` and `bodies/handshake.hpp`.
template <class Unit>
class basic_connection {
public:
    basic_connection(const shared_context& context, onetls::detail::kept_identity&& peer,
                     onetls::detail::transport_reference transport) noexcept;
    basic_connection(const basic_connection&) = delete;
    basic_connection& operator=(const basic_connection&) = delete;
    ~basic_connection();

    /// Makes the native connection, which reaches the transport by `io`. Called once, before all
    /// others.
    ///
    /// Errors: out_of_memory, internal.
    result<void> open(transport_callbacks io) noexcept;

    handshake_result handshake() noexcept;

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
        const std::size_t largest = context().record_size;
        return write_record(from.data(), onetls::detail::smaller(from.size(), largest));
    }

    result<std::size_t> write_some(const pieces& from) noexcept {
        return onetls::detail::write_gathered<MBEDTLS_SSL_OUT_CONTENT_LEN>(
            from, record_size(context().record_size),
            [this](std::span<const std::byte> record) { return write_some(record); });
    }

    result<void> close() noexcept;

    /// Sends what the transport holds back.
    result<void> flush() noexcept;

    bool buffered() const noexcept {
        return mbedtls_ssl_check_pending(native_.get()) != 0 || wire_.transport.holds_input();
    }

    connection_info info() const noexcept;

    onetls::verification verification() const noexcept;

    const mbedtls_ssl_context* native() const noexcept { return native_.get(); }
    mbedtls_ssl_context* native() noexcept { return native_.get(); }

    /// Decides what the client is shown and asked for; called by Mbed TLS when it has read the
    /// ClientHello.
    ///
    /// Errors: kept, for the failure of the handshake.
    result<void> receive_client() noexcept;

    /// The connection that `native` belongs to.
    static basic_connection& of(mbedtls_ssl_context* native) noexcept {
        return *static_cast<basic_connection*>(mbedtls_ssl_get_user_data_p(native));
    }

private:
    /// Has the server's hook decide on the client.
    result<void> meet_client() noexcept;

    /// The name that the client asks for; empty: none.
    std::string_view asked_name() noexcept;

    /// Says whether there is a credential for the name that the client asks for, where that
    /// matters.
    bool serves(std::string_view name) const noexcept;

    /// Has the connection show what is for the name that the client asks for. False: out of memory.
    bool show_credentials(std::string_view name) noexcept;

    /// Keeps the name that the client asked for: Mbed TLS forgets it.
    bool note_server_name(std::string_view name) noexcept;

    result<void> become_client() noexcept;

    result<void> become_server() noexcept;

    handshake_result shake() noexcept;

    // Neither of the two is inlined: what it holds would lie on the stack during the handshake.
    [[gnu::noinline]] handshake_result establish() noexcept;
    [[gnu::noinline, gnu::cold]] handshake_result fail(int returned) noexcept;

    /// Goes on with the handshake while the transport gathers its messages, of which Mbed TLS sends
    /// each by itself.
    int step_on_gathering() noexcept;

    /// Goes on with the handshake step by step, since Mbed TLS itself goes on with a client whose
    /// certificate was optional and is refused.
    ///
    /// Source: mbedtls_ssl_handshake_step.
    int step_on() noexcept;

    /// Keeps what the message that was just taken in says of the key exchange. A message that was
    /// looked at before says the same again.
    void note_message() noexcept;

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

    [[gnu::cold]] bool is_no_failure(int returned) noexcept;

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
        return largest > 0 ? onetls::detail::smaller(offered, static_cast<std::size_t>(largest))
                           : offered;
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
    [[gnu::cold]] error block(int returned, std::size_t size) noexcept;

    /// Goes on with a record that blocked. What else Mbed TLS did meanwhile, as to take in a
    /// ticket, may have sent the rest of it; it would take the next write for a new one then.
    [[gnu::cold]] result<std::size_t> finish_record(const std::byte* from) noexcept;

    /// Sends the rest of what has blocked.
    [[gnu::cold]] result<std::size_t> repeat_record(const std::byte* from,
                                                    std::size_t size) noexcept;

    /// Sends what a blocked transport left behind, whether a record of ours or an alert that Mbed
    /// TLS sent by itself: it takes the next write for a repetition of that one. It looks at no
    /// bytes then.
    [[gnu::cold]] result<void> flush_blocked() noexcept;

    /// Tells the peer of a `failure` of which Mbed TLS told it nothing, so that it does not wait.
    [[gnu::cold]] error alerting(error failure) noexcept;

    std::unexpected<error> refuse_client(error why_not) noexcept;

    /// Keeps `failure` if it is final, tells observers of it, and returns it. What the transport
    /// holds back goes first: it may be the alert.
    [[gnu::cold]] error settle(error failure) noexcept;

    /// As above, for a failure to send.
    [[gnu::cold]] error settle_unsent(error failure) noexcept;

    std::unexpected<handshake_error> failed_handshake(error failure) const noexcept;

    /// Says why a native call returned `returned`. The transport is ours, so it is asked first.
    [[gnu::cold]] error why(int returned) noexcept;

    bool is_tls1_3() const noexcept;

    /// Completes an error with the alert that the peer sent. Under TLS 1.3 Mbed TLS takes one in
    /// the clear that comes before the peer's keys are in use for a record that it cannot decrypt.
    void note_alert(error& failure) const noexcept;

    const context_base& context() const noexcept { return *judge_.context(); }

    peer_judge judge_;
    std::conditional_t<chosen_parts.observers, onetls::detail::announcer,
                       onetls::detail::silent_announcer>
        announcer_;
    onetls::detail::met_client client_;
    wire wire_;
    onetls::detail::progress progress_;
    onetls::detail::owned_array<char> server_name_;  ///< That the client asked for, with a NUL.
    signature_scheme peer_signature_ = signature_scheme::unknown;
    bool notifying_ = false;  ///< Mbed TLS was asked to send close_notify.
    onetls::detail::sole_use use_;
    ssl_object native_;
};

using connection = basic_connection<void>;

}  // namespace onetls::mbedtls
