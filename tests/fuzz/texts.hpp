// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <ranges>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <onetls/certificate_json.hpp>
#include <onetls/certificate_text.hpp>
#include <onetls/der_string.hpp>
#include <onetls/text.hpp>

#include "elements.hpp"
#include "promise.hpp"

/// What holds for all text that is written of untrusted bytes.
namespace fuzz {

/// Says whether a terminal shows all of `written` and obeys none of it.
inline bool is_harmless(std::string_view written) {
    const auto octets = test::bytes(written);
    for (der::string_reader from{der::tag::utf8_string, octets}; !from.at_end();) {
        const auto character = from.next();
        if (!character || *character < U' ') return false;
        if (U'\x7f' <= *character && *character <= U'\x9f') return false;
    }
    return true;
}

/// What `describe` writes of `value`, which may be cut off anywhere.
std::string described(const auto& value) {
    const auto whole = test::described(value);
    onetls::text<24> beginning;
    describe(value, beginning);
    promise(whole.starts_with(beginning.view()) && beginning.truncated() == (whole.size() > 24),
            "what does not fit is cut off");
    return whole;
}

inline void check_text(const onetls::certificate_view& certificate) {
    const auto whole = described(certificate);
    promise(whole.ends_with('\n'), "the last line has an end");
    for (const auto line :
         std::views::split(std::string_view{whole}.substr(0, whole.size() - 1), '\n')) {
        const std::string_view written{line.begin(), line.end()};
        promise(is_harmless(written), "a line is safe to show");
        promise(written.find(": ") != written.npos, "a line says what it is about");
    }
}

inline std::string json_of(const onetls::certificate_view& certificate) {
    std::string written;
    describe_json(certificate, written);
    return written;
}

inline void check_json(const onetls::certificate_view& certificate) {
    const auto written = json_of(certificate);
    promise(written.find('\n') == written.npos, "JSON is one line");
    // What is no UTF-8 is not well-formed.
    const auto read = nlohmann::json::parse(written, nullptr, false);
    promise(read.is_object(), "JSON is well-formed");
    static const auto keys = read.size();
    promise(read.size() == keys, "every certificate has the same keys");
    promise(read.at("version") == certificate.version(), "JSON tells the version");
    promise(read.at("subject").at("text") == test::described(certificate.subject()),
            "JSON tells the subject");
    promise(read.at("extensions").size() == certificate.extensions().count(),
            "JSON tells all extensions");
    promise(read.at("subject_alternative_names").size() ==
                certificate.subject_alternative_names().count(),
            "JSON tells all names");
}

}  // namespace fuzz
