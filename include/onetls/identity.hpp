// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <onetls/detail/ip_address.hpp>
#include <onetls/error.hpp>
#include <onetls/text.hpp>

namespace onetls {

/// Whom a client means to talk to: a DNS name or an IP address, parsed and normalised once.
///
/// The name that is verified and the server name that is sent (SNI) both derive from it; for an
/// address no server name is sent (RFC 6066 §3).
class identity {
public:
    enum class kind : std::uint8_t { dns, ipv4, ipv6 };

    /// Reads `host` as an IP address if it is one, as a DNS name otherwise.
    ///
    /// Shape:  "example.org", "192.0.2.1", "2001:db8::1" or "[2001:db8::1]". One trailing dot of a
    ///         name is dropped, letters become lower case. Names beyond ASCII are given as
    ///         A-labels.
    /// Errors: bad_input with field::host and the cause.
    [[nodiscard]] static constexpr result<identity> parse(std::string_view host) noexcept {
        if (host.empty()) return refused(cause::empty);
        if (host.find_first_of(":[]") != host.npos || detail::is_ipv4(host)) return ip(host);
        return dns(host);
    }

    /// Reads `name` as a DNS name.
    ///
    /// Errors: bad_input with field::host and the cause; also for what is an IP address.
    /// Source: RFC 1123 §2.1: letters, digits and hyphens.
    [[nodiscard]] static constexpr result<identity> dns(std::string_view name) noexcept;

    /// Reads `address` as an IPv4 or IPv6 address; brackets around IPv6 are dropped.
    ///
    /// Errors: bad_input with field::host and the cause.
    /// Source: RFC 3986 §3.2.2, RFC 4291 §2.2.
    [[nodiscard]] static constexpr result<identity> ip(std::string_view address) noexcept;

    constexpr bool is_dns() const noexcept { return kind_ == kind::dns; }
    constexpr bool is_ip() const noexcept { return kind_ != kind::dns; }
    constexpr kind what() const noexcept { return kind_; }

    /// The normalised DNS name; empty for an address.
    constexpr std::string_view dns_name() const noexcept {
        return is_dns() ? characters() : std::string_view{};
    }

    /// The address in network byte order, 4 or 16 bytes; empty for a name.
    constexpr std::span<const std::byte> address() const noexcept {
        if (is_dns()) return {};
        return std::span{address_}.first(kind_ == kind::ipv4 ? 4U : 16U);
    }

    /// The identity as the caller may show it: the normalised name, or the address as given.
    constexpr std::string_view characters() const noexcept { return {characters_.data(), size_}; }

    /// Compares what is meant, not how it was written.
    friend constexpr bool operator==(const identity& left, const identity& right) noexcept {
        if (left.kind_ != right.kind_) return false;
        if (left.is_ip()) return left.address_ == right.address_;
        return left.characters() == right.characters();
    }

private:
    constexpr identity() noexcept = default;

    static constexpr std::unexpected<error> refused(cause why) noexcept {
        return std::unexpected(error{errc::bad_input, why, field::host});
    }
    static constexpr cause check_label(std::string_view label) noexcept;
    static constexpr cause check_name(std::string_view name) noexcept;

    constexpr void keep(std::string_view written) noexcept {
        for (const char character : written) characters_[size_++] = detail::to_lower(character);
    }

    // 253 characters (RFC 1035 §2.3.4) and the terminating NUL that C libraries want.
    std::array<char, 254> characters_{};
    std::uint8_t size_ = 0;
    kind kind_ = kind::dns;
    std::array<std::byte, 16> address_{};
};

constexpr cause identity::check_label(std::string_view label) noexcept {
    if (label.empty()) return cause::empty_label;
    if (label.size() > 63) return cause::label_too_long;
    if (label.front() == '-' || label.back() == '-') return cause::invalid_character;
    for (const char character : label) {
        if (static_cast<unsigned char>(character) >= 0x80) return cause::non_ascii;
        if (!detail::is_name_character(character)) return cause::invalid_character;
    }
    return cause::none;
}

constexpr cause identity::check_name(std::string_view name) noexcept {
    if (name.empty()) return cause::empty;
    if (name.front() == '.') return cause::leading_dot;
    if (name.size() > 253) return cause::too_long;
    std::string_view label;
    while (true) {
        label = name.substr(0, name.find('.'));
        if (const auto wrong = check_label(label); wrong != cause::none) return wrong;
        if (label.size() == name.size()) break;
        name.remove_prefix(label.size() + 1);
    }
    // A name whose last label is numeric is an address to some resolvers (WHATWG URL §3.5).
    return detail::is_numeric(label) ? cause::numeric_name : cause::none;
}

constexpr result<identity> identity::dns(std::string_view name) noexcept {
    if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
    if (const auto wrong = check_name(name); wrong != cause::none) return refused(wrong);
    identity made;
    made.keep(name);
    return made;
}

constexpr result<identity> identity::ip(std::string_view address) noexcept {
    if (address.empty()) return refused(cause::empty);
    if (address.starts_with('[') && address.ends_with(']')) {
        address.remove_prefix(1);
        address.remove_suffix(1);
        if (address.find(':') == address.npos) return refused(cause::malformed);
    }
    if (address.find('%') != address.npos) return refused(cause::zone);
    identity made;
    if (detail::parse_ipv4(address, std::span{made.address_}.first<4>()))
        made.kind_ = kind::ipv4;
    else if (detail::parse_ipv6(address, made.address_))
        made.kind_ = kind::ipv6;
    else
        return refused(cause::malformed);
    made.keep(address);
    return made;
}

/// An identity that is kept as a reference; see `lasting`.
class lasting_identity {
public:
    constexpr const identity& get() const noexcept { return *peer_; }

private:
    friend constexpr lasting_identity lasting(const identity& peer) noexcept;

    explicit constexpr lasting_identity(const identity& peer) noexcept : peer_{&peer} {}

    const identity* peer_;
};

/// `peer`, of which a stream needs no copy: a constant above all.
///
/// Lifetime: outlives every stream that is made with it.
constexpr lasting_identity lasting(const identity& peer) noexcept {
    return lasting_identity{peer};
}
lasting_identity lasting(const identity&&) = delete;

}  // namespace onetls
