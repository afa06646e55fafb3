// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "hostile_handshake.hpp"
#include "program.hpp"
#include "promise.hpp"

/// Servers of every backend whose client, or whoever sits on the wire, says what an input wants.
///
/// The first byte of an input picks the backends and the setting; what follows is done to the
/// records on their way to the server (`meddler.hpp`), one after the other.

namespace {

using fuzz::milestone;
using fuzz::promise;
using fuzz::setting;
using fuzz::shown;
using fuzz::versions;

milestone certified{"a client that shows a certificate"};
fuzz::handshake_milestones reached;

setting setting_of(std::size_t choice) {
    setting made;
    made.client.offered = made.server.offered = static_cast<versions>(choice % 3);
    const auto own = choice / 3 % 5;
    made.server.asks_for_client = own != 0;
    if (own == 2) made.client.own = shown::a_false_one;
    if (own == 3) made.client.own = shown::the_right_one;
    if (own == 4) made.client.own = shown::without_key;
    return made;
}

template <class Client, class Server>
void run(const setting& wanted, fuzz::program what) {
    auto ends = fuzz::connection_of<Client, Server>(wanted);
    fuzz::program nothing{{}};
    ends.shake(nothing, what);
    const bool is_known = wanted.client.own == shown::the_right_one;
    if (wanted.server.asks_for_client && ends.server.shaken()) {
        promise(is_known, "a client that has no right to is never accepted");
        promise(ends.server.stream().verification().trusted(), "whom a server accepts is trusted");
    }
    fuzz::check_agreement(ends, wanted);
    fuzz::check_version(ends.server, wanted);
    fuzz::exchange(ends, nothing, what);
    fuzz::check_ends(ends);
    if (wanted.server.asks_for_client && ends.server.shaken()) certified.reach();
    reached.note(ends.server, wanted, wanted.client.own);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::program input{std::as_bytes(std::span{data, size})};
    const auto choice = input.number();
    const auto wanted = setting_of(choice / 4);
    const bool any_client = wanted.client.own != shown::without_key;
    const auto client = any_client ? choice % 2 : 0;
    fuzz::with_backends(client, choice / 2 % 2,
                        [&]<class Client, class Server>() { run<Client, Server>(wanted, input); });
    return 0;
}
