// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/error.hpp>
#include <onetls/forward.hpp>

namespace onetls {

/// A byte pipe: what the library needs of a socket.
///
/// Both functions move at least one byte or fail, and never throw. They fail with `want_read` or
/// `want_write` (either may want either) when they cannot move a byte now; `read_some` fails with
/// `closed` at the end of the stream. Satisfied by `tcp`, `memory_pipe`, the user's own wrapper of
/// a socket, and every Stream.
template <class T>
concept Transport = std::movable<T> &&
                    requires(T transport, std::span<std::byte> in, std::span<const std::byte> out) {
                        { transport.read_some(in) } -> std::same_as<result<std::size_t>>;
                        { transport.write_some(out) } -> std::same_as<result<std::size_t>>;
                    };

/// A Transport that can wait until it is ready, or until its deadline has passed.
///
/// Satisfied by `tcp`, and by each Stream over a Transport that can wait.
template <class T>
concept WaitableTransport = Transport<T> && requires(T transport, errc wanted) {
    { transport.wait(wanted) } -> std::same_as<result<void>>;
};

/// A Transport that can gather what is written, to hand over more of it at once.
///
/// `cork` has it gather from now on, or no longer, and returns what held before. `flush` sends what
/// was gathered; after want_write it is called again. A read that would have to wait flushes too.
/// One that also reads ahead has `bool holds_input() const`: a read would succeed without waiting.
///
/// Satisfied by `buffered`, `tcp`, and each Stream over a Transport that can gather.
template <class T>
concept GatheringTransport = Transport<T> && requires(T transport) {
    { transport.cork(true) } -> std::same_as<bool>;
    { transport.flush() } -> std::same_as<result<void>>;
};

/// A parsed X.509 certificate. Satisfied by each backend's `certificate`.
template <class C>
concept Certificate = std::copyable<C> && requires(const C& certificate, std::string_view pem,
                                                   std::span<const std::byte> der) {
    { C::from_pem(pem) } -> std::same_as<result<C>>;
    { C::from_der(der) } -> std::same_as<result<C>>;
    { certificate.der() } -> std::same_as<std::span<const std::byte>>;
    requires std::same_as<decltype(certificate.view()), certificate_view>;
    certificate.native();
};

/// Settings shared by many streams: immutable, cheap to copy, shareable between threads.
template <class C, class Config>
concept ContextOf = std::copyable<C> && requires(const C& context, const Config& settings) {
    { C::create(settings) } -> std::same_as<result<C>>;
    { context.effective_policy() } -> std::same_as<policy>;
    context.native();
};

/// The settings of clients. Satisfied by each backend's `client_context`.
template <class C>
concept ClientContext = ContextOf<C, client_config> && requires(const C& context) {
    { context.anchors() } -> std::same_as<anchor_count>;
};

/// The settings of servers. Satisfied by each backend's `server_context`.
template <class C>
concept ServerContext = ContextOf<C, server_config> && !ClientContext<C>;

/// The settings of either role.
template <class C>
concept Context = ClientContext<C> || ServerContext<C>;

/// A TLS connection over a Transport: a byte pipe that is private and authenticated.
///
/// Refines Transport, so a Stream can carry another Stream. The semantics of its functions:
///
/// - `handshake` is called until it succeeds or fails with other than want_read or want_write.
/// - `read_some` fails with `closed` after the peer's close_notify, `truncated` when the transport
///   ended without one; both again and again. Writing goes on after `closed`.
/// - `write_some` may take fewer bytes than given. After want_read or want_write it is called again
///   with at least the same bytes, which may have moved; nothing is lost or doubled. Of `pieces` it
///   fills records, so that many small ones cost as little as one large one.
/// - `close` sends close_notify and never reads. Nothing can be written afterwards; reading goes
/// on.
/// - `buffered` says whether a read could succeed without the transport becoming readable.
/// - A fatal error is final: the stream answers it again, whatever is called. But where the
///   transport fails to send, what the peer had sent can still be read: one that refuses often
///   hangs up behind the alert that says why.
/// - The destructor does no I/O.
///
/// Satisfied by each backend's `stream<T>`.
template <class S>
concept Stream = Transport<S> && requires(S stream, const S& observed, const pieces& scattered) {
    { stream.write_some(scattered) } -> std::same_as<result<std::size_t>>;
    { stream.handshake() } -> std::same_as<handshake_result>;
    { stream.close() } -> std::same_as<result<void>>;
    { observed.info() } -> std::same_as<connection_info>;
    { observed.verification() } -> std::same_as<verification>;
    { observed.buffered() } -> std::same_as<bool>;
    stream.transport();
    stream.native();
};

/// A Stream that changes its keys on request, which a long connection of TLS 1.3 has to do before
/// they wear out.
///
/// `update_keys` sends the request; after want_write it is called again. Errors: unsupported where
/// TLS 1.2 was agreed on; misuse while a write is blocked, which has to be finished first.
///
/// Satisfied by `openssl::stream`. Source: RFC 8446 §4.6.3, §5.5.
template <class S>
concept KeyUpdating = Stream<S> && requires(S stream, key_update whose) {
    { stream.update_keys(whose) } -> std::same_as<result<void>>;
};

/// What a backend may or may not be able to do.
enum class feature : std::uint8_t {
    reports_group,           ///< `info().group` is known.
    reports_peer_signature,  ///< `info().peer_signature` is known.
    reports_peer_alert,      ///< `error::alert` says which alert the peer sent.
    ed25519,                 ///< Certificates and handshakes signed with Ed25519.
    hybrid_groups,           ///< Post-quantum hybrid key exchange.
    key_update,        ///< Keys are changed on request (`KeyUpdating`), and when the peer does.
    releases_buffers,  ///< Idle connections need no memory for records (`tuning`).
};

namespace detail {

/// The least type that satisfies Transport: templates are checked against it.
struct transport_archetype {
    result<std::size_t> read_some(std::span<std::byte>);
    result<std::size_t> write_some(std::span<const std::byte>);
};

template <class B>
using stream_of = typename B::template stream<transport_archetype>;

/// Streams are made from a context of the right role; a client's also from an identity, of which a
/// copy is kept, or one that lasts.
template <class B>
concept MakesStreams =
    Stream<stream_of<B>> &&
    requires(const typename B::client_context& client, const typename B::server_context& server,
             const identity& peer, lasting_identity lasting, transport_archetype transport) {
        { stream_of<B>::client(client, peer, transport) } -> std::same_as<result<stream_of<B>>>;
        { stream_of<B>::client(client, lasting, transport) } -> std::same_as<result<stream_of<B>>>;
        { stream_of<B>::server(server, transport) } -> std::same_as<result<stream_of<B>>>;
    };

}  // namespace detail

/// One TLS library, bundled. Satisfied by `openssl::backend` and `mbedtls::backend`.
template <class B>
concept Backend =
    Certificate<typename B::certificate> && ClientContext<typename B::client_context> &&
    ServerContext<typename B::server_context> && detail::MakesStreams<B> &&
    requires(feature wanted, const policy& rules, cipher_suite suite, named_group group,
             signature_scheme scheme) {
        { B::effective(rules) } -> std::same_as<result<policy>>;
        { B::knows(suite) } -> std::same_as<bool>;
        { B::knows(group) } -> std::same_as<bool>;
        { B::knows(scheme) } -> std::same_as<bool>;
        { B::name } -> std::convertible_to<std::string_view>;
        { B::library() } -> std::convertible_to<std::string_view>;
        { B::supports(wanted) } -> std::same_as<bool>;
    };

}  // namespace onetls
