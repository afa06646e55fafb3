// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/civil_time.hpp>
#include <onetls/judgement/revocation.hpp>

#include "crl_encoder.hpp"

namespace {

using onetls::crl_view;
using onetls::from_civil;
using onetls::reason;
using onetls::timestamp;
using test::crl_parts;
using test::encoded;
using test::hex;

const timestamp now = from_civil({.year = 2026, .month = 6}).value();

/// What is found against a certificate with serial number 5 of "issuer".
std::vector<reason> judged(const std::vector<crl_parts>& lists, timestamp when = now,
                           std::string_view issuer = "issuer") {
    std::vector<encoded> bytes;
    for (const auto& each : lists) bytes.push_back(encode(each));
    std::vector<crl_view> views;
    for (const auto& each : bytes) views.push_back(crl_view::parse(each).value());
    test::certificate_parts parts;
    parts.serial = hex("02 01 05");
    parts.issuer = test::name(issuer);
    const auto der = encode(parts);
    onetls::finding_list findings;
    onetls::judgement::judge_revocation(onetls::certificate_view::parse(der).value(), views, when,
                                        3, findings);
    std::vector<reason> found;
    for (const auto& each : findings) {
        CHECK(each.depth == 3);
        found.push_back(each.why);
    }
    return found;
}

const std::vector<reason> nothing{};
const std::vector unknown{reason::revocation_unknown};
const std::vector revoked{reason::revoked};
const std::vector both{reason::revoked, reason::revocation_unknown};

crl_parts withdrawing(std::string_view serials) {
    crl_parts parts;
    for (const char each : serials)
        parts.revoked.push_back(test::withdrawn({static_cast<std::byte>(each)}));
    return parts;
}

}  // namespace

TEST_CASE("a list in force clears what it does not name", "[revocation]") {
    CHECK(judged({crl_parts{}}) == nothing);
    CHECK(judged({withdrawing("\x04\x06\x15")}) == nothing);
}

// Who signed a list is checked by the backend, and not every backend folds names.
TEST_CASE("a list counts for an issuer that is written alike", "[revocation]") {
    CHECK(judged({crl_parts{}}, now, "ISSUER") == unknown);
    CHECK(judged({crl_parts{}}, now, "issuer ") == unknown);
}

TEST_CASE("a list withdraws what it names", "[revocation]") {
    CHECK(judged({withdrawing("\x05")}) == revoked);
    CHECK(judged({withdrawing("\x04\x05\x06")}) == revoked);
    CHECK(judged({crl_parts{}, withdrawing("\x05")}) == revoked);
    CHECK(judged({withdrawing("\x05"), crl_parts{}}) == revoked);
}

TEST_CASE("without a list of the issuer nothing is known", "[revocation]") {
    CHECK(judged({}) == unknown);
    CHECK(judged({crl_parts{}}, now, "another") == unknown);
    CHECK(judged({withdrawing("\x05")}, now, "another") == unknown);
}

TEST_CASE("a list holds from its date to the last second before the next", "[revocation]") {
    const auto first = from_civil({.year = 2026}).value();
    const auto last = from_civil({.year = 2027}).value();

    CHECK(judged({crl_parts{}}, first) == nothing);
    CHECK(judged({crl_parts{}}, last) == nothing);
    CHECK(judged({crl_parts{}}, timestamp{first.seconds - 1}) == unknown);
    CHECK(judged({crl_parts{}}, timestamp{last.seconds + 1}) == unknown);
}

TEST_CASE("a list that is not in force clears nothing but still withdraws", "[revocation]") {
    const auto late = timestamp{from_civil({.year = 2028}).value()};
    crl_parts endless;
    endless.next_update = {};
    crl_parts unnumbered;
    unnumbered.extensions = {};
    crl_parts limited;
    limited.extensions.push_back(test::extension(28, hex("30 00"), hex("01 01 ff")));

    CHECK(judged({withdrawing("\x05")}, late) == both);
    for (const auto& each : {endless, unnumbered, limited}) {
        CHECK(judged({each}) == unknown);
        CHECK(judged({each, crl_parts{}}) == nothing);
        auto withdrawing_too = each;
        withdrawing_too.revoked = {test::withdrawn(hex("05"))};
        CHECK(judged({withdrawing_too}) == both);
        CHECK(judged({withdrawing_too, crl_parts{}}) == revoked);
    }
}

TEST_CASE("serial numbers are compared whole", "[revocation]") {
    crl_parts parts;
    parts.revoked = {test::withdrawn(hex("00 05")), test::withdrawn(hex("05 00")),
                     test::withdrawn(hex("01 05"))};

    CHECK(judged({parts}) == nothing);
}
