// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_fields.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::detail::certificate_fields;
namespace oids = onetls::oids;

namespace {

certificate_fields read(std::span<const std::byte> der) {
    certificate_fields fields;
    CHECK(fields.read(onetls::der::reader{der}));
    return fields;
}

}  // namespace

TEST_CASE("extensions are found by name, and their values read") {
    const auto fields = read(test::server_der);

    CHECK(fields.find(oids::key_usage)->critical);
    CHECK(fields.value<onetls::key_usages>(oids::key_usage));
    CHECK(fields.values<onetls::oid>(oids::extended_key_usage).count() == 2);
}

TEST_CASE("extensions that are not there are not found") {
    const auto fields = read(test::version_1_der);

    CHECK_FALSE(fields.find(oids::key_usage));
    CHECK_FALSE(fields.value<onetls::key_usages>(oids::key_usage));
    CHECK(fields.values<onetls::oid>(oids::extended_key_usage).empty());
}

TEST_CASE("a value is not read as what it is not") {
    const auto fields = read(test::server_der);

    CHECK_FALSE(fields.value<onetls::key_usages>(oids::basic_constraints));
    CHECK(fields.values<onetls::oid>(oids::subject_alternative_name).count() == 0);
}

TEST_CASE("fields are not read from what is no certificate") {
    certificate_fields fields;
    const auto read = fields.read(onetls::der::reader{test::hex("30 00")});

    CHECK(test::is_malformed(read));
}
