// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/concepts.hpp>

#include "check.hpp"
#include "credentials.hpp"
#include "joined.hpp"

namespace bench {

/// What was made; ends the program with the error where nothing was.
template <class T>
T checked(onetls::result<T> made) {
    if (!made) require(false, onetls::message(made.error()));
    return *std::move(made);
}

/// An end of ours: a Stream.
template <onetls::Stream S>
class stream_end {
public:
    explicit stream_end(onetls::result<S> made) : stream_{checked(std::move(made))} {}

    bool handshake() {
        const auto shaken = stream_.handshake();
        require(shaken || onetls::is_retry(shaken.error()), "our handshake");
        return shaken.has_value();
    }
    std::size_t read(std::span<std::byte> into) { return moved(stream_.read_some(into)); }
    std::size_t write(std::span<const std::byte> from) { return moved(stream_.write_some(from)); }

    agreement agreed() const {
        const auto told = stream_.info();
        return {static_cast<std::uint16_t>(told.version), static_cast<std::uint16_t>(told.suite)};
    }

private:
    static std::size_t moved(const onetls::result<std::size_t>& size) {
        require(size.has_value(), "our transfer");
        return *size;
    }

    S stream_;
};

/// OneTLS over the backend B.
template <onetls::Backend B>
class ours {
public:
    ours(const credentials& shown, onetls::protocol_version version)
        : client_{checked(B::client_context::create(
              {.trust = onetls::trust::only(shown.anchor),
               .policy = onetls::policies::recommended.with_versions(version, version)}))},
          server_{checked(B::server_context::create(
              {.credential = {.certificate_chain = shown.chain, .private_key = shown.key},
               .policy = onetls::policies::recommended.with_versions(version, version)}))} {}

    template <class Pipe>
    auto client(Pipe pipe) const {
        using stream = typename B::template stream<Pipe>;
        return stream_end<stream>{stream::client(client_, peer_, std::move(pipe))};
    }

    template <class Pipe>
    auto server(Pipe pipe) const {
        using stream = typename B::template stream<Pipe>;
        return stream_end<stream>{stream::server(server_, std::move(pipe))};
    }

private:
    typename B::client_context client_;
    typename B::server_context server_;
    onetls::identity peer_ = checked(onetls::identity::parse(host));
};

}  // namespace bench
