// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/host_name.hpp>
#include <onetls/general_name.hpp>
#include <onetls/judgement/directory_match.hpp>
#include <onetls/name_view.hpp>

namespace onetls::judgement {

/// The certificates of a path in DER, the peer's own first.
using path_view = std::span<const std::span<const std::byte>>;

/// Says whether `name` is `base` or a name below it. The empty base holds all names.
constexpr bool is_at_or_below(std::string_view name, std::string_view base) noexcept {
    if (base.empty() || detail::equal_ignoring_case(name, base)) return true;
    if (name.size() <= base.size()) return false;
    const auto dot = name.size() - base.size() - 1;
    return name[dot] == '.' && detail::equal_ignoring_case(detail::after(name, dot), base);
}

/// The part of a mailbox behind its only `@`; empty for what is no mailbox.
constexpr std::string_view host_of_mailbox(std::string_view mailbox) noexcept {
    const auto at = mailbox.find('@');
    const bool one = at != mailbox.npos && at != 0 && mailbox.find('@', at + 1) == mailbox.npos;
    return one ? detail::after(mailbox, at) : std::string_view{};
}

/// The host of a URI; empty where it has none, or an address.
///
/// Source: RFC 3986 §3.2.
constexpr std::string_view host_of_uri(std::string_view uri) noexcept {
    const auto begin = uri.find("://");
    if (begin == uri.npos) return {};
    auto host = detail::after(uri, begin + 2);
    host = {host.data(), std::min(host.find_first_of("/?#"), host.size())};
    if (const auto user = host.rfind('@'); user != host.npos) host = detail::after(host, user);
    if (host.starts_with('[')) return {};
    host = {host.data(), std::min(host.find(':'), host.size())};
    return detail::is_host_name(host) && !detail::is_ipv4(host) ? host : std::string_view{};
}

/// Compares a host with a constraint of mailboxes and URIs: the host itself, or, behind a leading
/// dot, all hosts below it.
constexpr bool host_lies_within(std::string_view host, std::string_view base) noexcept {
    if (base.starts_with('.'))
        return host.size() > base.size() && is_at_or_below(host, detail::after(base, 0));
    return detail::equal_ignoring_case(host, base);
}

/// Compares a mailbox with a constraint: a mailbox, a host, or the hosts below one. What stands
/// before the `@` is compared letter by letter.
///
/// Source: RFC 5280 §4.2.1.10, RFC 9549 §7.5.
constexpr bool mailbox_lies_within(std::string_view mailbox, std::string_view base) noexcept {
    const auto host = host_of_mailbox(mailbox);
    if (host.empty()) return false;
    const auto at = base.find('@');
    if (at == base.npos) return base.empty() || host_lies_within(host, base);
    const auto local = [](std::string_view whole, std::size_t size) {
        return std::string_view{whole.data(), size};
    };
    return local(mailbox, mailbox.size() - host.size() - 1) == local(base, at) &&
           detail::equal_ignoring_case(host, detail::after(base, at));
}

/// Says whether `address` lies within `base`, an address of the same family and its mask.
constexpr bool address_lies_within(der::bytes address, der::bytes base) noexcept {
    const auto size = address.size();
    if (base.size() != 2 * size) return false;
    for (std::size_t index = 0; index != size; ++index)
        if (((address[index] ^ base[index]) & base[size + index]) != std::byte{0}) return false;
    return true;
}

/// Says whether `mask` is ones followed by zeros.
constexpr bool is_prefix_mask(der::bytes mask) noexcept {
    bool ended = false;
    for (const auto octet : mask) {
        const auto value = static_cast<unsigned>(octet);
        const bool prefix = ((~value & 0xFFU) & ((~value & 0xFFU) + 1U)) == 0;
        if (!prefix || (ended && value != 0)) return false;
        ended = ended || value != 0xFF;
    }
    return true;
}

/// Says whether a constraint can be understood.
///
/// Source: RFC 5280 §4.2.1.10.
inline bool is_well_formed_constraint(const general_name& base) noexcept {
    const auto characters = base.characters();
    switch (base.what()) {
    case general_name_kind::dns: return characters.empty() || detail::is_host_name(characters);
    case general_name_kind::ip:
        return is_prefix_mask(base.value().subspan(base.value().size() / 2));
    case general_name_kind::email: {
        if (characters.find('@') != characters.npos)
            return detail::is_host_name(host_of_mailbox(characters));
        break;
    }
    case general_name_kind::uri: break;
    default: return true;
    }
    if (characters.empty()) return true;
    return detail::is_host_name(characters.starts_with('.') ? detail::after(characters, 0)
                                                            : characters);
}

/// A name that constraints are held against.
class constrained_name {
public:
    explicit constrained_name(const general_name& name) noexcept
        : kind_{name.what()}, value_{name.value()}, directory_{name.directory()} {}
    explicit constrained_name(const name_view& directory) noexcept
        : kind_{general_name_kind::directory}, directory_{directory} {}
    constrained_name(general_name_kind kind, der::bytes value) noexcept
        : kind_{kind}, value_{value} {}

    general_name_kind what() const noexcept { return kind_; }

    /// Says whether everything that the name can mean lies within `base`. A malformed name does
    /// not, nor one of a kind that nobody can compare.
    bool lies_within(const general_name& base) const noexcept {
        switch (kind_) {
        case general_name_kind::dns: return dns_lies_within(base.characters());
        case general_name_kind::ip: return address_lies_within(value_, base.value());
        case general_name_kind::email: return mailbox_lies_within(characters(), base.characters());
        case general_name_kind::uri: return uri_lies_within(base.characters());
        case general_name_kind::directory: return starts_with(directory_, base.directory());
        default: return false;
        }
    }

    /// Says whether something that the name can mean might lie within `base`. A malformed name
    /// might, as does one of a kind that nobody can compare.
    bool may_touch(const general_name& base) const noexcept {
        switch (kind_) {
        case general_name_kind::dns: return dns_may_touch(base.characters());
        case general_name_kind::email:
            return host_of_mailbox(characters()).empty() || lies_within(base);
        case general_name_kind::uri: return host_of_uri(characters()).empty() || lies_within(base);
        case general_name_kind::ip:
        case general_name_kind::directory: return lies_within(base);
        default: return true;
        }
    }

private:
    std::string_view characters() const noexcept { return detail::as_characters(value_); }

    bool is_wildcard() const noexcept { return characters().starts_with("*."); }

    /// The name, or what a wildcard covers.
    std::string_view covered() const noexcept {
        return is_wildcard() ? detail::after(characters(), 1) : characters();
    }

    bool dns_lies_within(std::string_view base) const noexcept {
        return detail::is_host_name(covered()) && is_at_or_below(covered(), base);
    }

    bool dns_may_touch(std::string_view base) const noexcept {
        if (!detail::is_host_name(covered()) || is_at_or_below(covered(), base)) return true;
        return is_wildcard() && detail::equal_ignoring_case(detail::parent(base), covered());
    }

    bool uri_lies_within(std::string_view base) const noexcept {
        const auto host = host_of_uri(characters());
        return !host.empty() && (base.empty() || host_lies_within(host, base));
    }

    general_name_kind kind_;
    der::bytes value_;
    name_view directory_;
};

}  // namespace onetls::judgement
