// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/oids.hpp>
#include <onetls/reason.hpp>

namespace onetls {

/// The role in which a peer shows its certificate.
enum class purpose : std::uint8_t { server, client };

namespace judgement {

/// Notes an extended key usage that leaves out `role`. "Any purpose" will do for authorities; a
/// peer has to be meant for its role.
///
/// Source: RFC 5280 §4.2.1.12, which lets applications ask for that.
constexpr void judge_purpose(const certificate_view& judged, purpose role, std::uint8_t depth,
                             finding_room& findings) noexcept {
    if (!judged.has(oids::extended_key_usage)) return;
    const auto allowed = judged.extended_key_usages();
    const auto wanted = role == purpose::server ? oids::server_auth : oids::client_auth;
    const bool any = depth != 0 && allowed.contains(oids::any_extended_key_usage);
    if (!any && !allowed.contains(wanted)) note(findings, {reason::wrong_purpose, depth});
}

}  // namespace judgement
}  // namespace onetls
