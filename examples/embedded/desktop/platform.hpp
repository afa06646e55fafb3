// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

#include <onetls/file.hpp>
#include <onetls/onetls.hpp>
#include <onetls/tcp.hpp>

#include "../../command_line.hpp"

/// What a desktop offers to `client.cpp`. The environment says whom to reach: SERVER is a host and
/// a port, NAME whose certificate to expect there, TRUST a file with authorities.
namespace platform {

using transport = onetls::tcp;

inline std::string_view variable(const char* name, std::string_view otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

inline void begin() {}

inline onetls::trust trust() {
    const auto path = variable("TRUST", {});
    return path.empty() ? onetls::trust::system() : onetls::trust::only(onetls::file(path));
}

inline onetls::trust_terms terms() {
    return {};
}

inline onetls::timestamp now() noexcept {
    return onetls::system_time();
}

inline example::endpoint address() {
    return example::endpoint::parse(variable("SERVER", "localhost:4433"), 4433);
}

inline onetls::result<onetls::identity> server() {
    return onetls::identity::parse(variable("NAME", address().host));
}

inline onetls::result<transport> connect() {
    return onetls::tcp::connect(address().host, address().port);
}

inline void print(std::string_view words) {
    std::cout << words << std::flush;
}

/// Says how it went, and returns the program's status.
inline int end(const onetls::handshake_result& outcome) {
    if (outcome) return 0;
    std::cerr << "client: " << outcome.error() << '\n';
    return 1;
}

}  // namespace platform
