// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>

#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "joined.hpp"

namespace bench {

/// A full handshake of a new client with a new server, from their making to their end.
template <class Contestant, class Link>
class handshake final : public work {
public:
    handshake(const material& shown, terms agreed) : contestant_{shown.of(agreed.keys), agreed} {}

    void run(std::size_t times) override {
        for (; times != 0; --times) joined<Contestant, Link>{contestant_}.shake();
    }

    std::optional<agreement> agreed() override {
        joined<Contestant, Link> ends{contestant_};
        ends.shake();
        return ends.client.agreed();
    }

private:
    Contestant contestant_;
};

}  // namespace bench
