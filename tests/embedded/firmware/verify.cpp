// SPDX-License-Identifier: BSL-1.0
// Judges chains without a connection.
#include <cstddef>
#include <span>

#include <anchors.hpp>
#include <certificates.hpp>

#include <onetls/insecure.hpp>
#include <onetls/onetls.hpp>

#include "outcome.hpp"

namespace {

using onetls::reason;

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::argument("clock", board::time())};
}

onetls::verify_settings wanted() noexcept {
    return {.trust = onetls::trust::only(certificates::authority),
            .identity = *onetls::identity::dns("server.test"),
            .clock = now};
}

/// Says whether `chain` is refused for `why`.
bool refuses(onetls::source chain, const onetls::verify_settings& settings, reason why) noexcept {
    const auto report = onetls::backend::verify(chain, settings);
    return report && !report->trusted() && report->has(why);
}

bool refuses_other_names() noexcept {
    auto settings = wanted();
    settings.identity = *onetls::identity::dns("other.test");
    return refuses(certificates::server, settings, reason::name_mismatch);
}

bool refuses_other_authorities() noexcept {
    auto settings = wanted();
    settings.trust = onetls::trust::only(certificates::stranger);
    return refuses(certificates::server, settings, reason::unknown_issuer);
}

bool refuses_other_dates() noexcept {
    auto settings = wanted();
    settings.time = onetls::timestamp{4'000'000'000};
    if (!refuses(certificates::server, settings, reason::expired)) return false;
    settings.time = onetls::timestamp{1'000'000'000};
    return refuses(certificates::server, settings, reason::not_yet_valid);
}

bool refuses_other_purposes() noexcept {
    auto settings = wanted();
    settings.purpose = onetls::purpose::client;
    return refuses(certificates::server, settings, reason::wrong_purpose);
}

bool refuses_what_is_no_certificate() noexcept {
    const std::span whole{certificates::server};
    const auto report = onetls::backend::verify(whole.first(whole.size() - 1), wanted());
    return !report && report.error().code == onetls::errc::bad_input;
}

bool refuses_lists_that_it_cannot_read() noexcept {
    auto settings = wanted();
    settings.crls = certificates::server;
    const auto report = onetls::backend::verify(certificates::server, settings);
    return !report && report.error().where == onetls::field::crls;
}

/// The least certificate that stands for an authority, and nothing that it did not issue.
bool trusts_bare_anchors() noexcept {
    auto settings = wanted();
    settings.trust = onetls::trust::only(anchors::authority);
    const auto report = onetls::backend::verify(certificates::server, settings);
    return report && report->trusted() &&
           refuses(certificates::impostor, settings, reason::unknown_issuer);
}

/// A clock that only tells what has passed: what begins later is accepted, and that is said.
bool puts_up_with_a_floor() noexcept {
    auto settings = wanted();
    settings.time = onetls::timestamp{1'000'000'000};
    settings.terms.waived = onetls::insecure::floor_date();
    const auto report = onetls::backend::verify(certificates::server, settings);
    if (!report || !report->trusted() || report->tolerated().empty()) return false;
    if (report->tolerated()[0].why != reason::not_yet_valid) return false;
    settings.time = onetls::timestamp{4'000'000'000};
    return refuses(certificates::server, settings, reason::expired);
}

int judge() noexcept {
    const auto report = onetls::backend::verify(certificates::server, wanted());
    if (!report) return board::status_of(report.error());
    board::print(*report);
    if (!report->trusted()) return board::first_failure + int(onetls::errc::untrusted_peer);
    const bool kept = refuses_other_names() && refuses_other_authorities() &&
                      refuses_other_dates() && refuses_other_purposes() &&
                      refuses_what_is_no_certificate() && trusts_bare_anchors() &&
                      puts_up_with_a_floor() && refuses_lists_that_it_cannot_read();
    return kept ? 0 : board::broken_promise;
}

}  // namespace

int main() {
    board::start_memory();
    const int status = judge();
    return board::finish(status);
}
