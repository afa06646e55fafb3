// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/reason.hpp>

using namespace onetls;

namespace {

static_assert(alert_for(reason::expired) == alert_description::certificate_expired);
static_assert(alert_for(reason::name_mismatch) == alert_description::bad_certificate);
static_assert(alert_for(finding_list{}) == alert_description::none);

/// The alert for several reasons at once.
alert_description alert_of(std::initializer_list<reason> reasons) {
    finding_list findings;
    for (const auto why : reasons) note(findings, {why});
    return alert_for(findings);
}

}  // namespace

TEST_CASE("every reason has a name of its own", "[reason]") {
    constexpr int last = static_cast<int>(reason::other);
    std::set<std::string_view> names;

    for (int code = 0; code <= last; ++code) names.insert(name_of(static_cast<reason>(code)));

    CHECK(names.size() == last + 1);
    CHECK_FALSE(names.contains("unknown reason"));
    CHECK(name_of(static_cast<reason>(last + 1)) == "unknown reason");
}

TEST_CASE("no reason is without an alert", "[reason]") {
    for (int code = 0; code <= static_cast<int>(reason::other); ++code) {
        const auto alert = alert_for(static_cast<reason>(code));
        INFO(name_of(static_cast<reason>(code)));
        CHECK(alert != alert_description::none);
        CHECK(alert != alert_description::close_notify);
        CHECK(alert_of({static_cast<reason>(code)}) == alert);
    }
}

TEST_CASE("of several reasons the same one decides the alert, in whatever order", "[reason]") {
    using enum reason;

    CHECK(alert_of({unknown_issuer, expired}) == alert_description::certificate_expired);
    CHECK(alert_of({expired, unknown_issuer}) == alert_description::certificate_expired);
    CHECK(alert_of({expired, name_mismatch}) == alert_description::bad_certificate);
    CHECK(alert_of({unknown_issuer, revoked}) == alert_description::certificate_revoked);
    CHECK(alert_of({expired, wrong_purpose}) == alert_description::unsupported_certificate);
    CHECK(alert_of({self_signed, untrusted_root}) == alert_description::unknown_ca);
}

TEST_CASE("a reason is noted once at each depth", "[reason]") {
    finding_list findings;

    note(findings, {reason::expired, 0, 10});
    note(findings, {reason::expired, 0, 0});
    note(findings, {reason::expired, 1});
    note(findings, {reason::not_yet_valid, 0});

    REQUIRE(findings.size() == 3);
    CHECK(findings[0].native == 10);
    CHECK(findings[1].depth == 1);
}

TEST_CASE("a finding that finds no room is remembered as left out", "[reason]") {
    finding_list findings;

    for (std::uint8_t depth = 0; depth != 33; ++depth) note(findings, {reason::expired, depth});

    CHECK(findings.size() == 32);
    CHECK(findings.overflowed());
    CHECK_FALSE(findings.empty());
}

TEST_CASE("without room it is still known that something was found", "[reason]") {
    onetls::finding_room none;
    CHECK(none.untouched());

    note(none, {reason::expired});
    CHECK(none.empty());
    CHECK_FALSE(none.untouched());

    sort_out(none, [](const auto&) { return false; }, [](const auto&) {});
    CHECK_FALSE(none.untouched());
}

TEST_CASE("a list of findings is copied with its own room", "[reason]") {
    finding_list first;
    for (std::uint8_t depth = 0; depth != 33; ++depth) note(first, {reason::expired, depth});
    auto second = first;
    finding_list third;
    third = second;
    second.shorten(1);
    second[0].depth = 7;

    CHECK(first.size() == 32);
    CHECK(first[0].depth == 0);
    CHECK(third.size() == 32);
    CHECK(third[31].depth == 31);
    CHECK(third.overflowed());
    third = finding_list{};
    CHECK(third.untouched());
}

TEST_CASE("a reason is found at whatever depth, and only if it was noted", "[reason]") {
    finding_list findings;
    note(findings, {reason::weak_key, 3});

    CHECK(has(findings, reason::weak_key));
    CHECK_FALSE(has(findings, reason::weak_hash));
    CHECK_FALSE(has(finding_list{}, reason::weak_key));
}
