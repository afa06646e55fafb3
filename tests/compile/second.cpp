// SPDX-License-Identifier: BSL-1.0
#include "second.hpp"

#include <utility>

#include "all_headers.hpp"

namespace {

/// A client's whole life, for the compiler: without a context it does not begin.
template <onetls::Backend B>
bool lives() {
    const auto context = B::client_context::create({.trust = onetls::trust::none()});
    auto pipe = onetls::memory_pipe::create();
    if (!context || !pipe) return false;
    auto client = B::template stream<onetls::memory_pipe>::client(
        *context, *onetls::identity::parse("example.org"), std::move(pipe->first));
    return client && client->handshake() && client->close();
}

}  // namespace

bool refuses_in_second_file() {
    return !lives<onetls::openssl::backend>() && !lives<onetls::mbedtls::backend>() &&
           onetls::openssl::backend::library() != onetls::mbedtls::backend::library();
}
