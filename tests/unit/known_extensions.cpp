// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/known_extensions.hpp>

#include "encoder.hpp"

using onetls::known_extension_index;
using onetls::known_extensions;
namespace oids = onetls::oids;

namespace {

struct example {
    onetls::oid identifier;
    bool (*reads)(onetls::der::bytes) noexcept;
    const char* value;
};

template <class T>
bool reads_as(onetls::der::bytes value) noexcept {
    return T::from(value).has_value();
}

template <class T>
constexpr auto reads_list = reads_as<onetls::extension_list<T>>;

const example examples[] = {
    {oids::key_usage, reads_as<onetls::key_usages>, "03 02 05 a0"},
    {oids::basic_constraints, reads_as<onetls::basic_constraints>, "30 06 01 01 ff 02 01 03"},
    {oids::subject_key_identifier, reads_as<onetls::subject_key_identifier>, "04 02 01 02"},
    {oids::authority_key_identifier, reads_as<onetls::authority_key_identifier>,
     "30 0c 80 02 01 02 a1 03 82 01 61 82 01 05"},
    {oids::subject_alternative_name, reads_as<onetls::general_names>, "30 05 82 01 61 81 00"},
    {oids::extended_key_usage, reads_list<onetls::oid>, "30 06 06 01 2a 06 01 2b"},
    {oids::authority_information_access, reads_list<onetls::access_description>,
     "30 08 30 06 06 01 2a 86 01 61"},
    {oids::crl_distribution_points, reads_list<onetls::distribution_point>,
     "30 10 30 0e a0 05 a0 03 86 01 61 81 01 05 a2 02 82 00"},
    {oids::certificate_policies, reads_list<onetls::certificate_policy>,
     "30 0c 30 03 06 01 2a 30 05 06 01 2b 30 00"},
    {oids::signed_certificate_timestamps, reads_as<onetls::certificate_timestamps>, "04 01 00"},
    {oids::name_constraints, reads_as<onetls::name_constraints>,
     "30 12 a0 05 30 03 82 01 61 a1 09 30 07 87 05 01 02 03 ff ff"},
    {oids::name_constraints, reads_as<onetls::name_constraints>,
     "30 13 a0 05 30 03 82 01 61 a1 0a 30 08 82 06 01 02 03 ff ff 01"},
    {oids::tls_feature, reads_list<onetls::tls_feature>, "30 03 02 01 05"},
    {oids::policy_constraints, reads_as<onetls::policy_constraints>, "30 06 80 01 00 81 01 02"},
    {oids::policy_mappings, reads_list<onetls::policy_mapping>, "30 08 30 06 06 01 2a 06 01 2b"},
    {oids::inhibit_any_policy, reads_as<onetls::inhibit_any_policy>, "02 01 05"},
};

/// Calls `visit` with `value`, cut short, and with each byte changed in several ways.
template <class Visit>
void for_each_damage(const std::vector<std::byte>& value, Visit visit) {
    for (std::size_t size = 0; size <= value.size(); ++size)
        visit(std::vector(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(size)));
    for (std::size_t index = 0; index != value.size(); ++index)
        for (int octet = 0; octet != 256; ++octet) {
            auto changed = value;
            changed[index] = static_cast<std::byte>(octet);
            visit(changed);
        }
}

}  // namespace

TEST_CASE("the shape of an extension fits exactly what can be read") {
    std::size_t read = 0;
    std::size_t refused = 0;
    for (const auto& each : examples) {
        const auto& known = known_extensions[known_extension_index(each.identifier)];
        const auto whole = test::hex(each.value);
        for_each_damage({whole.begin(), whole.end()}, [&](const std::vector<std::byte>& value) {
            const bool reads = each.reads(value);
            CHECK(known.is_well_formed(value) == reads);
            ++(reads ? read : refused);
        });
    }
    CHECK(read > 100);
    CHECK(refused > 10'000);
}

TEST_CASE("an extension that can be read is found by its identifier") {
    const auto& known = known_extensions[known_extension_index(oids::basic_constraints)];

    CHECK(known.identifier == oids::basic_constraints);
    CHECK(known.is_well_formed(test::hex("30 00")));
    CHECK_FALSE(known.is_well_formed(test::hex("31 00")));
}

TEST_CASE("an extension that cannot be read is not found") {
    CHECK(known_extension_index(onetls::oid_of<"1.2.3.4">) == known_extensions.size());
    CHECK_FALSE(onetls::is_known_extension(onetls::oid_of<"2.5.29.99">));
    CHECK_FALSE(onetls::is_known_extension(onetls::oid{}));
}

TEST_CASE("no extension that can be read may be empty") {
    for (const auto& known : known_extensions) {
        CHECK(onetls::is_known_extension(known.identifier));
        CHECK_FALSE(known.is_well_formed({}));
    }
}
