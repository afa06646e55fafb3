// SPDX-License-Identifier: BSL-1.0
// The roles are types, and a client always says whom it expects.
#include <optional>
#include <utility>

#include <onetls/BACKEND/backend.hpp>
#include <onetls/memory_pipe.hpp>

namespace tls = onetls::BACKEND;
using stream = tls::stream<onetls::memory_pipe>;

const tls::client_context& client();
const tls::server_context& server();
const onetls::identity& peer();
const onetls::result<onetls::identity>& unchecked_peer();
onetls::memory_pipe pipe();

void streams() {
    // refused: a client stream from a server's context
    auto first = stream::client(server(), peer(), pipe());  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto first = stream::client(client(), peer(), pipe());  // right

    // refused: a server stream from a client's context
    auto second = stream::server(client(), pipe());  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto second = stream::server(server(), pipe());  // right

    // refused: a client stream without an identity
    auto third = stream::client(client(), pipe());  // wrong: no matching function|too few arguments
    auto third = stream::client(client(), peer(), pipe());  // right

    // refused: a client stream with a null pointer for the identity
    auto fourth = stream::client(client(), nullptr, pipe());  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto fourth = stream::client(client(), peer(), pipe());  // right

    // refused: a client stream with text that nobody has checked
    auto fifth = stream::client(client(), "example.org", pipe());  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto fifth = stream::client(client(), peer(), pipe());  // right

    // refused: a client stream with an identity that may be an error
    auto sixth = stream::client(client(), unchecked_peer(), pipe());  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto sixth = stream::client(client(), *unchecked_peer(), pipe());  // right

    // refused: a server stream with an identity
    auto seventh = stream::server(server(), peer(), pipe());  // wrong: no matching function|too many arguments
    auto seventh = stream::server(server(), pipe());  // right

    // refused: a stream without a context
    auto eighth = stream::client(peer(), pipe());  // wrong: no matching function|too few arguments
    auto eighth = stream::client(client(), peer(), pipe());  // right

    // refused: a stream out of nothing
    stream ninth;  // wrong: no matching (function|constructor)|default constructor
    stream ninth = *stream::client(client(), peer(), pipe());  // right
}

void contexts(const onetls::client_config& of_client, const onetls::server_config& of_server) {
    // refused: a client's context with a server's settings
    auto first = tls::client_context::create(of_server);  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto first = tls::client_context::create(of_client);  // right

    // refused: a server's context with a client's settings
    auto second = tls::server_context::create(of_client);  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto second = tls::server_context::create(of_server);  // right

    // refused: a context in the place of one of the other role
    tls::client_context third = server();  // wrong: conversion from|no viable|cannot convert
    tls::client_context third = client();  // right
}
