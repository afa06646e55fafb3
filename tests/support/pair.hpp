// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace test {

/// A client of one backend with a server of another, or of the same.
template <class Client, class Server>
struct pair {
    using client = Client;
    using server = Server;

    static std::string name() {
        return std::string{Client::name} + " client, " + std::string{Server::name} + " server";
    }
};

}  // namespace test
