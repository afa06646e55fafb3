// SPDX-License-Identifier: BSL-1.0
#include "bogo_settings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/client_hello.hpp>
#include <onetls/file.hpp>
#include <onetls/insecure.hpp>
#include <onetls/offers.hpp>

#include "bogo_policy.hpp"

namespace bogo {
namespace {

bool refuse(void*, const onetls::verification&) noexcept {
    return false;
}

onetls::source file_or_nothing(const std::string& path) {
    return path.empty() ? onetls::source{} : onetls::file(path);
}

onetls::trust trust_for(const flags& wanted) {
    return wanted.trusted_file.empty() ? onetls::trust::none()
                                       : onetls::trust::only(onetls::file(wanted.trusted_file));
}

onetls::trust_terms terms_for(const flags& wanted) {
    onetls::trust_terms terms;
    terms.waived = wanted.trusted_file.empty() ? onetls::insecure::any_certificate()
                                               : onetls::insecure::any_name();
    if (wanted.refuses_certificate) terms.hook = {&refuse, nullptr};
    return terms;
}

onetls::credential credential_for(const shown_certificate& shown) {
    return {.certificate_chain = file_or_nothing(shown.certificate_file),
            .private_key = file_or_nothing(shown.key_file)};
}

/// The names in `list`, each behind its length.
onetls::alpn_list protocols_in(std::string_view list) {
    onetls::alpn_list names;
    while (!list.empty()) {
        const std::size_t size = static_cast<unsigned char>(list.front());
        if (size >= list.size()) throw declined{"a malformed list of protocols"};
        names.push_back(list.substr(1, size));
        list.remove_prefix(1 + size);
    }
    return names;
}

std::string on_the_wire(const onetls::offered_protocols& offered) {
    std::string list;
    for (const auto name : offered) {
        list += static_cast<char>(name.size());
        list += name;
    }
    return list;
}

onetls::client_auth client_auth_for(const flags& wanted) {
    if (wanted.requires_certificate) return onetls::client_auth::required;
    return wanted.asks_for_certificate ? onetls::client_auth::optional : onetls::client_auth::none;
}

std::vector<std::uint16_t> numbers(onetls::offered_codes<onetls::signature_scheme> schemes) {
    std::vector<std::uint16_t> listed;
    for (const auto each : schemes) listed.push_back(static_cast<std::uint16_t>(each));
    return listed;
}

onetls::client_hello_answer meet(void* context, const onetls::client_hello& offered) noexcept {
    auto& side = *static_cast<server_side*>(context);
    const auto& wanted = *side.wanted;
    const auto protocols = on_the_wire(offered.application_protocols());
    if (!wanted.expected_offer.empty() && protocols != wanted.expected_offer)
        side.complaint = "the client offers other protocols";
    if (!wanted.expected_offered_schemes.empty() &&
        numbers(offered.signature_schemes()) != wanted.expected_offered_schemes)
        side.complaint = "the client offers other schemes";
    if (wanted.refusal != onetls::alert_description::none) return {.refusal = wanted.refusal};
    if (wanted.refuses_protocols && !protocols.empty())
        return {.refusal = onetls::alert_description::no_application_protocol};
    return {};
}

}  // namespace

onetls::client_config client_settings(const flags& wanted) {
    const auto shown = all_shown(wanted);
    if (shown.size() > 1) throw declined{"a client that chooses among certificates"};
    if (wanted.refusal != onetls::alert_description::none ||
        !wanted.expected_offered_schemes.empty())
        throw declined{"a client that decides on what the server asks for"};
    return {.trust = trust_for(wanted),
            .policy = policy_for(wanted),
            .alpn = protocols_in(wanted.offered_protocols),
            .credential = shown.empty() ? onetls::credential{} : credential_for(*shown.front()),
            .terms = terms_for(wanted)};
}

onetls::server_config server_settings(const flags& wanted, server_side& side) {
    side.wanted = &wanted;
    for (const auto* const each : all_shown(wanted)) side.shown.push_back(credential_for(*each));
    onetls::server_config settings{.policy = policy_for(wanted),
                                   .client_auth = client_auth_for(wanted),
                                   .client_hello = {&meet, &side}};
    if (!side.shown.empty()) {
        settings.credential = side.shown.front();
        settings.more_credentials = std::span{side.shown}.subspan(1);
    }
    if (!wanted.selected_protocol.empty()) settings.alpn.push_back(wanted.selected_protocol);
    if (settings.client_auth == onetls::client_auth::none) return settings;
    settings.trust = trust_for(wanted);
    settings.terms = terms_for(wanted);
    return settings;
}

onetls::identity peer_of(const flags& wanted) {
    const auto peer = wanted.host_name.empty() ? onetls::identity::ip("127.0.0.1")
                                               : onetls::identity::dns(wanted.host_name);
    if (!peer) throw declined{"a host that no identity can name: " + wanted.host_name};
    return *peer;
}

}  // namespace bogo
