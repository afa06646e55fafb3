// SPDX-License-Identifier: BSL-1.0
// The words of the contract.
#include <onetls/config.hpp>
#include <onetls/config_validation.hpp>
#include <onetls/identity.hpp>
#include <onetls/memory_pipe.hpp>

void identities() {
    // refused: an identity of nobody
    const onetls::identity first;  // wrong: private|default constructor
    const auto first = *onetls::identity::parse("example.org");  // right
    static_cast<void>(first);

    // refused: an identity of text that nobody has checked
    const onetls::identity second = "example.org";  // wrong: conversion from|no viable conversion|cannot convert
    const onetls::identity second = *onetls::identity::parse("example.org");  // right
    static_cast<void>(second);

    // refused: an identity that is parsed and dropped
    onetls::identity::parse("example.org");  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::identity::parse("example.org")) return;  // right

    // refused: an identity that is to last, and does not
    onetls::lasting(*onetls::identity::parse("example.org"));  // wrong: deleted
    onetls::lasting(first);  // right
}

void settings() {
    // refused: settings that are checked and forgotten
    onetls::validate(onetls::client_config{});  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::validate(onetls::client_config{})) return;  // right

    // refused: a setting that does not exist
    const onetls::client_config first{.verify = false};  // wrong: no (non-static data )?member|does not refer to any field
    const onetls::client_config first{};  // right
    static_cast<void>(first);

    // refused: a change to a preset
    onetls::policies::recommended.minimum_rsa_bits = 1024;  // wrong: read-only|const
    auto own = onetls::policies::recommended;  // right
    static_cast<void>(own);  // right

    // refused: a code point that is just a number
    const onetls::policy second{.groups = {0x001D}};  // wrong: could not convert|cannot convert|cannot initialize|no matching
    const onetls::policy second{.groups = {onetls::named_group::x25519}};  // right
    static_cast<void>(second);
}

void pipes(onetls::memory_pipe& end) {
    // refused: a write to a pipe that nobody looks at
    end.write_some({});  // wrong: nodiscard|unused|ignoring return value
    if (!end.write_some({})) return;  // right

    // refused: a pipe that is made and dropped
    onetls::memory_pipe::create();  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::memory_pipe::create()) return;  // right
}

bool errors(onetls::error failure) {
    // refused: an error taken for success
    if (failure) return true;  // wrong: could not convert|not contextually convertible|no viable conversion
    if (failure == onetls::error{onetls::errc::closed}) return true;  // right

    // refused: an error code taken for a number
    return failure.code == 0;  // wrong: no match for|invalid operands
    return failure.code == onetls::errc::want_read;  // right
}
