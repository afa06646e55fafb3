// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/presentation_reader.hpp>
#include <onetls/offers.hpp>
#include <onetls/protocol.hpp>

namespace onetls {

/// The extensions of a ClientHello that say what is offered.
///
/// Source: IANA TLS ExtensionType Values.
enum class hello_extension : std::uint16_t {
    server_name = 0,
    supported_groups = 10,
    signature_algorithms = 13,
    application_layer_protocol_negotiation = 16,
    supported_versions = 43,
};

/// What a client offers in its ClientHello, before a server has answered anything.
///
/// Read as it was sent: a name may be no name, a list may be cut off or say nonsense, in which case
/// it reads as far as it can be read. The backend refuses such a client by itself.
///
/// Lifetime: a view of the message.
/// Source:   RFC 8446 §4.1.2.
class client_hello {
public:
    /// The bytes of the parts, as sent: without the length in front for suites, with what lengths
    /// stand within for extensions; empty for what was not sent.
    struct parts {
        std::uint16_t legacy_version = 0;
        std::span<const std::byte> cipher_suites = {};
        std::span<const std::byte> server_name = {};
        std::span<const std::byte> supported_groups = {};
        std::span<const std::byte> signature_algorithms = {};
        std::span<const std::byte> application_protocols = {};
        std::span<const std::byte> supported_versions = {};
    };

    constexpr explicit client_hello(const parts& read) noexcept : parts_{read} {}

    /// Reads the body of a handshake message; nothing where it is none.
    static constexpr std::optional<client_hello> read(std::span<const std::byte> body) noexcept;

    /// The host that the client asks for (SNI); empty: none.
    ///
    /// Source: RFC 6066 §3.
    std::string_view server_name() const noexcept {
        detail::presentation_reader names{
            detail::presentation_reader{parts_.server_name}.vector(2)};
        while (!names.at_end()) {
            constexpr std::uint32_t host_name = 0;
            const auto kind = names.number(1);
            const auto name = names.vector(2);
            if (kind == host_name) return detail::as_characters(name);
        }
        return {};
    }

    offered_protocols application_protocols() const noexcept {
        return offered_protocols{
            detail::presentation_reader{parts_.application_protocols}.vector(2)};
    }

    /// Says whether the client would speak `version`.
    constexpr bool offers(protocol_version version) const noexcept {
        if (!parts_.supported_versions.empty()) return versions().contains(version);
        return version == protocol_version::tls1_2 &&
               parts_.legacy_version >= static_cast<std::uint16_t>(version);
    }

    /// Says whether the application protocols, where there are any, are a list without empty names.
    ///
    /// Source: RFC 7301 §3.1.
    constexpr bool has_sound_protocols() const noexcept;

    constexpr offered_codes<cipher_suite> cipher_suites() const noexcept {
        return offered_codes<cipher_suite>{parts_.cipher_suites};
    }
    constexpr offered_codes<named_group> groups() const noexcept {
        return listed<named_group>(parts_.supported_groups);
    }
    constexpr offered_codes<signature_scheme> signature_schemes() const noexcept {
        return listed<signature_scheme>(parts_.signature_algorithms);
    }

private:
    /// The versions of the extension that TLS 1.3 has brought.
    constexpr offered_codes<protocol_version> versions() const noexcept {
        return offered_codes<protocol_version>{
            detail::presentation_reader{parts_.supported_versions}.vector(1)};
    }

    template <class Code>
    static constexpr offered_codes<Code> listed(std::span<const std::byte> extension) noexcept {
        return offered_codes<Code>{detail::presentation_reader{extension}.vector(2)};
    }

    parts parts_;
};

namespace detail {

/// Sorts the extensions of a ClientHello into `parts`; of a repeated one, which no backend accepts,
/// the last.
constexpr bool read_extensions(presentation_reader& hello, client_hello::parts& parts) noexcept {
    presentation_reader extensions{hello.vector(2)};
    while (!extensions.at_end()) {
        const auto kind = static_cast<hello_extension>(extensions.number(2));
        const auto data = extensions.vector(2);
        switch (kind) {
        case hello_extension::server_name: parts.server_name = data; break;
        case hello_extension::supported_groups: parts.supported_groups = data; break;
        case hello_extension::signature_algorithms: parts.signature_algorithms = data; break;
        case hello_extension::application_layer_protocol_negotiation:
            parts.application_protocols = data;
            break;
        case hello_extension::supported_versions: parts.supported_versions = data; break;
        default: break;
        }
    }
    return !extensions.failed() && !hello.failed() && hello.at_end();
}

}  // namespace detail

constexpr bool client_hello::has_sound_protocols() const noexcept {
    if (parts_.application_protocols.empty()) return true;
    detail::presentation_reader extension{parts_.application_protocols};
    detail::presentation_reader names{extension.vector(2)};
    if (extension.failed() || !extension.at_end() || names.at_end()) return false;
    while (!names.at_end())
        if (names.vector(1).empty()) return false;
    return !names.failed();
}

constexpr std::optional<client_hello> client_hello::read(std::span<const std::byte> body) noexcept {
    constexpr std::size_t random_size = 32;
    detail::presentation_reader hello{body};
    parts found;
    found.legacy_version = static_cast<std::uint16_t>(hello.number(2));
    hello.take(random_size);
    hello.vector(1);  // legacy_session_id
    found.cipher_suites = hello.vector(2);
    hello.vector(1);  // legacy_compression_methods
    if (hello.failed()) return std::nullopt;
    if (hello.at_end()) return client_hello{found};  // TLS 1.2 does without extensions.
    if (!detail::read_extensions(hello, found)) return std::nullopt;
    return client_hello{found};
}

}  // namespace onetls
