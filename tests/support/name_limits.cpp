// SPDX-License-Identifier: BSL-1.0
#include "name_limits.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>

namespace test {
namespace {

bytes characters(std::string_view text) {
    bytes made(text.size());
    std::ranges::transform(text, made.begin(), [](char each) { return std::byte(each); });
    return made;
}

/// An element of at most 127 bytes.
bytes element(unsigned tag, const bytes& contents) {
    if (contents.size() > 127) throw std::runtime_error{"name limits: too long"};
    bytes made{std::byte(tag), std::byte(contents.size())};
    std::ranges::copy(contents, std::back_inserter(made));
    return made;
}

bytes joined(const std::vector<bytes>& parts) {
    bytes all;
    for (const auto& each : parts) std::ranges::copy(each, std::back_inserter(all));
    return all;
}

bytes address(const std::string& written) {
    const int family = written.find(':') == written.npos ? AF_INET : AF_INET6;
    bytes made(family == AF_INET ? 4 : 16);
    if (inet_pton(family, written.c_str(), made.data()) != 1)
        throw std::runtime_error{"name limits: no address"};
    return made;
}

bytes directory(std::string_view common_name) {
    const bytes type{std::byte{6}, std::byte{3}, std::byte{0x55}, std::byte{4}, std::byte{3}};
    const auto attribute = element(0x30, joined({type, element(0x0c, characters(common_name))}));
    return element(0x30, element(0x31, attribute));
}

/// A name as it is bounded: "dns:example.org" as [2], and so on.
bytes base(const std::string& limit) {
    const auto colon = limit.find(':');
    const auto kind = limit.substr(0, colon);
    const auto value = limit.substr(colon + 1);
    const auto slash = value.find('/');
    if (kind == "email") return element(0x81, characters(value));
    if (kind == "dns") return element(0x82, characters(value));
    if (kind == "directory") return element(0xa4, directory(value));
    if (kind == "uri") return element(0x86, characters(value));
    return element(0x87,
                   joined({address(value.substr(0, slash)), address(value.substr(slash + 1))}));
}

bytes subtrees(unsigned tag, const texts& limits) {
    std::vector<bytes> all;
    for (const auto& each : limits) all.push_back(element(0x30, base(each)));
    return all.empty() ? bytes{} : element(tag, joined(all));
}

}  // namespace

raw_extension name_limits(const texts& permitted, const texts& excluded, bool critical) {
    return {.oid = "2.5.29.30",
            .critical = critical,
            .der = element(0x30, joined({subtrees(0xa0, permitted), subtrees(0xa1, excluded)}))};
}

}  // namespace test
