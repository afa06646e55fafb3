// SPDX-License-Identifier: BSL-1.0
#include "../floor/openssl.hpp"

#include <utility>

#include <onetls/openssl/backend.hpp>

#include "../ours/ours.hpp"
#include "scale.hpp"

namespace bench {
namespace {

using own = ours<onetls::openssl::backend>;
using by_hand = floor::openssl::contestant;

/// An end of ours that gives its buffers back between records.
template <onetls::Stream S>
class releasing_end : public stream_end<S> {
public:
    explicit releasing_end(onetls::result<S> made) : stream_end<S>{std::move(made)} {
        floor::openssl::release_buffers(this->stream().native());
    }
};

using own_releasing = ours<onetls::openssl::backend, releasing_end>;

}  // namespace

std::vector<idler> openssl_idlers() {
    return {{"openssl", "floor", &idle_cost_of<by_hand>},
            {"openssl", "floor, releasing", &idle_cost_of<floor::openssl::releasing_contestant>},
            {"openssl", "ours", &idle_cost_of<own>},
            {"openssl", "ours, releasing", &idle_cost_of<own_releasing>}};
}

std::vector<threaded> openssl_threaded() {
    return {{"openssl", "floor", &threaded_handshake<by_hand>},
            {"openssl", "ours", &threaded_handshake<own>}};
}

}  // namespace bench
