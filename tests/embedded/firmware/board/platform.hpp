// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <certificates.hpp>

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
/// `trust=2`: what the system trusts, which is nobody.
inline onetls::trust trust() {
    switch (board::argument("trust", 0)) {
    case 0: return onetls::trust::only(certificates::authority);
    case 1: return onetls::trust::only(certificates::stranger);
    default: return onetls::trust::system();
    }
}

inline onetls::trust_terms terms() {
    return {};
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
