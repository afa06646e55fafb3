// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "hostile_handshake.hpp"
#include "program.hpp"
#include "promise.hpp"

/// Clients of every backend whose server, or whoever sits on the wire, says what an input wants.
///
/// The first byte of an input picks the backends and the setting; what follows is done to the
/// records on their way to the client (`meddler.hpp`), one after the other.

namespace {

using fuzz::promise;
using fuzz::setting;
using fuzz::shown;
using fuzz::versions;

fuzz::handshake_milestones reached;

setting setting_of(std::size_t choice) {
    setting made;
    made.client.offered = made.server.offered = static_cast<versions>(choice % 3);
    switch (choice / 3 % 5) {
    case 1: made.server.own = shown::a_false_one; break;
    case 2: made.host = "example.com"; break;
    case 3:
        made.server.asks_for_client = true;
        made.client.own = shown::the_right_one;
        break;
    case 4: made.server.own = shown::without_key; break;
    default: break;
    }
    return made;
}

template <class Client, class Server>
void run(const setting& wanted, fuzz::program what) {
    auto ends = fuzz::connection_of<Client, Server>(wanted);
    fuzz::program nothing{{}};
    ends.shake(what, nothing);
    const bool is_false =
        wanted.server.own != shown::the_right_one || wanted.host != std::string_view{"example.org"};
    promise(!(is_false && ends.client.shaken()), "a false server is never accepted");
    fuzz::check_agreement(ends, wanted);
    fuzz::check_version(ends.client, wanted);
    fuzz::exchange(ends, what, nothing);
    fuzz::check_ends(ends);
    reached.note(ends.client, wanted, wanted.server.own);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::program input{std::as_bytes(std::span{data, size})};
    const auto choice = input.number();
    const auto wanted = setting_of(choice / 4);
    const bool any_server = wanted.server.own != shown::without_key;
    const auto server = any_server ? choice / 2 % 2 : 0;
    fuzz::with_backends(choice % 2, server,
                        [&]<class Client, class Server>() { run<Client, Server>(wanted, input); });
    return 0;
}
