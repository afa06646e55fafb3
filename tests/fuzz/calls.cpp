// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include <onetls/testing.hpp>

#include "corpus_numbers.hpp"
#include "endpoint.hpp"
#include "fixed_chance.hpp"
#include "hostile_handshake.hpp"
#include "people.hpp"
#include "program.hpp"
#include "promise.hpp"
#include "traced_pipe.hpp"

/// Calls in any order, sensible or not, on both ends of a connection whose transports make trouble.
///
/// The first byte of an input picks the backends and the version, the next four what goes wrong on
/// the transports. The calls follow, each a number and what it takes.

namespace {

using fuzz::call;
using fuzz::milestone;
using fuzz::promise;
using onetls::errc;
using onetls::testing::faults;

milestone shaken[]{milestone{"a handshake of TLS 1.2"}, milestone{"a handshake of TLS 1.3"}};
milestone delivered{"bytes that arrive"};
milestone blocked{"a write that blocks"};
milestone closed{"a connection that was closed"};
milestone let_go{"a connection that was shut down"};
milestone truncated{"a connection that was cut"};
milestone failed{"a transport that failed"};
milestone updated{"a key that was changed"};
milestone destroyed{"a stream that is destroyed before its peer"};

/// What goes wrong: delays by the first number, an end of the transport by the second.
faults faults_of(fuzz::program& what) {
    const auto delays = what.number();
    const auto end = what.number();
    auto made = delays == 0 ? faults{} : onetls::testing::delaying_faults(delays);
    if (end == 0) return made;
    auto& direction = end % 2 == 0 ? made.read : made.write;
    direction.ends_after = end * 16;
    if (end / 2 % 2 == 0) direction.end = {.code = errc::transport_failed, .native = 104};
    return made;
}

template <class Client, class Server>
class connection {
    using client_stream = typename Client::template stream<fuzz::traced_pipe>;
    using server_stream = typename Server::template stream<fuzz::traced_pipe>;

public:
    connection(const fuzz::setting& wanted, fuzz::program what)
        : connection{wanted, what, fuzz::value_of(onetls::memory_pipe::create())} {}

    void run() {
        constexpr int most_steps = 200;
        for (int step = 0; step != most_steps && !what_.at_end(); ++step) take_step();
        settle();
        for_both([](auto& end) { end->check_end(); });
        if (client_ && server_) {
            fuzz::check_direction(*client_, *server_);
            fuzz::check_direction(*server_, *client_);
        }
    }

    const auto& client() const { return client_; }
    const auto& server() const { return server_; }

private:
    connection(const fuzz::setting& wanted, fuzz::program& what, onetls::memory_pipe::ends pipe)
        : client_{std::in_place,
                  fuzz::value_of(
                      client_stream::client(fuzz::client_context_of<Client>(wanted.client),
                                            fuzz::value_of(onetls::identity::parse(wanted.host)),
                                            piped(std::move(pipe.first), what))),
                  true},
          server_{
              std::in_place,
              fuzz::value_of(server_stream::server(fuzz::server_context_of<Server>(wanted.server),
                                                   piped(std::move(pipe.second), what))),
              false},
          what_{what} {}

    static fuzz::traced_pipe piped(onetls::memory_pipe end, fuzz::program& what) {
        return fuzz::traced_pipe{std::move(end), faults_of(what)};
    }

    void for_both(auto visit) {
        if (client_) visit(client_);
        if (server_) visit(server_);
    }

    void take_step() {
        const auto chosen = what_.number();
        chosen / 128 == 0 ? make(client_, chosen % 128) : make(server_, chosen % 128);
        for_both([](const auto& end) {
            if (end->blocked() != 0) blocked.reach();
        });
    }

    void make(auto& end, std::size_t chosen) {
        if (!end) return;
        switch (static_cast<call>(chosen % 16)) {
        case call::handshake: return end->handshake();
        case call::read: return end->read(what_.long_number() % 20'000);
        case call::write: return end->write(what_.long_number() % 40'000);
        case call::write_again: return end->write_at_least(what_.number());
        case call::close: return end->close();
        case call::shut_down: return end->shut_down();
        case call::update_keys:
            return end->update_keys(chosen / 64 == 0 ? onetls::key_update::own
                                                     : onetls::key_update::both);
        case call::move: return end->move();
        case call::cut: return end->cut();
        case call::look: return end->look();
        case call::destroy: end.reset(); return destroyed.reach();
        case call::many: return make_many(1 + what_.number());
        default: return;
        }
    }

    /// Goes on like a program that knows what it does: shakes hands, then reads.
    void make_many(std::size_t rounds) {
        for (std::size_t round = 0; round != rounds; ++round)
            for_both([](auto& end) {
                if (end->failure()) return;
                end->shaken() ? end->read(1000) : end->handshake();
            });
    }

    /// What has failed is gone; both ends read until there is nothing more.
    void settle() {
        constexpr int most_rounds = 300;
        for (int round = 0; round != most_rounds; ++round) {
            for_both([](auto& end) {
                if (end->failure()) return end->cut();
                if (!end->shaken()) return end->handshake();
                if (!end->peer_closed()) end->read(20'000);
            });
        }
    }

    std::optional<fuzz::endpoint<client_stream>> client_;
    std::optional<fuzz::endpoint<server_stream>> server_;
    fuzz::program what_;
};

void note_reached(const auto& end, bool is_new) {
    if (!end) return;
    if (end->shaken()) shaken[is_new ? 1 : 0].reach();
    if (end->received() != 0) delivered.reach();
    if (end->peer_closed()) closed.reach();
    if (end->peer_closed() && end->loses()) let_go.reach();
    if (end->updated()) updated.reach();
    if (!end->failure()) return;
    if (end->failure()->code == errc::truncated) truncated.reach();
    if (end->failure()->code == errc::transport_failed) failed.reach();
}

/// Promises that nothing fails but what transports and key updates explain.
void check_failure(const auto& end, bool may_update) {
    if (!end || !end->failure()) return;
    const auto code = end->failure()->code;
    const bool by_transport = code == errc::truncated || code == errc::transport_failed;
    promise(by_transport || may_update, "an honest peer gives no offence");
}

template <class Client, class Server>
void run(bool is_new, fuzz::program what) {
    const auto wanted = fuzz::setting_of_version(is_new);
    fuzz::client_context_of<Client>(wanted.client);
    fuzz::server_context_of<Server>(wanted.server);
    fuzz::fix_chance(2);
    connection<Client, Server> ends{wanted, what};
    ends.run();
    note_reached(ends.client(), is_new);
    note_reached(ends.server(), is_new);
    // Mbed TLS takes a peer's new keys for an error.
    using onetls::feature;
    const bool differ =
        Client::supports(feature::key_update) != Server::supports(feature::key_update);
    check_failure(ends.client(), is_new && differ);
    check_failure(ends.server(), is_new && differ);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::with_backends_and_version(
        {data, size}, []<class Client, class Server>(bool is_new, fuzz::program rest) {
            run<Client, Server>(is_new, rest);
        });
    return 0;
}
