// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <onetls/protocol.hpp>

#include "../credentials.hpp"
#include "../harness.hpp"
#include "../joined.hpp"

namespace bench {

/// A full handshake of a new client with a new server, from their making to their end.
template <class Contestant, class Pipe>
class handshake final : public work {
public:
    handshake(const credentials& shown, onetls::protocol_version version)
        : contestant_{shown, version} {}

    void run(std::size_t times) override {
        for (; times != 0; --times) joined<Contestant, Pipe>{contestant_}.shake();
    }

private:
    Contestant contestant_;
};

}  // namespace bench
