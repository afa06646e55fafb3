// SPDX-License-Identifier: BSL-1.0
// Both backends in one file, and every header twice in one program: second.cpp has them too.

#include "all_headers.hpp"
#include "second.hpp"

template class onetls::openssl::stream<onetls::memory_pipe>;
template class onetls::mbedtls::stream<onetls::memory_pipe>;

namespace {

/// Says whether a backend refuses a client that trusts nobody and a certificate that is none.
template <onetls::Backend B>
bool refuses() {
    const auto client = B::client_context::create({.trust = onetls::trust::only("nothing")});
    const auto server = B::server_context::create({});
    const auto certificate = B::certificate::from_pem("nothing");
    return !client && client.error().where == onetls::field::trust && !server && !certificate;
}

}  // namespace

int main() {
    const bool here = refuses<onetls::openssl::backend>() && refuses<onetls::mbedtls::backend>();
    return here && refuses_in_second_file() ? 0 : 1;
}
