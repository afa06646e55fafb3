// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <botan/tls_callbacks.h>
#include <botan/tls_channel.h>
#include <botan/tls_client.h>
#include <botan/tls_server.h>

#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "botan_settings.hpp"

/// Botan 2, which knows TLS 1.2 and no later version, with the suite and the group of the floor.
namespace bench::peers::botan {

/// An end: the channel calls back with what is to be sent, and with what was received.
template <class Pipe>
class end : public Botan::TLS::Callbacks {
public:
    explicit end(Pipe pipe) : pipe_{std::move(pipe)} {}
    end(const end&) = delete;
    end& operator=(const end&) = delete;

    bool handshake() {
        take_from_pipe();
        return channel_->is_active();
    }
    std::size_t read(std::span<std::byte> into) {
        if (taken_ == received_.size()) take_from_pipe();
        const auto moved = std::min(into.size(), received_.size() - taken_);
        std::copy_n(received_.begin() + static_cast<std::ptrdiff_t>(taken_), moved, into.begin());
        taken_ += moved;
        return moved;
    }
    std::size_t write(std::span<const std::byte> from) {
        channel_->send(reinterpret_cast<const std::uint8_t*>(from.data()), from.size());
        return from.size();
    }

    agreement agreed() const { return agreed_; }

protected:
    void use(std::unique_ptr<Botan::TLS::Channel> channel) { channel_ = std::move(channel); }

private:
    void tls_emit_data(const std::uint8_t* bytes, std::size_t size) override {
        for (std::span left{reinterpret_cast<const std::byte*>(bytes), size}; !left.empty();)
            left = left.subspan(pipe_.write_some(left).value_or(0));
    }
    void tls_record_received(std::uint64_t, const std::uint8_t* bytes, std::size_t size) override {
        const auto* first = reinterpret_cast<const std::byte*>(bytes);
        received_.insert(received_.end(), first, first + size);
    }
    void tls_alert(Botan::TLS::Alert) override {}
    bool tls_session_established(const Botan::TLS::Session& session) override {
        agreed_ = {session.version().version_code(), session.ciphersuite_code()};
        return false;
    }

    void take_from_pipe() {
        received_.clear();
        taken_ = 0;
        const auto got = pipe_.read_some(wire_);
        if (got) channel_->received_data(reinterpret_cast<const std::uint8_t*>(wire_.data()), *got);
    }

    Pipe pipe_;
    std::unique_ptr<Botan::TLS::Channel> channel_;
    std::array<std::byte, 17408> wire_;
    std::vector<std::byte> received_;
    std::size_t taken_ = 0;
    agreement agreed_{};
};

template <class Pipe>
class client_end : public end<Pipe> {
public:
    client_end(const settings& used, Pipe pipe) : end<Pipe>{std::move(pipe)} {
        this->use(std::make_unique<Botan::TLS::Client>(
            *this, used.sessions, used.client, used.rules, used.random,
            Botan::TLS::Server_Information{host, 443}, Botan::TLS::Protocol_Version::TLS_V12));
    }
};

template <class Pipe>
class server_end : public end<Pipe> {
public:
    server_end(const settings& used, Pipe pipe) : end<Pipe>{std::move(pipe)} {
        this->use(std::make_unique<Botan::TLS::Server>(*this, used.sessions, used.server,
                                                       used.rules, used.random));
    }
};

class contestant {
public:
    contestant(const credentials& shown, terms) : used_{shown} {}

    static bool keeps(terms agreed) { return agreed.version == tls1_2 && !agreed.mutual; }

    template <class Pipe>
    client_end<Pipe> client(Pipe pipe) const {
        return {used_, std::move(pipe)};
    }
    template <class Pipe>
    server_end<Pipe> server(Pipe pipe) const {
        return {used_, std::move(pipe)};
    }

private:
    settings used_;
};

}  // namespace bench::peers::botan
