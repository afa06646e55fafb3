// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstdint>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/oid_table.hpp>

using onetls::oid_of;
using onetls::detail::number_in;

namespace {

struct entry {
    onetls::oid identifier;
    std::uint16_t number;
};

constexpr std::array entries{entry{oid_of<"1.2.840.10045.4.3.2">, 7}, entry{oid_of<"1.3.6">, 0},
                             entry{oid_of<"1.3.6.1">, 0xfeff}};
constexpr auto packed =
    onetls::detail::numbers_of<entries, [](const entry& each) { return each.number; }>;

}  // namespace

TEST_CASE("a packed table has the number of each identifier") {
    for (const auto& each : entries) CHECK(number_in(packed, each.identifier) == each.number);
}

TEST_CASE("a packed table has no number for what is not in it") {
    CHECK_FALSE(number_in(packed, oid_of<"1.2.840.10045.4.3.3">));
    CHECK_FALSE(number_in(packed, oid_of<"1.3">));
    CHECK_FALSE(number_in(packed, oid_of<"1.3.6.1.1">));
    CHECK_FALSE(number_in(packed, onetls::oid{}));
    CHECK_FALSE(number_in({}, oid_of<"1.3.6">));
}
