// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <onetls/detail/bytes.hpp>

#include "promise.hpp"

/// What a ClientHello says, read in the simplest way.
///
/// Source: RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301 §3.1.
namespace fuzz {

/// Takes `size` characters off the front of `rest`; nothing where there are fewer.
inline std::optional<std::string> taken(std::string& rest, std::size_t size) {
    if (rest.size() < size) return std::nullopt;
    auto front = rest.substr(0, size);
    rest.erase(0, size);
    return front;
}

inline unsigned number_of(const std::string& digits) {
    unsigned value = 0;
    for (const char each : digits) value = value * 256 + static_cast<unsigned char>(each);
    return value;
}

/// Takes a vector off the front, whose length has `digits` bytes.
inline std::optional<std::string> vector_in(std::string& rest, std::size_t digits) {
    const auto length = taken(rest, digits);
    return length ? taken(rest, number_of(*length)) : std::nullopt;
}

/// The pairs of bytes in `text`, as numbers.
inline std::vector<unsigned> codes_in(std::string text) {
    std::vector<unsigned> all;
    while (const auto code = taken(text, 2)) all.push_back(number_of(*code));
    return all;
}

/// The names that are not empty, up to the first that is or that is cut off.
inline std::vector<std::string> names_in(std::string list) {
    std::vector<std::string> all;
    for (auto name = vector_in(list, 1); name && !name->empty(); name = vector_in(list, 1))
        all.push_back(*name);
    return all;
}

/// A ClientHello.
struct hello_model {
    unsigned version = 0;
    std::string suites;
    std::map<unsigned, std::string> extensions;

    static std::optional<hello_model> read(bytes input) {
        std::string rest{onetls::detail::as_characters(input)};
        const auto version = taken(rest, 2);
        const auto random = taken(rest, 32);
        const auto session = vector_in(rest, 1);
        const auto suites = vector_in(rest, 2);
        const auto compression = vector_in(rest, 1);
        if (!version || !random || !session || !suites || !compression) return std::nullopt;
        hello_model made{number_of(*version), *suites, {}};
        if (rest.empty()) return made;
        auto list = vector_in(rest, 2);
        if (!list || !rest.empty()) return std::nullopt;
        while (!list->empty()) {
            const auto kind = taken(*list, 2);
            const auto data = vector_in(*list, 2);
            if (!kind || !data) return std::nullopt;
            made.extensions[number_of(*kind)] = *data;
        }
        return made;
    }

    /// The list that an extension consists of; empty where there is none.
    std::string list_in(unsigned kind, std::size_t digits) const {
        const auto found = extensions.find(kind);
        if (found == extensions.end()) return {};
        auto data = found->second;
        return vector_in(data, digits).value_or("");
    }

    std::string server_name() const {
        auto names = list_in(0, 2);
        while (const auto kind = taken(names, 1)) {
            const auto name = vector_in(names, 2);
            if (!name) return {};
            if (number_of(*kind) == 0) return *name;
        }
        return {};
    }

    bool offers(unsigned wanted) const {
        const auto found = extensions.find(43);
        if (found == extensions.end() || found->second.empty())
            return wanted == 0x0303 && version >= wanted;
        for (const auto each : codes_in(list_in(43, 1)))
            if (each == wanted) return true;
        return false;
    }
};

}  // namespace fuzz
