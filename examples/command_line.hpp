// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include <onetls/config.hpp>
#include <onetls/connection_info.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_text.hpp>

/// The command line of the examples: no part of the library.

namespace example {

/// The words of a command line: `--flag`, `--option VALUE`, and operands.
class command_line {
public:
    /// Sorts the words; `options` are those that a value follows.
    command_line(int count, char** words, const std::set<std::string_view>& flags,
                 const std::set<std::string_view>& options) {
        for (int index = 1; index < count; ++index) {
            const std::string_view word = words[index];
            if (options.contains(word) && index + 1 < count)
                values_[word] = words[++index];
            else if (flags.contains(word))
                values_[word] = word;
            else if (word.starts_with("--"))
                understood_ = false;
            else
                operands_.push_back(word);
        }
    }

    bool understood() const { return understood_; }
    const std::vector<std::string_view>& operands() const { return operands_; }

    std::optional<std::string_view> value(std::string_view option) const {
        const auto found = values_.find(option);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    std::map<std::string_view, std::string_view> values_;
    std::vector<std::string_view> operands_;
    bool understood_ = true;
};

/// The policy that `--policy` writes, the one version of the default that `--tls1.2` or `--tls1.3`
/// asks for, or the default.
inline onetls::result<onetls::policy> policy_of(const command_line& told) {
    using enum onetls::protocol_version;
    if (const auto written = told.value("--policy")) return onetls::parse_policy(*written);
    if (told.value("--tls1.2")) return onetls::policies::recommended.with_versions(tls1_2, tls1_2);
    if (told.value("--tls1.3")) return onetls::policies::recommended.with_versions(tls1_3, tls1_3);
    return onetls::policies::recommended;
}

/// The protocols of `--alpn a,b`.
inline onetls::alpn_list alpn_of(const command_line& told) {
    onetls::alpn_list list;
    for (auto rest = told.value("--alpn"); rest;) {
        const auto comma = rest->find(',');
        list.push_back(rest->substr(0, comma));
        rest = comma == rest->npos ? std::nullopt : std::optional{rest->substr(comma + 1)};
    }
    return list;
}

/// Reads a port; 0 for what is none, which is refused where it is used.
inline std::uint16_t port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(digits.begin(), digits.end(), port);
    return failed == std::errc{} && end == digits.end() ? port : std::uint16_t{0};
}

/// A host and a port: `example.org:8443`, `[2001:db8::1]`.
struct endpoint {
    std::string_view host;
    std::uint16_t port;

    static endpoint parse(std::string_view text, std::uint16_t default_port) {
        const auto colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
        if (colon == text.npos) return {text, default_port};
        return {text.substr(0, colon), port_of(text.substr(colon + 1))};
    }
};

/// Writes what a handshake came to, as one line.
inline void print(std::ostream& out, const onetls::connection_info& info) {
    const auto protocol = info.application_protocol;
    out << "negotiated " << name_of(info.version) << ", " << name_of(info.suite) << ", "
        << name_of(info.group) << ", " << (protocol.empty() ? "no ALPN" : protocol) << std::endl;
}

}  // namespace example
