// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "corpus_numbers.hpp"
#include "hostile_handshake.hpp"
#include "program.hpp"
#include "promise.hpp"

/// What comes after the handshake: protected records, of which some are changed, lost, doubled or
/// made up on their way, while both ends read and write.
///
/// The first byte of an input picks the backends and the version. The steps follow, each a number
/// and what it takes.

namespace {

using fuzz::milestone;
using fuzz::promise;
using onetls::errc;
using step = fuzz::record_step;

milestone delivered[]{milestone{"bytes over TLS 1.2"}, milestone{"bytes over TLS 1.3"}};
milestone closed{"a connection that was closed"};
milestone truncated{"a connection that was cut"};
milestone refused[]{milestone{"a bad record of TLS 1.2"}, milestone{"a bad record of TLS 1.3"}};
milestone alerted{"an end that learns of it"};
milestone updated{"a key that was changed"};

template <class Ends>
void take_step(Ends& ends, fuzz::program& what) {
    const auto chosen = what.number();
    const bool at_client = chosen / 8 % 2 == 0;
    const auto with_end = [&](auto visit) { at_client ? visit(ends.client) : visit(ends.server); };
    switch (static_cast<step>(chosen % 8)) {
    case step::write: {
        const auto size = 1 + what.long_number() % 20'000;
        return with_end([&](auto& end) { end.write_at_least(size); });
    }
    case step::read: {
        const auto size = 1 + what.long_number() % 20'000;
        return with_end([&](auto& end) { end.read(size); });
    }
    case step::close: return with_end([](auto& end) { end.close(); });
    case step::update_keys: {
        const auto whose =
            chosen / 16 % 2 == 0 ? onetls::key_update::own : onetls::key_update::both;
        return with_end([=](auto& end) { end.update_keys(whose); });
    }
    case step::carry:
    default: static_cast<void>(at_client ? ends.carry_to_client(what) : ends.carry_to_server(what));
    }
}

/// Promises that only a peer's own alert counts: one in the clear is a forgery by now.
void check_failure(const auto& end, const auto& peer) {
    if (!end.failure()) return;
    promise(end.failure()->code != errc::peer_alert || peer.failure(),
            "an alert comes from a peer that has failed");
    promise(end.failure()->code != errc::untrusted_peer, "who is trusted stays so");
}

/// Promises that an end that has nothing to complain of has read what was sent, and nothing else.
void check_honesty(const auto& end, const auto& wire) {
    const auto read = end.stream().transport().bytes_read();
    promise(end.failure() || wire.is_honest(read), "every change is noticed");
}

void note_reached(const auto& end, bool is_new) {
    if (end.received() != 0) delivered[is_new ? 1 : 0].reach();
    if (end.peer_closed()) closed.reach();
    if (end.updated()) updated.reach();
    if (!end.failure()) return;
    switch (end.failure()->code) {
    case errc::truncated: return truncated.reach();
    case errc::protocol_error: return refused[is_new ? 1 : 0].reach();
    case errc::peer_alert: return alerted.reach();
    default: return;
    }
}

template <class Client, class Server>
void run(bool is_new, fuzz::program what) {
    auto ends = fuzz::connection_of<Client, Server>(fuzz::setting_of_version(is_new));
    fuzz::program nothing{{}};
    ends.shake(nothing, nothing);
    promise(ends.client.shaken() && ends.server.shaken(), "an honest wire lets hands be shaken");
    constexpr int most_steps = 200;
    for (int step_number = 0; step_number != most_steps && !what.at_end(); ++step_number)
        take_step(ends, what);
    ends.carry_to_client(nothing);
    ends.carry_to_server(nothing);
    ends.hang_up();
    fuzz::for_both(ends, [](auto& end) { fuzz::finish(end); });
    fuzz::check_ends(ends);
    check_failure(ends.client, ends.server);
    check_failure(ends.server, ends.client);
    check_honesty(ends.client, ends.to_client());
    check_honesty(ends.server, ends.to_server());
    fuzz::for_both(ends, [=](const auto& end) { note_reached(end, is_new); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::with_backends_and_version(
        {data, size}, []<class Client, class Server>(bool is_new, fuzz::program rest) {
            run<Client, Server>(is_new, rest);
        });
    return 0;
}
