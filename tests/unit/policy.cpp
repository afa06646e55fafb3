// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/policy.hpp>
#include <onetls/policy_validation.hpp>

using namespace onetls;

namespace {

static_assert(policies::recommended.forward_secret());
static_assert(policies::modern.forward_secret());
static_assert(policies::recommended.permits(protocol_version::tls1_2));
static_assert(!policies::modern.permits(protocol_version::tls1_2));
static_assert(!policies::recommended.permits(protocol_version::unknown));
static_assert(validate(policies::recommended).has_value());
static_assert(!validate(policy{}));

/// A policy of one's own that is fine, to be spoiled in one place.
constexpr policy own{
    .cipher_suites = {cipher_suite::aes_128_gcm_sha256,
                      cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256},
    .groups = {named_group::x25519},
    .signature_schemes = {signature_scheme::rsa_pss_rsae_sha256},
};
static_assert(validate(own).has_value());

constexpr error refused(cause why, field where) {
    return {errc::bad_input, why, where};
}

/// `own` with a list filled beyond its capacity.
template <class List, class Code>
void overfill(List& list, Code code) {
    while (list.push_back(code)) {
    }
}

}  // namespace

TEST_CASE("the recommended policy has both versions and offers the hybrid group first",
          "[policy]") {
    CHECK(policies::recommended.permits(protocol_version::tls1_3));
    CHECK(policies::recommended.groups[0] == named_group::x25519_mlkem768);
    CHECK(policies::recommended.adapts == adaptable_lists::all());
    CHECK(policies::recommended.minimum_rsa_bits == 2048);
}

TEST_CASE("the modern policy differs from the recommended one in its versions alone", "[policy]") {
    CHECK_FALSE(policies::modern == policies::recommended);
    CHECK(policies::modern.with_versions(protocol_version::tls1_2, protocol_version::tls1_3) ==
          policies::recommended);
}

TEST_CASE("a policy permits a suite only in a version that it permits", "[policy]") {
    constexpr auto old_suite = cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256;

    CHECK(policies::recommended.permits(old_suite));
    CHECK_FALSE(policies::modern.permits(old_suite));
}

TEST_CASE("a policy permits what is post-quantum only with TLS 1.3", "[policy]") {
    constexpr auto tls1_2 = protocol_version::tls1_2;
    for (const auto group : {named_group::mlkem512, named_group::mlkem768, named_group::mlkem1024,
                             named_group::secp256r1_mlkem768, named_group::x25519_mlkem768,
                             named_group::secp384r1_mlkem1024}) {
        const auto listed = policies::recommended.with_groups({group, named_group::x25519});
        CHECK(listed.permits(group));
        CHECK_FALSE(listed.with_versions(tls1_2, tls1_2).permits(group));
        CHECK(listed.with_versions(tls1_2, tls1_2).permits(named_group::x25519));
    }
    for (const auto scheme :
         {signature_scheme::mldsa44, signature_scheme::mldsa65, signature_scheme::mldsa87}) {
        const auto listed = policies::recommended.with_signature_schemes({scheme});
        CHECK(listed.permits(scheme));
        CHECK_FALSE(listed.with_versions(tls1_2, tls1_2).permits(scheme));
    }
}

TEST_CASE("a policy does not permit a suite that it does not list", "[policy]") {
    CHECK_FALSE(own.permits(cipher_suite::aes_256_gcm_sha384));
    CHECK_FALSE(own.permits(cipher_suite::unknown));
    CHECK_FALSE(own.permits(static_cast<cipher_suite>(0x002F)));
}

TEST_CASE("a policy says whether its versions have an entry, listed or not", "[policy]") {
    const policy nothing{.minimum = protocol_version::tls1_2, .maximum = protocol_version::tls1_2};

    CHECK(nothing.has_version_for(cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256));
    CHECK_FALSE(nothing.has_version_for(cipher_suite::aes_128_gcm_sha256));
    CHECK_FALSE(nothing.has_version_for(cipher_suite::unknown));
    CHECK(nothing.has_version_for(named_group::x25519));
    CHECK_FALSE(nothing.has_version_for(named_group::x25519_mlkem768));
    CHECK(nothing.has_version_for(signature_scheme::ed25519));
    CHECK_FALSE(nothing.has_version_for(signature_scheme::mldsa65));
}

TEST_CASE("a suite that nobody knows is not taken for forward-secret", "[policy]") {
    auto spoiled = own;
    spoiled.cipher_suites.push_back(static_cast<cipher_suite>(0x002F));

    CHECK_FALSE(spoiled.forward_secret());
}

TEST_CASE("a policy of one's own does not adapt", "[policy]") {
    CHECK(own.adapts == adaptable_lists{});
}

TEST_CASE("a changed policy is a new one", "[policy]") {
    const auto changed = policies::recommended.with_groups({named_group::x448})
                             .with_minimum_key_bits(3072, 384)
                             .with_minimum_hash_bits(384)
                             .with_profile(certificate_profile::webpki);

    CHECK(changed.permits(named_group::x448));
    CHECK_FALSE(changed.permits(named_group::x25519));
    CHECK(changed.adapts == adaptable_lists{true, false, true});
    CHECK(changed.minimum_rsa_bits == 3072);
    CHECK(changed.minimum_ec_bits == 384);
    CHECK(changed.minimum_hash_bits == 384);
    CHECK(changed.profile == certificate_profile::webpki);
    CHECK(policies::recommended.permits(named_group::x25519));
    CHECK_FALSE(policies::recommended.with_cipher_suites({}).adapts.cipher_suites);
    CHECK_FALSE(policies::recommended.with_signature_schemes({}).adapts.signature_schemes);
}

