// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <onetls/concepts.hpp>

#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "checked.hpp"

namespace bench {

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

protected:
    S& stream() { return stream_; }

private:
    static std::size_t moved(const onetls::result<std::size_t>& size) {
        require(size || onetls::is_retry(size.error()), "our transfer");
        return size.value_or(0);
    }

    S stream_;
};

/// The same, whose writes are corked until the end of each burst.
template <onetls::Stream S>
class corked_end : public stream_end<S> {
public:
    explicit corked_end(onetls::result<S> made) : stream_end<S>{std::move(made)} {
        this->stream().cork(true);
    }
    void end_of_burst() { require(this->stream().flush().has_value(), "our flush"); }
};

/// OneTLS over the backend B.
template <onetls::Backend B, template <class> class End = stream_end>
class ours {
public:
    ours(const credentials& shown, terms agreed)
        : client_{checked(B::client_context::create(client_settings(shown, agreed)))},
          server_{checked(B::server_context::create(server_settings(shown, agreed)))} {}

    template <class Pipe>
    auto client(Pipe pipe) const {
        using stream = typename B::template stream<Pipe>;
        return End<stream>{stream::client(client_, peer_, std::move(pipe))};
    }

    template <class Pipe>
    auto server(Pipe pipe) const {
        using stream = typename B::template stream<Pipe>;
        return End<stream>{stream::server(server_, std::move(pipe))};
    }

private:
    static onetls::client_config client_settings(const credentials& shown, terms agreed) {
        onetls::client_config made{
            .trust = onetls::trust::only(shown.anchor),
            .policy = onetls::policies::recommended.with_versions(agreed.version, agreed.version)};
        if (agreed.mutual) made.credential = {shown.client_chain, shown.client_key};
        return made;
    }

    static onetls::server_config server_settings(const credentials& shown, terms agreed) {
        onetls::server_config made{
            .credential = {.certificate_chain = shown.chain, .private_key = shown.key},
            .policy = onetls::policies::recommended.with_versions(agreed.version, agreed.version)};
        if (!agreed.mutual) return made;
        made.client_auth = onetls::client_auth::required;
        made.trust = onetls::trust::only(shown.anchor);
        return made;
    }

    typename B::client_context client_;
    typename B::server_context server_;
    onetls::identity peer_ = checked(onetls::identity::parse(host));
};

}  // namespace bench
