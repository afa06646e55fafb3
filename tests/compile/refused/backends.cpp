// SPDX-License-Identifier: BSL-1.0
// Two backends in one program stay apart.
#include <onetls/mbedtls/backend.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/openssl/backend.hpp>

void streams(const onetls::openssl::client_context& context, const onetls::identity& peer,
             onetls::memory_pipe& pipe) {
    // refused: a stream of one backend with the context of the other
    auto first = onetls::mbedtls::stream<onetls::memory_pipe>::client(context, peer, std::move(pipe));  // wrong: no matching function|(could not|cannot) convert|invalid initialization|no viable
    auto first = onetls::openssl::stream<onetls::memory_pipe>::client(context, peer, std::move(pipe));  // right
}

void certificates(const onetls::openssl::certificate& from) {
    // refused: a certificate of one backend in the place of the other's
    const onetls::mbedtls::certificate first = from;  // wrong: conversion from|no viable conversion|cannot convert
    const onetls::openssl::certificate first = from;  // right
}