TEST_CASE("an entry is taken out of a policy", "[policy]") {
    const auto less = policies::recommended.without(named_group::x25519)
                          .without(cipher_suite::aes_128_gcm_sha256)
                          .without(signature_scheme::ed25519);

    CHECK_FALSE(less.permits(named_group::x25519));
    CHECK_FALSE(less.permits(cipher_suite::aes_128_gcm_sha256));
    CHECK_FALSE(less.permits(signature_scheme::ed25519));
    CHECK(less.groups.size() + 1 == policies::recommended.groups.size());
    CHECK(less.adapts == adaptable_lists::all());
    CHECK(own.without(named_group::secp521r1) == own);
    auto many = own;
    overfill(many.groups, named_group::x25519);
    CHECK(many.without(named_group::x25519).groups.overflowed());
}

TEST_CASE("a suite without forward secrecy takes forward secrecy from a policy", "[policy]") {
    auto weaker = own;
    weaker.cipher_suites.push_back(insecure::rsa_with_aes_128_gcm_sha256);

    CHECK_FALSE(weaker.forward_secret());
    CHECK(
        weaker.with_versions(protocol_version::tls1_3, protocol_version::tls1_3).forward_secret());
}

TEST_CASE("floors below what resists attack are refused", "[policy]") {
    const auto weak = refused(cause::too_weak, field::floors);

    CHECK(validate(own.with_minimum_key_bits(2047, 256)).error() == weak);
    CHECK(validate(own.with_minimum_key_bits(2048, 192)).error() == weak);
    CHECK(validate(own.with_minimum_hash_bits(160)).error() == weak);
    CHECK(validate(own.with_minimum_key_bits(2048, 224).with_minimum_hash_bits(224)));
}

TEST_CASE("a policy with unknown versions is refused", "[policy]") {
    constexpr auto tls1_1 = static_cast<protocol_version>(0x0302);
    constexpr auto future = static_cast<protocol_version>(0x0305);

    CHECK(validate(own.with_versions(tls1_1, protocol_version::tls1_3)).error() ==
          refused(cause::unknown_value, field::versions));
    CHECK(validate(own.with_versions(protocol_version::tls1_2, future)).error() ==
          refused(cause::unknown_value, field::versions));
    CHECK(
        validate(own.with_versions(protocol_version::unknown, protocol_version::unknown)).error() ==
        refused(cause::unknown_value, field::versions));
}

TEST_CASE("a policy whose versions are the wrong way round is refused", "[policy]") {
    CHECK(validate(own.with_versions(protocol_version::tls1_3, protocol_version::tls1_2)).error() ==
          refused(cause::contradiction, field::versions));
}

TEST_CASE("a policy without suites, groups or schemes is refused", "[policy]") {
    auto without_suites = own;
    auto without_groups = own;
    auto without_schemes = own;
    without_suites.cipher_suites.clear();
    without_groups.groups.clear();
    without_schemes.signature_schemes.clear();

    CHECK(validate(without_suites).error() == refused(cause::empty, field::cipher_suites));
    CHECK(validate(without_groups).error() == refused(cause::empty, field::groups));
    CHECK(validate(without_schemes).error() == refused(cause::empty, field::signature_schemes));
}

TEST_CASE("a policy with unknown suites, groups or schemes is refused", "[policy]") {
    auto odd_suite = own;
    auto odd_group = own;
    auto odd_scheme = own;
    odd_suite.cipher_suites.push_back(static_cast<cipher_suite>(0x000A));
    odd_group.groups.push_back(named_group::unknown);
    odd_scheme.signature_schemes.push_back(static_cast<signature_scheme>(0x0201));

    CHECK(validate(odd_suite).error() == refused(cause::unknown_value, field::cipher_suites));
    CHECK(validate(odd_group).error() == refused(cause::unknown_value, field::groups));
    CHECK(validate(odd_scheme).error() == refused(cause::unknown_value, field::signature_schemes));
}

TEST_CASE("a policy that lists more than there is room for is refused", "[policy]") {
    auto many_suites = own;
    auto many_groups = own;
    auto many_schemes = own;
    overfill(many_suites.cipher_suites, cipher_suite::aes_128_gcm_sha256);
    overfill(many_groups.groups, named_group::x25519);
    overfill(many_schemes.signature_schemes, signature_scheme::ed25519);

    CHECK(validate(many_suites).error() == refused(cause::too_many, field::cipher_suites));
    CHECK(validate(many_groups).error() == refused(cause::too_many, field::groups));
    CHECK(validate(many_schemes).error() == refused(cause::too_many, field::signature_schemes));
}

TEST_CASE("a policy that permits a version without a suite for it is refused", "[policy]") {
    auto without_old = own;
    auto without_new = own;
    without_old.cipher_suites = {cipher_suite::aes_128_gcm_sha256};
    without_new.cipher_suites = {cipher_suite::ecdhe_rsa_with_aes_128_gcm_sha256};

    CHECK(validate(without_old).error() == refused(cause::contradiction, field::cipher_suites));
    CHECK(validate(without_new).error() == refused(cause::contradiction, field::cipher_suites));
    CHECK(validate(without_old.with_versions(protocol_version::tls1_3, protocol_version::tls1_3)));
    CHECK(validate(without_new.with_versions(protocol_version::tls1_2, protocol_version::tls1_2)));
}
