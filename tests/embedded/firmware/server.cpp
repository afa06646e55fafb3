// SPDX-License-Identifier: BSL-1.0
// Serves one connection over the serial line: sends back each line until the client closes.
#include <array>
#include <cstddef>
#include <span>

#include <certificates.hpp>

#include <onetls/blocking.hpp>
#include <onetls/onetls.hpp>

#include "outcome.hpp"
#include "uart_transport.hpp"

namespace {

using stream = onetls::stream<board::uart_transport>;

// Static memory instead of the arena, for all but what Mbed TLS allocates by itself.
onetls::server_context::storage shared_room;
stream::storage room;

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::argument("clock", board::time())};
}

/// `clients=1` on the command line: clients have to show a certificate.
onetls::result<onetls::server_context> settings() {
    const bool asks = board::argument("clients", 0) != 0;
    return onetls::server_context::create(
        {
            .credential = {.certificate_chain = certificates::server,
                           .private_key = certificates::server_key},
            .alpn = {"echo/1"},
            .client_auth = asks ? onetls::client_auth::required : onetls::client_auth::none,
            .trust = asks ? onetls::trust::only(certificates::authority) : onetls::trust::none(),
            .clock = now,
        },
        shared_room);
}

onetls::result<void> echo(stream& opened) {
    std::array<std::byte, 64> buffer;
    while (true) {
        const auto got = onetls::read(opened, buffer);
        if (!got && got.error().code == onetls::errc::closed) return onetls::close(opened);
        if (!got) return std::unexpected(got.error());
        if (auto sent = onetls::write(opened, std::span{buffer}.first(*got)); !sent) return sent;
    }
}

onetls::handshake_result serve() {
    const auto context = settings();
    if (!context) return std::unexpected(context.error());
    auto opened = stream::server(*context, board::uart_transport{}, room);
    if (!opened) return std::unexpected(opened.error());
    if (auto shaken = onetls::handshake(*opened); !shaken) return shaken;
    board::print(opened->info().application_protocol);
    board::print("\n");
    if (auto echoed = echo(*opened); !echoed) return std::unexpected(echoed.error());
    return {};
}

}  // namespace

int main() {
    board::start_memory();
    board::start_uart();
    const int status = board::status_of(serve());
    return board::finish(status);
}
