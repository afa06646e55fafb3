// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "pki.hpp"
#include "seed_question.hpp"
#include "terms.hpp"

/// The certificates that most chains are made of.
namespace seeds {

/// From now until 2030, when the chains are judged.
inline std::chrono::seconds until_judgement() {
    const std::chrono::sys_seconds then{std::chrono::seconds{fuzz::time_of_judgement}};
    return std::chrono::duration_cast<std::chrono::seconds>(then -
                                                            std::chrono::system_clock::now());
}

/// `spec`, but valid for ten years before and after the judgement.
inline test::certificate_spec lasting(test::certificate_spec spec) {
    constexpr auto ten_years = std::chrono::hours{24} * 3652;
    spec.begins = until_judgement() - ten_years;
    spec.ends = until_judgement() + ten_years;
    return spec;
}

inline test::certificate_spec server() {
    return lasting({.common_name = "example.org",
                    .names = {"dns:example.org", "dns:*.example.org", "ip:192.0.2.1"}});
}

inline test::certificate_spec with(test::certificate_spec spec, test::raw_extension extension) {
    spec.extensions.push_back(std::move(extension));
    return spec;
}

inline const numbered& root() {
    static const auto made = numbered::self_signed(lasting(test::authority("root")));
    return made;
}
inline const numbered& intermediate() {
    static const auto made = root().issue(lasting(test::authority("intermediate")));
    return made;
}

/// What `leaf` comes to below the intermediate.
inline question below(std::string name, const test::certificate_spec& leaf) {
    return {.name = std::move(name),
            .chain = {intermediate().issue(leaf), intermediate()},
            .anchors = {root()}};
}

}  // namespace seeds
