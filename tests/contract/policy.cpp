// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/policy_explanation.hpp>

#include "backends.hpp"

using namespace onetls;

namespace {

constexpr policy post_quantum_only = policies::modern.with_groups({named_group::x25519_mlkem768});
constexpr policy edwards_only =
    policies::modern.with_signature_schemes({signature_scheme::ed25519});
constexpr policy old_versions =
    policies::recommended.with_versions(protocol_version::tls1_2, protocol_version::tls1_2);
constexpr policy hybrid_for_old =
    old_versions.with_groups({named_group::x25519_mlkem768, named_group::secp256r1});
constexpr policy hybrid_only_for_old = old_versions.with_groups({named_group::x25519_mlkem768});
constexpr policy empty = {};

constexpr error lacking(field where) {
    return {errc::unsupported, cause::not_in_backend, where};
}

template <class Backend>
error refusal(const policy& wanted) {
    const auto told = explain(wanted, Backend{});
    REQUIRE_FALSE(told);
    return told.error();
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a constant policy is known to be satisfiable or not", "[policy]",
                        test::backends) {
    STATIC_CHECK(Satisfiable<policies::recommended, TestType>);
    STATIC_CHECK(Satisfiable<policies::modern, TestType>);
    STATIC_CHECK(Satisfiable<policies::compatible, TestType>);
    STATIC_CHECK(Satisfiable<policies::cnsa2, TestType>);
    STATIC_CHECK(Satisfiable<post_quantum_only, TestType> ==
                 TestType::supports(feature::hybrid_groups));
    STATIC_CHECK(Satisfiable<edwards_only, TestType> == TestType::supports(feature::ed25519));
    STATIC_CHECK(Satisfiable<hybrid_for_old, TestType>);
    STATIC_CHECK_FALSE(Satisfiable<hybrid_only_for_old, TestType>);
    STATIC_CHECK_FALSE(Satisfiable<empty, TestType>);
}

TEMPLATE_LIST_TEST_CASE("a policy is explained as a context carries it out", "[policy]",
                        test::backends) {
    for (const auto* wanted :
         {&policies::recommended, &policies::modern, &policies::compatible, &policies::cnsa2}) {
        const auto told = explain(*wanted, TestType{});
        const auto context =
            TestType::client_context::create({.trust = trust::none(),
                                              .policy = *wanted,
                                              .terms = {.waived = insecure::any_certificate()}});
        REQUIRE(told);
        REQUIRE(context);
        CHECK(told->offered == context->effective_policy());
    }
}

TEMPLATE_LIST_TEST_CASE("an explanation names every entry that falls, and why", "[policy]",
                        test::backends) {
    const auto told = explain(policies::modern, TestType{});
    REQUIRE(told);

    CHECK(told->offered.cipher_suites.size() == 3);
    std::size_t of_other_version = 0;
    for (const auto& each : told->dropped) of_other_version += each.why == cause::contradiction;
    CHECK(of_other_version == policies::modern.cipher_suites.size() - 3);
    const auto offered = told->offered.cipher_suites.size() + told->offered.groups.size() +
                         told->offered.signature_schemes.size();
    CHECK(offered + told->dropped.size() == policies::modern.cipher_suites.size() +
                                                policies::modern.groups.size() +
                                                policies::modern.signature_schemes.size());

    std::string text;
    describe(*told, text);
    CHECK(text.find("TLS_AES_128_GCM_SHA256") != text.npos);
    CHECK(text.find("not offered: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: of no version that is "
                    "permitted") != text.npos);
    const bool hybrid = TestType::supports(feature::hybrid_groups);
    CHECK((text.find("not offered: X25519MLKEM768: this backend does not have it") == text.npos) ==
          hybrid);
}

TEMPLATE_LIST_TEST_CASE("what only TLS 1.3 has is not offered without it", "[policy]",
                        test::backends) {
    const auto told = explain(hybrid_for_old, TestType{});
    REQUIRE(told);
    CHECK(told->offered.groups == policy::group_list{named_group::secp256r1});
    std::string text;
    describe(*told, text);
    CHECK(text.find("not offered: X25519MLKEM768: of no version that is permitted") != text.npos);
    CHECK(refusal<TestType>(hybrid_only_for_old) == lacking(field::groups));
}

TEMPLATE_LIST_TEST_CASE("a policy that cannot be carried out is not explained away", "[policy]",
                        test::backends) {
    CHECK(refusal<TestType>(empty).code == errc::bad_input);
    if (!TestType::supports(feature::hybrid_groups))
        CHECK(refusal<TestType>(post_quantum_only) == lacking(field::groups));
    if (!TestType::supports(feature::ed25519))
        CHECK(refusal<TestType>(edwards_only) == lacking(field::signature_schemes));
}
