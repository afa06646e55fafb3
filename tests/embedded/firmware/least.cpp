// SPDX-License-Identifier: BSL-1.0
// A program without any part that can be left out: what needs one is refused, and said so. A peer
// that is right is accepted, and nobody else.
#include <array>
#include <string_view>

#include <onetls/insecure.hpp>
#include <onetls/onetls.hpp>

#include "outcome.hpp"
#include "self_handshake.hpp"

namespace {

using onetls::errc;
using onetls::field;

constexpr std::string_view pem = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

onetls::client_config plain() {
    return {.trust = onetls::trust::only(certificates::authority), .clock = now};
}

/// Says whether `settings` make a context, or are refused because of `where`.
bool ends_with(const onetls::client_config& settings, field where) {
    const auto made = onetls::client_context::create(settings);
    if (where == field::none) return made.has_value();
    return !made && made.error().code == errc::unsupported && made.error().where == where;
}

bool refuses_credentials() {
    auto wanted = plain();
    wanted.credential = {.certificate_chain = certificates::server,
                         .private_key = certificates::server_key};
    return ends_with(wanted, field::certificate_chain);
}

bool refuses_pem() {
    auto wanted = plain();
    wanted.trust = onetls::trust::only(certificates::authority) + onetls::trust::only(pem);
    return ends_with(wanted, field::trust);
}

bool refuses_terms() {
    auto pinned = plain();
    pinned.terms.pins.push_back({});
    auto trusting = plain();
    trusting.terms.trusted_keys.push_back({});
    auto waiving = plain();
    waiving.terms.waived = onetls::insecure::floor_date();
    auto asking = plain();
    asking.terms.hook.accepts = [](void*, const onetls::verification&) noexcept { return true; };
    return ends_with(pinned, field::terms) && ends_with(trusting, field::terms) &&
           ends_with(waiving, field::terms) && ends_with(asking, field::terms);
}

bool refuses_the_web_profile() {
    auto wanted = plain();
    wanted.policy.profile = onetls::certificate_profile::webpki;
    return ends_with(wanted, field::profile);
}

bool refuses_observers() {
    auto wanted = plain();
    wanted.observer.notice = [](void*, const onetls::event&) noexcept {};
    return ends_with(wanted, field::observer);
}

bool refuses_servers() {
    const auto made =
        onetls::server_context::create({.credential = {.certificate_chain = certificates::server,
                                                       .private_key = certificates::server_key},
                                        .clock = now});
    return !made && made.error().code == errc::unsupported;
}

}  // namespace

int main() {
    board::start_memory();
    const bool kept = ends_with(plain(), field::none) && refuses_credentials() && refuses_pem() &&
                      refuses_terms() && refuses_the_web_profile() && refuses_observers() &&
                      refuses_servers();
    return board::finish(kept ? 0 : board::broken_promise);
}
