// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <string_view>

#include <onetls/client_auth.hpp>
#include <onetls/client_hello.hpp>
#include <onetls/client_hello_hook.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/copying.hpp>
#include <onetls/detail/met_client.hpp>
#include <onetls/error.hpp>

namespace onetls::detail {

/// Says what is wrong with `answer`, if anything, for a server that has so many `credentials` and
/// `can_verify` clients or not.
inline result<void> check(const client_hello_answer& answer, const client_hello& offered,
                          std::size_t credentials, bool can_verify) noexcept {
    constexpr auto wrong = [](cause why, field where) {
        return std::unexpected(error{errc::misuse, why, where, alert_description::internal_error});
    };
    if (answer.refusal != alert_description::none)
        return std::unexpected(error{.code = errc::negotiation_failed, .alert = answer.refusal});
    if (answer.credential && *answer.credential >= credentials)
        return wrong(cause::out_of_range, field::certificate_chain);
    if (answer.client_auth.value_or(client_auth::none) != client_auth::none && !can_verify)
        return wrong(cause::no_anchor, field::trust);
    const auto protocol = answer.application_protocol.value_or(std::string_view{});
    if (!protocol.empty() && !offered.application_protocols().contains(protocol))
        return wrong(cause::contradiction, field::alpn);
    return {};
}

inline result<void> met_client::meet(const client_hello_hook& hook, const client_hello& offered,
                                     std::size_t credentials, bool can_verify) noexcept {
    const bool asks = !kept_;
    if (asks) kept_.reset(new (std::nothrow) kept_answer{});
    if (!kept_) return std::unexpected(error{errc::out_of_memory});
    if (asks) kept_->answer = hook.answer(hook.context, offered);
    if (auto checked = check(kept_->answer, offered, credentials, can_verify); !checked)
        return checked;
    return asks ? keep_protocol(*kept_) : result<void>{};
}

/// Copies the name of the protocol, which the hook may have had on its stack.
inline result<void> met_client::keep_protocol(kept_answer& kept) noexcept {
    if (!kept.answer.application_protocol) return {};
    const auto name = *kept.answer.application_protocol;
    kept.protocol = owned_bytes::allocate(name.size() + 1);
    if (!kept.protocol) return std::unexpected(error{errc::out_of_memory});
    copy(as_bytes(name), kept.protocol.span().data());
    kept.protocol.span()[name.size()] = std::byte{0};
    kept.answer.application_protocol = as_characters(kept.protocol.span().first(name.size()));
    return {};
}

/// Selects the application protocol for a client: what the hook said, else the first of the
/// server's `own` that the client offers; empty: none.
///
/// Errors: negotiation_failed with the alert no_application_protocol.
/// Source: RFC 7301 §3.2.
template <class Names>
result<std::string_view> select_protocol(const client_hello_answer& answer, const Names& own,
                                         const offered_protocols& offered) noexcept {
    if (answer.application_protocol) return *answer.application_protocol;
    bool any = false;
    for (const std::string_view name : own) {
        any = true;
        if (offered.contains(name)) return name;
    }
    if (!any || offered.empty()) return std::string_view{};
    return std::unexpected(error{.code = errc::negotiation_failed,
                                 .alert = alert_description::no_application_protocol});
}

}  // namespace onetls::detail
