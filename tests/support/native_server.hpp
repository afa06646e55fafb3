// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>

#include <onetls/alert.hpp>
#include <onetls/memory_pipe.hpp>

#include "pki.hpp"

namespace test {

/// What a native server does. It shows and speaks whatever it is told to.
struct native_server_spec {
    std::string chain_pem;
    std::string key_pem;
    int minimum_version = 0x0301;
    int maximum_version = 0x0304;
    std::string suites = "DEFAULT:@SECLEVEL=0";  ///< Up to TLS 1.2, in OpenSSL's words.
    std::string suites_1_3 = "";                 ///< Empty: all.
    std::string groups = "";                     ///< Empty: OpenSSL's choice.
    int tickets = 0;                             ///< Sent after a TLS 1.3 handshake.
    bool asks_for_certificate = false;           ///< Fails without one, and takes any.
};

/// A server by OpenSSL's own functions over one end of a pipe: a peer that owes nothing to the
/// library, and that misbehaves when told to.
class native_server {
public:
    native_server(const native_server_spec& spec, onetls::memory_pipe pipe);
    ~native_server();
    native_server(native_server&&) noexcept;

    /// Goes on with the handshake as far as it goes; says whether it is done.
    bool handshake();

    /// Says whether the handshake or anything after it has failed.
    bool failed() const;

    /// The fatal alert that the client sent.
    onetls::alert_description alert() const;

    /// Says whether the client showed a certificate.
    bool knows_client() const;

    /// Application bytes that came so far; one call may bring several records.
    const bytes& received();

    void write(const bytes& sent);
    void close();
    void send_tickets(int count);
    void update_key(bool ask_peer_too);  ///< TLS 1.3.
    void renegotiate();                  ///< Up to TLS 1.2; only asks for it.

    /// Cuts the connection without close_notify.
    void cut();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace test
