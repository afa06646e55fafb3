// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/reason.hpp>

#include "backends.hpp"
#include "bad_input.hpp"

/// Revocation lists that prove nothing: nobody is trusted by one.

using namespace judge;
using onetls::reason;

namespace {

const auto ecdsa_with_sha256 =
    octets({0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02});
const auto ed25519 = octets({0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70});
const auto number_1 = octets({0xa0, 0x0e, 0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x14,
                              0x04, 0x03, 0x02, 0x01, 0x01});

bytes joined(std::initializer_list<bytes> parts) {
    bytes whole;
    for (const auto& each : parts) append(whole, each);
    return whole;
}

/// A list in force by `issuer`, of nobody, with a signature of zeros.
std::string forged_list(std::string_view issuer, const bytes& algorithm) {
    const auto common_name = octets({0x06, 0x03, 0x55, 0x04, 0x03});
    const auto name =
        element(0x30, element(0x31, element(0x30, joined({common_name, element(0x0c, issuer)}))));
    const auto to_be_signed = element(
        0x30, joined({octets({0x02, 0x01, 0x01}), algorithm, name, element(0x17, "200101000000Z"),
                      element(0x18, "20990101000000Z"), number_1}));
    return test::to_pem("X509 CRL",
                        element(0x30, joined({to_be_signed, algorithm, element(0x03, bytes(65))})));
}

template <class B>
onetls::result<onetls::verification> verify_with(std::string_view lists) {
    const auto& pki = test::standard();
    return B::verify(pki.chain_pem, {.trust = onetls::trust::only(pki.intermediate.pem()),
                                     .identity = onetls::identity::dns("example.org").value(),
                                     .crls = lists});
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a forged revocation list proves nothing", "[bad_lists]", test::backends) {
    for (const auto issuer : {"OneTLS test intermediate", "OneTLS  test intermediate",
                              " OneTLS test intermediate ", "onetls TEST intermediate"})
        for (const auto* algorithm : {&ecdsa_with_sha256, &ed25519}) {
            const auto found = verify_with<TestType>(forged_list(issuer, *algorithm));
            INFO(issuer);
            REQUIRE(found);
            CHECK(found->has(reason::revocation_unknown));
        }
}

TEMPLATE_LIST_TEST_CASE("what is no revocation list proves nothing", "[bad_lists]",
                        test::backends) {
    for (const auto& der : {octets({0x30, 0x00}), repeated(100, octets({0x30})),
                            repeated(100, octets({0x30, 0x80})), bytes(1 << 20)}) {
        const auto found = verify_with<TestType>(test::to_pem("X509 CRL", der));
        CHECK_FALSE((found && found->trusted()));
    }
    const auto wrong_kind = verify_with<TestType>(test::standard().root_pem);
    CHECK_FALSE((wrong_kind && wrong_kind->trusted()));
}
