// SPDX-License-Identifier: BSL-1.0
// The handshake of the firmware on this machine, built like it: without exceptions and without
// run-time types. Every backend with every backend, in both versions.
#include <iostream>
#include <string_view>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>

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

}  // namespace

int main() {
    using onetls::mbedtls::backend;
    using other = onetls::openssl::backend;
    tell<backend, backend>();
    tell<backend, other>();
    tell<other, backend>();
    tell<other, other>();
    std::cout << "1.." << number << '\n';
    return failed == 0 ? 0 : 1;
}
