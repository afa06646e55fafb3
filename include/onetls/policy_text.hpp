// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <onetls/error.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_validation.hpp>
#include <onetls/protocol.hpp>
#include <onetls/registry.hpp>
#include <onetls/text.hpp>

/// Policies as text, for configuration files: IANA names only, never those of a backend.
///
/// Settings stand between semicolons or line ends, in any order, each at most once; lists stand
/// between colons, the most wanted first:
///
///     versions=TLSv1.2:TLSv1.3; cipher_suites=TLS_AES_128_GCM_SHA256; groups=x25519:secp256r1;
///     signature_schemes=ed25519; minimum_rsa_bits=3072; minimum_ec_bits=256;
///     minimum_hash_bits=256; profile=webpki; adapts=groups
///
/// The name of a preset may stand first: `modern; groups=x25519`. What follows changes it.
namespace onetls {

/// Writes all of `written`, so that `parse_policy` reads the same policy back.
template <TextSink Sink>
constexpr void describe(const policy& written, Sink& sink);

/// Reads a policy.
///
/// Errors: bad_input with the field: unknown_value for a name that is not registered, malformed for
/// what is no setting or no number, contradiction for a setting that stands twice; those of
/// `validate`.
[[nodiscard]] constexpr result<policy> parse_policy(std::string_view written) noexcept;

namespace detail {

struct named_preset {
    std::string_view name;
    const policy* preset;
};

inline constexpr auto presets = std::array{
    named_preset{"recommended", &policies::recommended},
    named_preset{"modern", &policies::modern},
    named_preset{"compatible", &policies::compatible},
    named_preset{"cnsa2", &policies::cnsa2},
};

/// The words of a policy's text that name its settings, each with the field that errors name.
struct named_setting {
    std::string_view name;
    field where;
};

inline constexpr auto settings = std::array{
    named_setting{"versions", field::versions},
    named_setting{"cipher_suites", field::cipher_suites},
    named_setting{"groups", field::groups},
    named_setting{"signature_schemes", field::signature_schemes},
    named_setting{"minimum_rsa_bits", field::floors},
    named_setting{"minimum_ec_bits", field::floors},
    named_setting{"minimum_hash_bits", field::floors},
    named_setting{"profile", field::policy},
    named_setting{"adapts", field::policy},
};

constexpr std::string_view trimmed(std::string_view word) noexcept {
    constexpr std::string_view blanks = " \t\r";
    const auto begin = std::min(word.find_first_not_of(blanks), word.size());
    word.remove_prefix(begin);
    return word.substr(0, word.find_last_not_of(blanks) + 1);
}

/// Takes what stands before the first of `marks` off `rest`, and the mark with it.
constexpr std::string_view take_until(std::string_view marks, std::string_view& rest) noexcept {
    const auto taken = rest.substr(0, rest.find_first_of(marks));
    rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
    return trimmed(taken);
}

/// Reads the names in `written`, which colons separate, and hands each on.
template <class Take>
constexpr result<void> for_each_name(std::string_view written, Take take) noexcept {
    while (!written.empty())
        if (auto taken = take(take_until(":", written)); !taken) return taken;
    return {};
}

constexpr std::unexpected<error> refuse_policy(cause why, field where) noexcept {
    return std::unexpected(error{errc::bad_input, why, where});
}

/// Reads a list of registered names.
template <class List, class Table>
constexpr result<void> read_codes(std::string_view written, const Table& table, field where,
                                  List& into) noexcept {
    into.clear();
    return for_each_name(written, [&](std::string_view name) -> result<void> {
        for (const auto& each : table)
            if (each.name == name) return into.push_back(each.code), result<void>{};
        return refuse_policy(cause::unknown_value, where);
    });
}

constexpr result<void> read_versions(std::string_view written, policy& into) noexcept {
    bounded_list<protocol_version, 2> range;
    const auto read = read_codes(written, registry::versions, field::versions, range);
    if (!read) return read;
    if (range.empty() || range.overflowed())
        return refuse_policy(cause::malformed, field::versions);
    into.minimum = range[0];
    into.maximum = range[range.size() - 1];
    return {};
}

constexpr result<void> read_bits(std::string_view written, std::uint16_t& into) noexcept {
    std::uint32_t number = 0;
    for (const char digit : written) {
        if (digit < '0' || digit > '9') return refuse_policy(cause::malformed, field::floors);
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
        if (number > 0xffff) return refuse_policy(cause::out_of_range, field::floors);
    }
    if (written.empty()) return refuse_policy(cause::malformed, field::floors);
    into = static_cast<std::uint16_t>(number);
    return {};
}

constexpr result<void> read_profile(std::string_view written, policy& into) noexcept {
    if (written == "rfc5280") return into.profile = certificate_profile::rfc5280, result<void>{};
    if (written == "webpki") return into.profile = certificate_profile::webpki, result<void>{};
    return refuse_policy(cause::unknown_value, field::policy);
}

constexpr result<void> read_adapts(std::string_view written, policy& into) noexcept {
    into.adapts = {};
    return for_each_name(written, [&](std::string_view name) -> result<void> {
        if (name == "cipher_suites") return into.adapts.cipher_suites = true, result<void>{};
        if (name == "groups") return into.adapts.groups = true, result<void>{};
        if (name == "signature_schemes")
            return into.adapts.signature_schemes = true, result<void>{};
        return refuse_policy(cause::unknown_value, field::policy);
    });
}

/// Reads the value of the setting `name`. A list of one's own does not adapt.
constexpr result<void> read_setting(std::string_view name, std::string_view value,
                                    policy& into) noexcept {
    if (name == "versions") return read_versions(value, into);
    if (name == "cipher_suites") {
        into.adapts.cipher_suites = false;
        return read_codes(value, registry::suites, field::cipher_suites, into.cipher_suites);
    }
    if (name == "groups") {
        into.adapts.groups = false;
        return read_codes(value, registry::groups, field::groups, into.groups);
    }
    if (name == "signature_schemes") {
        into.adapts.signature_schemes = false;
        return read_codes(value, registry::schemes, field::signature_schemes,
                          into.signature_schemes);
    }
    if (name == "minimum_rsa_bits") return read_bits(value, into.minimum_rsa_bits);
    if (name == "minimum_ec_bits") return read_bits(value, into.minimum_ec_bits);
    if (name == "minimum_hash_bits") return read_bits(value, into.minimum_hash_bits);
    return read_profile(value, into);
}

/// Reads settings one after the other, each at most once.
class policy_reader {
public:
    constexpr result<policy> read(std::string_view written) noexcept {
        for (bool first = true; !written.empty();) {
            const auto entry = take_until(";\n", written);
            if (entry.empty()) continue;
            const bool is_preset = std::exchange(first, false) && take_preset(entry);
            if (is_preset) continue;
            if (auto taken = take_setting(entry); !taken) return std::unexpected(taken.error());
        }
        if (adapts_)
            if (auto taken = read_adapts(*adapts_, made_); !taken)
                return std::unexpected(taken.error());
        if (auto checked = validate(made_); !checked) return std::unexpected(checked.error());
        return made_;
    }

private:
    constexpr bool take_preset(std::string_view name) noexcept {
        for (const auto& each : presets)
            if (each.name == name) return made_ = *each.preset, true;
        return false;
    }

