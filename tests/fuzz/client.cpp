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

using fuzz::milestone;
using fuzz::promise;
using fuzz::setting;
using fuzz::shown;
using fuzz::versions;
using onetls::errc;

milestone accepted[]{milestone{"a client of TLS 1.2 that succeeds"},
                     milestone{"a client of TLS 1.3 that succeeds"}};
milestone untrusted[]{milestone{"a false server of TLS 1.2"},
                      milestone{"a false server of TLS 1.3"}};
milestone keyless[]{milestone{"a server of TLS 1.2 that lacks its key"},
                    milestone{"a server of TLS 1.3 that lacks its key"}};
milestone invalid{"bytes that are not valid TLS"};
milestone truncated{"a handshake that is cut off"};
milestone alerted{"an alert"};
milestone unlike{"a server that offers nothing in common"};

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

void note_reached(const auto& client, const setting& wanted) {
    const auto modern = wanted.client.offered == versions::only_1_2 ? 0U : 1U;
    if (client.shaken()) return accepted[modern].reach();
    if (wanted.server.own == shown::without_key && client.stream().verification().trusted())
        keyless[modern].reach();
    switch (client.failure()->code) {
    case errc::untrusted_peer: return untrusted[modern].reach();
    case errc::protocol_error: return invalid.reach();
    case errc::truncated: return truncated.reach();
    case errc::peer_alert: return alerted.reach();
    case errc::negotiation_failed: return unlike.reach();
    default: return;
    }
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
    note_reached(ends.client, wanted);
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
