// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/detail/kept_identity.hpp>
#include <onetls/detail/pinned.hpp>
#include <onetls/mbedtls/connection.hpp>
#include <onetls/mbedtls/context.hpp>
#include <onetls/mbedtls/transport_callbacks.hpp>
#include <onetls/storage.hpp>

namespace onetls::mbedtls {

/// A TLS connection over a transport of type T. Models Stream, which says how its functions behave.
template <Transport T>
class stream {
    struct state;

public:
    /// Room for a stream outside of the heap; where the state of a stream is kept that is not given
    /// one is the heap.
    using storage = storage_for<state>;

    /// Makes the client's end of a connection to `peer` over `transport`. Sends nothing yet. `peer`
    /// is an identity, of which a copy is kept, or `lasting(identity)`.
    ///
    /// Errors: out_of_memory, internal; the transport is lost then.
    [[nodiscard]] static result<stream> client(const client_context& context,
                                               onetls::detail::kept_identity peer,
                                               T transport) noexcept {
        return open(context.data_, std::move(peer), std::move(transport));
    }

    /// Makes the server's end of a connection over `transport`. Sends nothing yet.
    ///
    /// Errors: out_of_memory, internal; the transport is lost then.
    [[nodiscard]] static result<stream> server(const server_context& context,
                                               T transport) noexcept {
        return open(context.data_, {}, std::move(transport));
    }

    /// As above, with the state of the stream in `place`.
    ///
    /// Lifetime: `place` outlives the stream.
    /// Errors:   also misuse with field::storage: `place` holds another stream.
    [[nodiscard]] static result<stream> client(const client_context& context,
                                               onetls::detail::kept_identity peer, T transport,
                                               storage& place) noexcept {
        return open(context.data_, std::move(peer), std::move(transport), &place);
    }
    [[nodiscard]] static result<stream> server(const server_context& context, T transport,
                                               storage& place) noexcept {
        return open(context.data_, {}, std::move(transport), &place);
    }

    [[nodiscard]] handshake_result handshake() noexcept { return state_->tls.handshake(); }
    [[nodiscard]] result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        return state_->tls.read_some(into);
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        return state_->tls.write_some(from);
    }
    [[nodiscard]] result<std::size_t> write_some(const pieces& from) noexcept {
        return state_->tls.write_some(from);
    }
    [[nodiscard]] result<void> close() noexcept { return state_->tls.close(); }

    /// Waits until the transport is ready, or its deadline has passed.
    [[nodiscard]] result<void> wait(errc wanted) noexcept
        requires WaitableTransport<T>
    {
        return state_->transport.wait(wanted);
    }

    /// Sends what the transport holds back.
    [[nodiscard]] result<void> flush() noexcept
        requires GatheringTransport<T>
    {
        return state_->tls.flush();
    }

    /// Has the transport gather what is written, or no longer. Returns what held before.
    bool cork(bool held) noexcept
        requires GatheringTransport<T>
    {
        return state_->transport.cork(held);
    }

    connection_info info() const noexcept { return state_->tls.info(); }
    onetls::verification verification() const noexcept { return state_->tls.verification(); }
    bool buffered() const noexcept { return state_->tls.buffered(); }

    /// The transport, to wait on it or to look at it. Bytes that others move through it are lost.
    T& transport() noexcept { return state_->transport; }
    const T& transport() const noexcept { return state_->transport; }

    /// The native connection; what is done to it is not the library's concern any more.
    mbedtls_ssl_context* native() noexcept { return state_->tls.native(); }

private:
    struct state {
        state(const shared_context& context, onetls::detail::kept_identity&& peer,
              T&& moved) noexcept
            : transport{std::move(moved)},
              tls{context, std::move(peer), onetls::detail::transport_reference::to(transport)} {}

        [[no_unique_address]] T transport;
        connection tls;
    };

    static result<stream> open(const shared_context& context, onetls::detail::kept_identity&& peer,
                               T&& transport, storage* place = nullptr) noexcept {
        using pinned = onetls::detail::pinned<state>;
        if (peer.lost()) return std::unexpected(error{errc::out_of_memory});
        if (place != nullptr && place->taken())
            return std::unexpected(error{.code = errc::misuse, .where = field::storage});
        auto made = place == nullptr
                        ? pinned::make(context, std::move(peer), std::move(transport))
                        : pinned::make_in(*place, context, std::move(peer), std::move(transport));
        if (!made) return std::unexpected(error{errc::out_of_memory});
        if (auto opened = made->tls.open(callbacks_for<T>); !opened)
            return std::unexpected(opened.error());
        return stream{std::move(made)};
    }

    explicit stream(onetls::detail::pinned<state> made) noexcept : state_{std::move(made)} {}

    onetls::detail::pinned<state> state_;
};

}  // namespace onetls::mbedtls
