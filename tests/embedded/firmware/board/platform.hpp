// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <anchors.hpp>
#include <certificates.hpp>

#include <onetls/insecure.hpp>
#include <onetls/onetls.hpp>

#include "outcome.hpp"
#include "uart_driver.hpp"

/// What the board offers to `examples/embedded/client.cpp`.
namespace platform {

using transport = example::link_transport<board::uart_driver::link>;

inline void begin() {
    board::start_memory();
    board::start_uart();
}

/// `trust=1` on the command line: an authority that did not issue the server's certificate;
/// `trust=2`: what the system trusts, which is nobody; `trust=3`: the whole certificate of the
/// authority, and not the least that stands for it; `trust=4`: one that is bound to certain names.
inline onetls::trust trust() {
    switch (board::argument("trust", 0)) {
    case 0: return onetls::trust::only(onetls::lasting(anchors::authority));
    case 1: return onetls::trust::only(anchors::stranger);
    case 3: return onetls::trust::only(certificates::authority);
    case 4: return onetls::trust::only(certificates::limited);
    default: return onetls::trust::system();
    }
}

/// `floor=1` on the command line: the clock tells a date that has passed, and no more.
inline onetls::trust_terms terms() {
    if (board::argument("floor", 0) == 0) return {};
    return {.waived = onetls::insecure::floor_date()};
}

/// `clock=` on the command line: seconds since 1970.
inline onetls::timestamp now() noexcept {
    return onetls::timestamp{board::argument("clock", board::time())};
}

/// `name=1` on the command line: not the one that the server is.
inline onetls::result<onetls::identity> server() {
    return onetls::identity::dns(board::argument("name", 0) == 0 ? "server.test" : "other.test");
}

inline onetls::result<transport> connect() {
    static board::uart_driver driver;
    return transport{driver.line()};
}

inline void print(std::string_view words) {
    board::print(words);
}

inline int end(onetls::handshake_result outcome) {
    const int status = board::status_of(outcome);
    outcome = {};  // A report of a peer that was refused holds memory.
    return board::finish(status);
}

}  // namespace platform
