// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <expected>

namespace onetls {

// What the contract only names: who uses one of these includes its header, which each backend does.

class certificate_view;
class client_hello;
class identity;
class lasting_identity;
class pieces;
class verification;
struct anchor_count;
struct client_config;
struct connection_info;
struct error;
struct handshake_error;
struct policy;
struct server_config;
struct verify_settings;

enum class cipher_suite : std::uint16_t;
enum class key_update : std::uint8_t;
enum class named_group : std::uint16_t;
enum class signature_scheme : std::uint16_t;

using handshake_result = std::expected<void, handshake_error>;

}  // namespace onetls
