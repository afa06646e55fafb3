// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "../harness/work.hpp"
#include "../material/terms.hpp"
#include "joined.hpp"

namespace bench {

/// Two ends after their handshake, and a message to pass between them.
template <class Contestant, class Link>
class conversation : public work {
public:
    conversation(const material& shown, traffic moved)
        : contestant_{shown.of(moved.agreed.keys), moved.agreed},
          sent_(moved.size),
          received_(moved.size * moved.burst),
          burst_{moved.burst} {
        ends_.shake();
    }

    std::optional<agreement> agreed() override { return ends_.client.agreed(); }

protected:
    void ask() { pass(ends_.client, ends_.server, sent_, received_, burst_); }
    void answer() { pass(ends_.server, ends_.client, sent_, received_, burst_); }
    std::size_t burst() const { return burst_; }

private:
    Contestant contestant_;
    joined<Contestant, Link> ends_{contestant_};
    std::vector<std::byte> sent_;
    std::vector<std::byte> received_;
    std::size_t burst_;
};

/// A message from the client to the server: in bursts, of which each counts as its messages.
template <class Contestant, class Link>
class record final : public conversation<Contestant, Link> {
public:
    using conversation<Contestant, Link>::conversation;
    void run(std::size_t times) override {
        for (; times != 0; times -= std::min(times, this->burst())) this->ask();
    }
};

/// A message from the client to the server, and one back.
template <class Contestant, class Link>
class ping final : public conversation<Contestant, Link> {
public:
    using conversation<Contestant, Link>::conversation;
    void run(std::size_t times) override {
        for (; times != 0; --times) {
            this->ask();
            this->answer();
        }
    }
};

}  // namespace bench
