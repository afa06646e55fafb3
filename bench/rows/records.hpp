// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include <onetls/protocol.hpp>

#include "../credentials.hpp"
#include "../harness.hpp"
#include "../joined.hpp"

namespace bench {

/// Two ends after their handshake, and a message to pass between them.
template <class Contestant, class Pipe>
class conversation : public work {
public:
    conversation(const credentials& shown, std::size_t size)
        : contestant_{shown, onetls::protocol_version::tls1_3}, sent_(size), received_(size) {
        ends_.shake();
    }

protected:
    void ask() { pass(ends_.client, ends_.server, sent_, received_); }
    void answer() { pass(ends_.server, ends_.client, sent_, received_); }

private:
    Contestant contestant_;
    joined<Contestant, Pipe> ends_{contestant_};
    std::vector<std::byte> sent_;
    std::vector<std::byte> received_;
};

/// A message from the client to the server.
template <class Contestant, class Pipe>
class record final : public conversation<Contestant, Pipe> {
public:
    using conversation<Contestant, Pipe>::conversation;
    void run(std::size_t times) override {
        for (; times != 0; --times) this->ask();
    }
};

/// A message from the client to the server, and one back.
template <class Contestant, class Pipe>
class ping final : public conversation<Contestant, Pipe> {
public:
    using conversation<Contestant, Pipe>::conversation;
    void run(std::size_t times) override {
        for (; times != 0; --times) {
            this->ask();
            this->answer();
        }
    }
};

}  // namespace bench