    constexpr result<void> take_setting(std::string_view entry) noexcept {
        const auto split = std::min(entry.find('='), entry.size());
        const auto name = trimmed(entry.substr(0, split));
        if (auto noted = note(name); !noted) return noted;
        if (split == entry.size()) return refuse_policy(cause::malformed, field::policy);
        const auto value = trimmed(entry.substr(split + 1));
        // Lists of one's own take it back, wherever they stand, so it is read last.
        if (name == "adapts") return adapts_ = value, result<void>{};
        return read_setting(name, value, made_);
    }

    constexpr result<void> note(std::string_view name) noexcept {
        for (std::size_t index = 0; index != settings.size(); ++index) {
            if (settings[index].name != name) continue;
            if (seen_[index]) return refuse_policy(cause::contradiction, settings[index].where);
            seen_[index] = true;
            return {};
        }
        return refuse_policy(cause::unknown_value, field::policy);
    }

    policy made_;
    std::optional<std::string_view> adapts_;
    std::array<bool, settings.size()> seen_{};
};

template <class List, TextSink Sink>
constexpr void describe_codes(std::string_view name, const List& codes, Sink& sink) {
    sink.append(name).append("=");
    for (std::size_t index = 0; index != codes.size(); ++index)
        sink.append(index == 0 ? "" : ":").append(name_of(codes[index]));
    sink.append("; ");
}

template <TextSink Sink>
constexpr void describe_bits(std::string_view name, std::uint16_t bits, Sink& sink) {
    append_number(sink.append(name).append("="), bits);
    sink.append("; ");
}

}  // namespace detail

template <TextSink Sink>
constexpr void describe(const policy& written, Sink& sink) {
    sink.append("versions=").append(name_of(written.minimum));
    sink.append(":").append(name_of(written.maximum)).append("; ");
    detail::describe_codes("cipher_suites", written.cipher_suites, sink);
    detail::describe_codes("groups", written.groups, sink);
    detail::describe_codes("signature_schemes", written.signature_schemes, sink);
    detail::describe_bits("minimum_rsa_bits", written.minimum_rsa_bits, sink);
    detail::describe_bits("minimum_ec_bits", written.minimum_ec_bits, sink);
    detail::describe_bits("minimum_hash_bits", written.minimum_hash_bits, sink);
    sink.append("profile=");
    sink.append(written.profile == certificate_profile::webpki ? "webpki" : "rfc5280");
    sink.append("; adapts=");
    std::string_view between;
    const auto adapts = [&](bool does, std::string_view name) {
        if (does) sink.append(between).append(name);
        if (does) between = ":";
    };
    adapts(written.adapts.cipher_suites, "cipher_suites");
    adapts(written.adapts.groups, "groups");
    adapts(written.adapts.signature_schemes, "signature_schemes");
}

constexpr result<policy> parse_policy(std::string_view written) noexcept {
    return detail::policy_reader{}.read(written);
}

}  // namespace onetls
