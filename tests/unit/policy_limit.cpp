// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/policy_limit.hpp>

using namespace onetls;

namespace {

error refusal(const policy& wanted, const policy& limit) {
    const auto made = within(wanted, limit);
    return made ? error{errc::internal} : made.error();
}

constexpr error forbidden(field where) {
    return {errc::bad_input, cause::forbidden, where};
}

constexpr policy only_tls1_2 =
    policies::recommended.with_versions(protocol_version::tls1_2, protocol_version::tls1_2);

}  // namespace

TEST_CASE("a policy within the limit stays as it is") {
    CHECK(within(policies::recommended, policies::recommended) == policies::recommended);
    CHECK(within(policies::recommended, policies::compatible) == policies::recommended);
    CHECK(within(policies::modern, policies::recommended) == policies::modern);
}

TEST_CASE("a preset gives up what the limit has not") {
    CHECK(within(policies::recommended, policies::modern) == policies::modern);
    CHECK(within(policies::compatible, policies::recommended) == policies::recommended);
    const auto tightened = within(policies::compatible, policies::cnsa2);
    REQUIRE(tightened);
    CHECK(tightened->minimum == protocol_version::tls1_3);
    CHECK(tightened->cipher_suites == policy::suite_list{cipher_suite::aes_256_gcm_sha384});
    CHECK(tightened->groups == policy::group_list{named_group::secp384r1});
    CHECK(tightened->minimum_rsa_bits == 3072);
    CHECK(tightened->minimum_ec_bits == 384);
    CHECK(tightened->minimum_hash_bits == 384);
}

TEST_CASE("what is stricter than the limit stays strict") {
    const auto strict =
        policies::modern.with_minimum_key_bits(4096, 384).with_minimum_hash_bits(384).with_profile(
            certificate_profile::webpki);
    CHECK(within(strict, policies::recommended) == strict);
}

TEST_CASE("the order of the wanted policy decides") {
    const policy::group_list reversed{named_group::secp384r1, named_group::secp256r1};
    const auto tightened =
        within(policies::recommended.with_groups(reversed), policies::recommended);
    REQUIRE(tightened);
    CHECK(tightened->groups == reversed);
}

TEST_CASE("the stricter profile holds") {
    const auto webpki = policies::recommended.with_profile(certificate_profile::webpki);
    CHECK(within(policies::recommended, webpki)->profile == certificate_profile::webpki);
    CHECK(within(webpki, policies::recommended)->profile == certificate_profile::webpki);
}

TEST_CASE("a list of one's own is refused for what the limit has not") {
    CHECK(refusal(policies::recommended.with_groups({named_group::x448, named_group::x25519}),
                  policies::recommended) == forbidden(field::groups));
    CHECK(refusal(policies::compatible.with_cipher_suites(policies::compatible.cipher_suites),
                  policies::recommended) == forbidden(field::cipher_suites));
    CHECK(refusal(policies::recommended.with_signature_schemes({signature_scheme::ed448}),
                  policies::recommended) == forbidden(field::signature_schemes));
}

TEST_CASE("policies with nothing in common are refused") {
    CHECK(refusal(only_tls1_2, policies::modern) == forbidden(field::versions));
    CHECK(refusal(policies::modern, only_tls1_2) == forbidden(field::versions));
    auto other = policies::recommended;
    other.groups = {named_group::x448};
    CHECK(refusal(other, policies::recommended) == forbidden(field::groups));
}

TEST_CASE("a version that is left without a suite is refused") {
    auto limit = policies::recommended;
    limit.cipher_suites = {cipher_suite::aes_128_gcm_sha256};
    CHECK(refusal(policies::recommended, limit) ==
          error{errc::bad_input, cause::contradiction, field::cipher_suites});
}

TEST_CASE("floors alone are raised, and nothing else is touched") {
    const auto raised = with_floors_of(policies::compatible, policies::cnsa2);
    CHECK(raised.cipher_suites == policies::compatible.cipher_suites);
    CHECK(raised.minimum == policies::compatible.minimum);
    CHECK(raised.minimum_rsa_bits == 3072);
    CHECK(with_floors_of(policies::cnsa2, policies::recommended) == policies::cnsa2);
}
