// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/connection_info.hpp>
#include <onetls/file.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_text.hpp>
#include <onetls/registry.hpp>

/// The command line of the examples: no part of the library.

namespace example {

/// The words of a command line: options, each with the values that follow it, and operands.
class command_line {
public:
    using values = std::span<char*>;

    /// Sorts the words; `options` says how many values follow each.
    command_line(int count, char** words, const std::map<std::string_view, int>& options) {
        for (int index = 1; index < count; ++index) {
            const std::string_view word = words[index];
            const auto option = options.find(word);
            if (option != options.end() && index + option->second < count) {
                given_[word].push_back({words + index + 1, words + index + 1 + option->second});
                index += option->second;
            } else if (word.starts_with("--")) {
                understood_ = false;
            } else {
                operands_.push_back(word);
            }
        }
    }

    bool understood() const { return understood_; }
    const std::vector<std::string_view>& operands() const { return operands_; }

    /// The values of each time that `option` was given.
    std::span<const values> all(std::string_view option) const {
        const auto found = given_.find(option);
        return found == given_.end() ? std::span<const values>{} : found->second;
    }

    bool has(std::string_view option) const { return given_.contains(option); }

    /// The value of an option that one follows. The last one counts.
    std::optional<std::string_view> value(std::string_view option) const {
        const auto given = all(option);
        return given.empty() ? std::nullopt : std::optional<std::string_view>{given.back()[0]};
    }

private:
    std::map<std::string_view, std::vector<values>> given_;
    std::vector<std::string_view> operands_;
    bool understood_ = true;
};

/// The policy that `--policy` writes, the one version of the default that `--tls1.2` or `--tls1.3`
/// asks for, or the default.
inline onetls::result<onetls::policy> policy_of(const command_line& told) {
    using enum onetls::protocol_version;
    if (const auto written = told.value("--policy")) return onetls::parse_policy(*written);
    if (told.has("--tls1.2")) return onetls::policies::recommended.with_versions(tls1_2, tls1_2);
    if (told.has("--tls1.3")) return onetls::policies::recommended.with_versions(tls1_3, tls1_3);
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

/// The files of a credential.
inline onetls::credential credential_of(std::string_view chain, std::string_view key) {
    return {.certificate_chain = onetls::file(chain), .private_key = onetls::file(key)};
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

/// Writes the name that the client asked for, which may be any bytes, and whom the peer is by its
/// certificate: a line for each, where there is one.
inline void print_names(std::ostream& out, const onetls::Stream auto& stream) {
    std::string asked{stream.info().server_name};
    std::ranges::replace_if(asked, [](char each) { return each < '!' || each > '~'; }, '?');
    if (!asked.empty()) out << "server name " << asked << std::endl;
    const auto report = stream.verification();
    const auto presented = report.presented();
    if (!presented) return;
    std::string subject;
    describe(presented->subject(), subject);
    out << "peer " << subject << std::endl;
}

}  // namespace example
