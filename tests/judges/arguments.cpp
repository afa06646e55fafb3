// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace judge {

arguments::arguments(int count, char** words, std::span<const std::string_view> known) {
    for (int index = 1; index < count; ++index) {
        const std::string_view word = words[index];
        const auto equals = std::min(word.find('='), word.size());
        const auto name = word.substr(0, equals);
        const bool is_option = word.starts_with("--");
        if (is_option && std::ranges::find(known, name) == known.end())
            throw std::runtime_error{"unknown option: " + std::string{word}};
        if (is_option)
            values_[std::string{name}] = word.substr(std::min(equals + 1, word.size()));
        else if (file_.empty())
            file_ = word;
        else
            throw std::runtime_error{"one file only, please"};
    }
    if (file_.empty()) throw std::runtime_error{"no file given"};
}

std::string arguments::value(std::string_view option, std::string_view otherwise) const {
    const auto found = values_.find(std::string{option});
    return found == values_.end() ? std::string{otherwise} : found->second;
}

std::optional<int> arguments::number(std::string_view option) const {
    if (!has(option)) return {};
    return std::stoi(value(option));
}

bool arguments::wants(std::string_view backend) const {
    const auto wanted = value("--backend");
    if (!wanted.empty() && wanted != "openssl" && wanted != "mbedtls")
        throw std::runtime_error{"no such backend: " + wanted};
    return wanted.empty() || wanted == backend;
}

onetls::policy arguments::policy() const {
    auto made = onetls::policies::recommended;
    const auto profile = value("--profile", "rfc5280");
    if (profile == "webpki")
        made.profile = onetls::certificate_profile::webpki;
    else if (profile != "rfc5280")
        throw std::runtime_error{"no such profile: " + profile};
    return made;
}

int run_judge(int count, char** words, std::span<const std::string_view> known,
              int (*judge)(const arguments&)) {
    try {
        return judge(arguments{count, words, known});
    } catch (const std::exception& failure) {
        std::cerr << words[0] << ": " << failure.what() << '\n';
        return 2;
    }
}

}  // namespace judge
