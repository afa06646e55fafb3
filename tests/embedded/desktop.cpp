// SPDX-License-Identifier: BSL-1.0
// The handshake of the firmware on this machine, built like it: without exceptions and without
// run-time types. Every backend with every backend, in both versions.
#include <iostream>
#include <string_view>

#include <anchors.hpp>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/registry.hpp>

#include "firmware/self_handshake.hpp"

namespace {

int number = 0;
int failed = 0;

template <class Client, class Server>
void tell() {
    using enum onetls::protocol_version;
    for (const auto version : {tls1_2, tls1_3}) {
        const auto shaken = test::shake_hands<Client, Server>(version, onetls::system_time);
        std::cout << (shaken ? "ok " : "not ok ") << ++number << " - a client of " << Client::name
                  << " and a server of " << Server::name << ", without exceptions, "
                  << name_of(version) << '\n';
        if (shaken) continue;
        std::cout << "# " << shaken.error() << '\n';
        ++failed;
    }
}

/// What tools/embed-certificates --bare makes is an anchor to every backend.
template <class B>
void tell_of_bare_anchors() {
    onetls::verify_settings wanted{.trust = onetls::trust::only(anchors::authority)};
    const auto good = B::verify(certificates::server, wanted);
    const auto bad = B::verify(certificates::impostor, wanted);
    const bool kept = good && good->trusted() && bad && bad->has(onetls::reason::unknown_issuer);
    std::cout << (kept ? "ok " : "not ok ") << ++number << " - bare anchors, " << B::name << '\n';
    if (!kept) ++failed;
}

}  // namespace

int main() {
    using onetls::mbedtls::backend;
    using other = onetls::openssl::backend;
    tell<backend, backend>();
    tell<backend, other>();
    tell<other, backend>();
    tell<other, other>();
    tell_of_bare_anchors<backend>();
    tell_of_bare_anchors<other>();
    std::cout << "1.." << number << '\n';
    return failed == 0 ? 0 : 1;
}
