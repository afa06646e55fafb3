// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/reason.hpp>
#include <onetls/time.hpp>

namespace onetls::judgement {

/// Notes what the dates of `judged` say at `now`: the last second of validity is valid.
///
/// Source: RFC 5280 §4.1.2.5.
constexpr void judge_validity(const certificate_view& judged, timestamp now, std::uint8_t depth,
                              finding_room& findings) noexcept {
    if (now < judged.not_before()) note(findings, {reason::not_yet_valid, depth});
    if (judged.not_after() < now) note(findings, {reason::expired, depth});
}

}  // namespace onetls::judgement
