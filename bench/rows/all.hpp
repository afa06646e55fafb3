// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <onetls/memory_pipe.hpp>
#include <onetls/protocol.hpp>

#include "../counters.hpp"
#include "../credentials.hpp"
#include "../harness.hpp"
#include "../joined.hpp"
#include "../ours.hpp"
#include "handshake.hpp"
#include "records.hpp"

namespace bench {

/// Makes the rows of one backend: ours beside the floor.
template <class Ours, class Floor>
class row_maker {
public:
    row_maker(std::string backend, const credentials& shown)
        : backend_{std::move(backend)}, shown_{shown} {}

    std::vector<row> rows() const {
        return {of<handshake>("handshake-1.3", 20, onetls::protocol_version::tls1_3),
                of<handshake>("handshake-1.2", 20, onetls::protocol_version::tls1_2),
                of<record>("record-16k", 200, std::size_t{16} << 10),
                of<record>("record-1k", 1000, std::size_t{1} << 10),
                of<record>("record-64", 1000, std::size_t{64}),
                of<ping>("ping-64", 1000, std::size_t{64})};
    }

    /// Makes sure that both negotiate the same: else they would not be comparable.
    void check(onetls::protocol_version version) const {
        const auto ours = agreed_by<Ours>(version);
        require(ours == agreed_by<Floor>(version), "agreeing with the floor");
    }

private:
    template <template <class, class> class Work, class Setting>
    row of(const char* name, std::size_t repetitions, Setting setting) const {
        return {backend_ + "/" + name,
                by<Work, Floor>("floor", setting),
                {by<Work, Ours>("ours", setting)},
                repetitions};
    }

    template <template <class, class> class Work, class Contestant, class Setting>
    contestant by(const char* name, Setting setting) const {
        return {name, making<Work<Contestant, onetls::memory_pipe>>(setting),
                making<Work<Contestant, counted_pipe>>(setting)};
    }

    template <class Work, class Setting>
    maker making(Setting setting) const {
        return [&shown = shown_, setting] { return std::make_unique<Work>(shown, setting); };
    }

    template <class Contestant>
    agreement agreed_by(onetls::protocol_version version) const {
        const Contestant contestant{shown_, version};
        joined<Contestant, onetls::memory_pipe> ends{contestant};
        ends.shake();
        return ends.client.agreed();
    }

    std::string backend_;
    const credentials& shown_;
};

}  // namespace bench
