// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <onetls/testing.hpp>

#include "loopback.hpp"
#include "party.hpp"

// Two ends that shake hands, write, read and close in an order that follows from a seed, over
// transports that make trouble, and what one saw held against what the other did.

namespace test {

/// What a schedule came to, to see that schedules reach what they are for.
struct schedule_count {
    int closed = 0;
    int truncated = 0;
    int failed = 0;
    int cut_in_handshake = 0;
    std::size_t bytes = 0;
};

/// The smallest of the pieces that the bytes have to come through.
inline std::size_t piece_of(const onetls::testing::faults& plan) {
    return std::min(plan.read.at_most, plan.write.at_most);
}

/// Chooses what an end writes, and when it closes: few bytes where each takes many calls.
inline void choose(onetls::testing::random_numbers& random, part& role, std::size_t piece) {
    const auto most = std::min<std::size_t>(60'000, std::min<std::size_t>(piece, 1000) * 200);
    role.to_write = random.below(most);
    role.closes_when_blocked = random.happens(20);
    role.closes_after = random.happens(30) ? random.below(role.to_write + 1) : role.to_write;
}

/// Cuts the connection of an end at some byte of a handshake or after it, half of the time.
/// `others` is what the other end writes.
inline void make_cut(onetls::testing::random_numbers& random, part& role, std::size_t others) {
    if (!random.happens(50)) return;
    const bool in_reading = random.happens(50);
    auto& direction = in_reading ? role.plan.read : role.plan.write;
    const auto written = in_reading ? others : role.to_write;
    direction.ends_after = random.below(1500 + (random.happens(50) ? written : 0));
    if (random.happens(50)) direction.end = {.code = onetls::errc::transport_failed, .native = 104};
}

template <class Pair>
struct both_contexts {
    explicit both_contexts(const settings& wanted)
        : client{value_of(Pair::client::client_context::create(wanted.client), "client context")},
          server{value_of(Pair::server::server_context::create(wanted.server), "server context")} {}

    typename Pair::client::client_context client;
    typename Pair::server::server_context server;
};

/// Chooses what both ends do.
inline std::pair<part, part> choose_parts(onetls::testing::random_numbers& random) {
    part client;
    part server;
    for (auto* role : {&client, &server})
        role->plan = onetls::testing::delaying_faults(random.next());
    const auto piece = std::min(piece_of(client.plan), piece_of(server.plan));
    for (auto* role : {&client, &server}) choose(random, *role, piece);
    random.happens(50) ? make_cut(random, client, server.to_write)
                       : make_cut(random, server, client.to_write);
    return {client, server};
}

template <class Pair>
class schedule {
    using client_stream = typename Pair::client::template stream<watched_pipe>;
    using server_stream = typename Pair::server::template stream<watched_pipe>;

public:
    /// All of it follows from `seed`.
    schedule(std::uint64_t seed, const both_contexts<Pair>& contexts)
        : schedule{onetls::testing::random_numbers{seed}, contexts} {}

    /// As told; only the order of calls and the sizes of pieces follow from `random`.
    schedule(onetls::testing::random_numbers random, const std::pair<part, part>& parts,
             const both_contexts<Pair>& contexts)
        : random_{random} {
        auto ends = value_of(onetls::memory_pipe::create(), "pipe");
        const auto piped = [](onetls::memory_pipe end, const part& role) {
            return watched_pipe{onetls::testing::faulty_pipe{std::move(end), role.plan}};
        };
        client_.emplace(
            value_of(client_stream::client(contexts.client, *onetls::identity::parse("example.org"),
                                           piped(std::move(ends.first), parts.first)),
                     "client"),
            parts.first, true);
        server_.emplace(value_of(server_stream::server(contexts.server,
                                                       piped(std::move(ends.second), parts.second)),
                                 "server"),
                        parts.second, false);
    }

    /// Goes on until both ends are over, or so many calls have been made; says which.
    bool play(int steps) {
        for (int step = 0; step != steps; ++step) {
            if (client_->is_over() && server_->is_over()) return true;
            random_.happens(50) ? turn(*client_) : turn(*server_);
        }
        return false;
    }

    /// Goes on until both ends are over, and holds all that happened against the promises.
    void run() {
        promise(play(most_steps), "hangs");
        client_->check_end();
        server_->check_end();
        check(*client_, *server_);
        check(*server_, *client_);
    }

    void count_in(schedule_count& count) const {
        for (const auto& failure : {client_->failure(), server_->failure()}) {
            if (!failure) ++count.closed;
            if (failure && failure->code == onetls::errc::truncated) ++count.truncated;
            if (failure && failure->code == onetls::errc::transport_failed) ++count.failed;
        }
        if (!client_->shaken()) ++count.cut_in_handshake;
        count.bytes += client_->received() + server_->received();
    }

    party<client_stream>& client() { return *client_; }
    party<server_stream>& server() { return *server_; }

private:
    static constexpr int most_steps = 400'000;

    schedule(onetls::testing::random_numbers random, const both_contexts<Pair>& contexts)
        : schedule{random, choose_roles(random, contexts), contexts} {}

    /// Keys are changed where both ends can: TLS 1.3 alone has that.
    static std::pair<part, part> choose_roles(onetls::testing::random_numbers& random,
                                              const both_contexts<Pair>& contexts) {
        auto parts = choose_parts(random);
        const bool new_version =
            contexts.client.effective_policy().minimum == onetls::protocol_version::tls1_3;
        for (auto* role : {&parts.first, &parts.second})
            role->updates_keys = new_version && onetls::KeyUpdating<client_stream> &&
                                 onetls::KeyUpdating<server_stream>;
        return parts;
    }

    template <class Party>
    void turn(Party& party) {
        party.act(random_);
        if (party.failure()) party.hang_up();
    }

    /// Holds what `reader` saw against what `writer` did.
    template <class Reader, class Writer>
    static void check(const Reader& reader, const Writer& writer) {
        promise(reader.received() <= writer.written() + writer.blocked(), "more than was sent");
        const auto planned = reader.role().planned_end();
        const auto others = writer.role().planned_end();
        if (reader.peer_closed()) {
            promise(writer.began_closing(), "closed by nobody");
            promise(reader.bytes_read() >= writer.bytes_to_close(), "closed without close_notify");
            promise(reader.received() >= writer.written(), "closed, and bytes are lost");
        }
        if (!reader.failure()) return;
        const auto seen = *reader.failure();
        promise(planned || others, "failed without a cause", seen);
        const onetls::error truncated{onetls::errc::truncated};
        if (planned) {
            const auto expected = planned->code == onetls::errc::closed ? truncated : *planned;
            promise(seen == expected, "another end than the planned one", seen);
        } else {
            promise(seen == truncated, "not truncated by a lost peer", seen);
        }
    }

    onetls::testing::random_numbers random_;
    std::optional<party<client_stream>> client_;
    std::optional<party<server_stream>> server_;
};

}  // namespace test
