// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/civil_time.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/oids.hpp>

#include "crl_encoder.hpp"

namespace {

using onetls::civil_time;
using onetls::crl_view;
using onetls::from_civil;
using test::crl_parts;
using test::element;
using test::encoded;
using test::hex;

bool is_refused(const encoded& der) {
    const auto list = crl_view::parse(der);
    return test::is_malformed(list) || test::is_out_of_range(list);
}

bool is_refused(const crl_parts& parts) {
    return is_refused(encode(parts));
}

std::vector<std::string> serials(const crl_view& list) {
    std::vector<std::string> all;
    for (const onetls::revoked_certificate& each : list.revoked()) {
        all.emplace_back();
        onetls::detail::append_hex(all.back(), each.serial);
    }
    return all;
}

}  // namespace

TEST_CASE("a revocation list says who issued it and when", "[crl_view]") {
    const auto der = encode(crl_parts{});

    const auto list = crl_view::parse(der);

    REQUIRE(list);
    CHECK(test::described(list->issuer()) == "CN=issuer");
    CHECK(list->this_update() == from_civil({.year = 2026}).value());
    CHECK(list->next_update() == from_civil({.year = 2027}).value());
    CHECK(list->revoked().begin() == list->revoked().end());
    CHECK(list->find(onetls::oids::crl_number));
    CHECK_FALSE(list->find(onetls::oids::key_usage));
    CHECK(list->der().size() == der.size());
}

TEST_CASE("a revocation list says which serial numbers it withdraws", "[crl_view]") {
    crl_parts parts;
    parts.revoked = {
        test::withdrawn(hex("01")), test::withdrawn(hex("00 ff 02")),
        test::withdrawn(hex("03"), test::sequence({test::extension(21, hex("0a 01 01"))}))};
    const auto der = encode(parts);

    const auto list = crl_view::parse(der);

    REQUIRE(list);
    CHECK(serials(*list) == std::vector<std::string>{"01", "00ff02", "03"});
    CHECK((*list->revoked().begin()).extensions.empty());
}

TEST_CASE("a revocation list may leave out what is optional", "[crl_view]") {
    crl_parts parts;
    parts.version = {};
    parts.next_update = {};
    parts.extensions = {};
    const auto bare = encode(parts);

    const auto list = crl_view::parse(bare);

    REQUIRE(list);
    CHECK_FALSE(list->next_update());
    CHECK_FALSE(list->find(onetls::oids::crl_number));

    parts.revoked = {test::withdrawn(hex("07"))};
    const auto with_entry = encode(parts);
    const auto entries = crl_view::parse(with_entry);
    REQUIRE(entries);
    CHECK(serials(*entries) == std::vector<std::string>{"07"});
}

TEST_CASE("a revocation list may be dated in either form of time", "[crl_view]") {
    crl_parts parts;
    parts.this_update = element(0x18, "20500101000000Z");
    parts.next_update = element(0x18, "20510101000000Z");
    const auto der = encode(parts);

    const auto list = crl_view::parse(der);

    REQUIRE(list);
    CHECK(list->this_update() == from_civil({.year = 2050}).value());
    CHECK(list->next_update() == from_civil({.year = 2051}).value());
}

TEST_CASE("what is no revocation list is refused", "[crl_view]") {
    const auto whole = encode(crl_parts{});
    auto longer = whole;
    longer.push_back(std::byte{0});

    CHECK(is_refused(encoded{}));
    CHECK(is_refused(hex("30 00")));
    CHECK(is_refused(hex("30 80 00 00")));
    CHECK(is_refused(encode(test::certificate_parts{})));
    CHECK(is_refused(longer));
    for (std::size_t size = 0; size != whole.size(); ++size) {
        CAPTURE(size);
        CHECK(is_refused(
            encoded(whole.begin(), std::next(whole.begin(), static_cast<std::ptrdiff_t>(size)))));
    }
}

TEST_CASE("a revocation list with a part that is malformed is refused", "[crl_view]") {
    const auto with = [](auto crl_parts::* part, auto value) {
        crl_parts parts;
        parts.*part = value;
        return parts;
    };
    const auto entry = test::withdrawn(hex("01"));

    CHECK(is_refused(with(&crl_parts::algorithm, encoded{})));
    CHECK(is_refused(with(&crl_parts::issuer, hex("02 01 01"))));
    auto timeless = with(&crl_parts::this_update, encoded{});
    timeless.next_update = {};
    CHECK(is_refused(timeless));
    CHECK(is_refused(with(&crl_parts::this_update, element(0x17, "261301000000Z"))));
    CHECK(is_refused(with(&crl_parts::this_update, element(0x17, "2601010000Z"))));
    CHECK(is_refused(with(&crl_parts::next_update, element(0x18, "20270101000000"))));
    CHECK(is_refused(with(&crl_parts::next_update, hex("05 00"))));
    CHECK(is_refused(with(&crl_parts::after_extensions, hex("05 00"))));
    CHECK(is_refused(with(&crl_parts::extensions, std::vector<encoded>{hex("30 00")})));
    CHECK(is_refused(with(&crl_parts::revoked, std::vector<encoded>{entry, hex("30 00")})));
    CHECK(is_refused(
        with(&crl_parts::revoked, std::vector<encoded>{test::sequence({hex("02 01 01")}), entry})));
    CHECK(is_refused(with(
        &crl_parts::revoked,
        std::vector<encoded>{test::sequence({hex("04 01 01"), element(0x17, "260301000000Z")})})));
}

TEST_CASE("a long revocation list is read to its end", "[crl_view]") {
    crl_parts parts;
    for (unsigned serial = 0; serial != 20000; ++serial)
        parts.revoked.push_back(test::withdrawn({std::byte{1}, static_cast<std::byte>(serial >> 8),
                                                 static_cast<std::byte>(serial & 0xff)}));
    const auto der = encode(parts);

    const auto list = crl_view::parse(der);

    REQUIRE(list);
    std::size_t count = 0;
    for (const onetls::revoked_certificate& each : list->revoked()) count += each.serial.size();
    CHECK(count == 60000);
}
