// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/name_view.hpp>
#include <onetls/oids.hpp>

using onetls::name_of;
using onetls::oid_of;
namespace oids = onetls::oids;

namespace {

/// Says whether each identifier and each name stands in `table` once.
constexpr bool is_unambiguous(const auto& table) {
    for (const auto& left : table)
        for (const auto& right : table)
            if (&left != &right && (left.identifier == right.identifier || left.name == right.name))
                return false;
    return true;
}

static_assert(is_unambiguous(onetls::named_oids));
static_assert(is_unambiguous(onetls::attribute_names));

}  // namespace

TEST_CASE("identifiers that are known have a name") {
    CHECK(name_of(oids::server_auth) == "serverAuth");
    CHECK(name_of(oids::key_usage) == "keyUsage");
    CHECK(onetls::attribute_name(oids::common_name) == "CN");
}

TEST_CASE("identifiers that are not known have none") {
    CHECK(name_of(oid_of<"1.2.3.4">).empty());
    CHECK(name_of(onetls::oid{}).empty());
    CHECK(onetls::attribute_name(oids::server_auth).empty());
}

TEST_CASE("an identifier is written by its name, or else by its numbers") {
    std::string written;
    describe_by_name(oids::ocsp, written);
    describe_by_name(oid_of<"1.2.3.4">, written.append(" "));

    CHECK(written == "OCSP 1.2.3.4");
}
