// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include "failing_heap.hpp"
#include "loopback.hpp"
#include "words.hpp"

namespace test {

/// The parts of a connection's life.
enum class phase { streams, handshake, transfer, close };

constexpr const char* name_of(phase named) {
    constexpr std::array names{"streams", "handshake", "transfer", "close"};
    return names[static_cast<std::size_t>(named)];
}

/// When and where memory is short.
struct shortage {
    phase when;
    bool at_client = true;
    bool at_server = true;
};

/// One end, and the error that it has come to.
template <class S>
struct end {
    S stream;
    std::optional<onetls::error> failure = {};
    bool done = false;

    /// Makes a call, and keeps its failure; false where it is to be made again.
    template <class Call>
    bool make(Call call) {
        if (failure) return true;
        const auto outcome = call(stream);
        if (outcome) return true;
        const onetls::error& why = outcome.error();
        if (!onetls::is_retry(why)) failure = why;
        return failure.has_value();
    }
};

/// What the connections of a pair are made from.
template <class Pair>
struct contexts {
    typename Pair::client::client_context client;
    typename Pair::server::server_context server;
    onetls::identity peer;

    explicit contexts(const settings& wanted)
        : client{value_of(Pair::client::client_context::create(wanted.client), "client")},
          server{value_of(Pair::server::server_context::create(wanted.server), "server")},
          peer{value_of(onetls::identity::parse(wanted.peer), "identity")} {}
};

/// A connection of which one phase lacks memory.
template <class Pair>
class starved_connection {
public:
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<onetls::memory_pipe>;
    using client_context = typename Pair::client::client_context;
    using server_context = typename Pair::server::server_context;

    starved_connection(const contexts<Pair>& made, shortage lacks, heap_plan& plan)
        : lacks_{lacks}, plan_{plan}, peer_{made.peer} {
        open(made.client, made.server);
    }

    /// Lives its life; the first error of either end that is no consequence of the other's.
    std::optional<onetls::error> live() {
        if (failure_) return failure_;
        for (const auto part : {&starved_connection::shake, &starved_connection::transfer,
                                &starved_connection::close}) {
            (this->*part)();
            if (client_->failure || server_->failure) break;
        }
        check_failures();
        return failure_;
    }

    bool client_accepted() const { return client_ && client_->done; }
    bool server_accepted() const { return server_ && server_->done; }

private:
    /// `act` in the phase `now`, with the heap watched where that lacks memory.
    template <class Act>
    auto in(phase now, bool lacks, Act act) {
        heap_plan plenty;
        return on_heap(lacks && now == lacks_.when ? plan_ : plenty, act);
    }

    void open(const client_context& client, const server_context& server) {
        auto ends = in(phase::streams, true, [] { return onetls::memory_pipe::create(); });
        if (!ends) return static_cast<void>(failure_ = ends.error());
        auto first = in(phase::streams, lacks_.at_client, [&] {
            return client_stream::client(client, peer_, std::move(ends->first));
        });
        if (!first) return static_cast<void>(failure_ = first.error());
        auto second = in(phase::streams, lacks_.at_server,
                         [&] { return server_stream::server(server, std::move(ends->second)); });
        if (!second) return static_cast<void>(failure_ = second.error());
        client_.emplace(std::move(*first));
        server_.emplace(std::move(*second));
    }

    /// Makes `call` at `at`, and remembers which end was the first to fail.
    template <class End, class Call>
    bool make(phase now, End& at, Call call) {
        const bool is_client = static_cast<const void*>(&at) == &*client_;
        const bool lacks = is_client ? lacks_.at_client : lacks_.at_server;
        const bool made = in(now, lacks, [&] { return at.make(call); });
        if (at.failure && !failure_) failure_ = at.failure;
        return made;
    }

    void shake() {
        const auto call = [](auto& stream) { return stream.handshake(); };
        for (int round = 0; round != 16 && !(client_->done && server_->done); ++round) {
            client_->done =
                client_->done || (make(phase::handshake, *client_, call) && !client_->failure);
            server_->done =
                server_->done || (make(phase::handshake, *server_, call) && !server_->failure);
        }
        if (!failure_) CHECK((client_->done && server_->done));
    }

    void transfer() {
        if constexpr (onetls::KeyUpdating<client_stream> && onetls::KeyUpdating<server_stream>)
            make(phase::transfer, *client_, [](auto& stream) {
                // Fails under TLS 1.2, which has none.
                auto done = stream.update_keys(onetls::key_update::own);
                return done || done.error().code == onetls::errc::unsupported
                           ? onetls::result<void>{}
                           : done;
            });
        move(*client_, *server_);
        move(*server_, *client_);
    }

    template <class From, class To>
    void move(From& from, To& to) {
        static const bytes sent = pattern(40000);
        static bytes room(sent.size());
        std::size_t put = 0;
        std::size_t got = 0;
        while (!failure_ && got != sent.size()) {
            if (put != sent.size())
                make(phase::transfer, from, [&](auto& stream) {
                    const auto moved = stream.write_some(std::span{sent}.subspan(put));
                    put += moved.value_or(0);
                    return moved;
                });
            if (failure_) return;
            make(phase::transfer, to, [&](auto& stream) {
                const auto moved = stream.read_some(std::span{room}.subspan(got));
                got += moved.value_or(0);
                return moved;
            });
        }
        if (!failure_) CHECK(room == sent);
    }

    void close() {
        const auto call = [](auto& stream) { return stream.close(); };
        const auto end = [](auto& stream) -> onetls::result<void> {
            std::byte one{};
            const auto got = stream.read_some({&one, 1});
            if (!got && got.error().code == onetls::errc::closed) return {};
            return std::unexpected(got ? onetls::error{onetls::errc::internal} : got.error());
        };
        make(phase::close, *client_, call);
        make(phase::close, *server_, end);
        make(phase::close, *server_, call);
        make(phase::close, *client_, end);
    }

    /// What has failed goes on to tell so.
    void check_failures() {
        check_failure(*client_);
        check_failure(*server_);
    }

    template <class End>
    void check_failure(End& at) {
        if (!at.failure) return;
        CHECK(read_error(at.stream) == *at.failure);
        CHECK(failure(at.stream.handshake()) == *at.failure);
    }

    shortage lacks_;
    heap_plan& plan_;
    onetls::identity peer_;
    std::optional<onetls::error> failure_;
    std::optional<end<client_stream>> client_;
    std::optional<end<server_stream>> server_;
};

}  // namespace test
