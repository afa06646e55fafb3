// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/detail/presentation_reader.hpp>
#include <onetls/protocol.hpp>

/// What handshake messages say of the key exchange, for libraries that do not tell. It informs; of
/// what the library has checked itself it decides nothing.
namespace onetls::detail {

/// Source: RFC 8446 §4, RFC 5246 §7.4.
enum class handshake_type : std::uint8_t {
    server_hello = 2,
    server_key_exchange = 12,
    certificate_verify = 15,
};

/// A handshake message by its parts.
struct handshake_message {
    handshake_type type;
    std::span<const std::byte> body;

    static constexpr handshake_message read(presentation_reader& from) noexcept {
        const auto type = static_cast<handshake_type>(from.number(1));
        return {type, from.vector(3)};
    }
};

/// The group of the key share in a ServerHello.
///
/// Source: RFC 8446 §4.1.3, §4.2.8.
constexpr named_group key_share_group(std::span<const std::byte> server_hello) noexcept {
    constexpr std::size_t version_and_random = 34;
    constexpr std::size_t suite_and_compression = 3;
    constexpr std::uint32_t key_share = 51;
    presentation_reader hello{server_hello};
    hello.take(version_and_random);
    hello.vector(1);  // legacy_session_id_echo
    hello.take(suite_and_compression);
    presentation_reader extensions{hello.vector(2)};
    while (!extensions.at_end()) {
        const auto kind = extensions.number(2);
        presentation_reader data{extensions.vector(2)};
        if (kind == key_share) return static_cast<named_group>(data.number(2));
    }
    return named_group::unknown;
}

/// The group and the scheme in a ServerKeyExchange of ECDHE.
///
/// Source: RFC 8422 §5.4, RFC 5246 §4.7.
struct server_key_exchange {
    named_group group = named_group::unknown;
    signature_scheme scheme = signature_scheme::unknown;

    static constexpr server_key_exchange read(std::span<const std::byte> body) noexcept {
        constexpr std::uint32_t named_curve = 3;
        presentation_reader exchange{body};
        if (exchange.number(1) != named_curve) return {};
        const auto group = static_cast<named_group>(exchange.number(2));
        exchange.vector(1);  // the point
        const auto scheme = static_cast<signature_scheme>(exchange.number(2));
        return exchange.failed() ? server_key_exchange{} : server_key_exchange{group, scheme};
    }
};

/// The group that `message`, of a server, says is used; `unknown` for one that says nothing of it.
constexpr named_group group_in(const handshake_message& message) noexcept {
    switch (message.type) {
    case handshake_type::server_hello: return key_share_group(message.body);
    case handshake_type::server_key_exchange: return server_key_exchange::read(message.body).group;
    default: return named_group::unknown;
    }
}

/// The scheme that the sender of `message` signs with; `unknown` for one that says nothing of it.
constexpr signature_scheme scheme_in(const handshake_message& message) noexcept {
    switch (message.type) {
    case handshake_type::server_key_exchange: return server_key_exchange::read(message.body).scheme;
    case handshake_type::certificate_verify:
        return static_cast<signature_scheme>(presentation_reader{message.body}.number(2));
    default: return signature_scheme::unknown;
    }
}

/// Says whether a handshake of TLS 1.3 may be signed with `scheme`: certificates may be with more,
/// and who offers those has to refuse them here. Mbed TLS 3.6 does not.
///
/// Source: RFC 8446 §4.2.3, §4.4.3.
constexpr bool signs_tls1_3(signature_scheme scheme) noexcept {
    switch (scheme) {
    case signature_scheme::rsa_pkcs1_sha256:
    case signature_scheme::rsa_pkcs1_sha384:
    case signature_scheme::rsa_pkcs1_sha512: return false;
    default: return true;
    }
}

/// The group that a server's `records` say is used, as far as they are in the clear: nothing is
/// read past ChangeCipherSpec.
///
/// Source: RFC 8446 §5.1.
constexpr named_group group_in_records(std::span<const std::byte> records) noexcept {
    constexpr std::uint32_t handshake = 22;
    presentation_reader rest{records};
    while (!rest.at_end() && rest.number(1) == handshake) {
        rest.take(2);  // legacy_record_version
        presentation_reader messages{rest.vector(2)};
        while (!messages.at_end())
            if (const auto group = group_in(handshake_message::read(messages));
                group != named_group::unknown)
                return group;
    }
    return named_group::unknown;
}

}  // namespace onetls::detail
