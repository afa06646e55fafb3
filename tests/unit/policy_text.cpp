// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/policy_text.hpp>

using namespace onetls;

namespace {

static_assert(parse_policy("recommended") == policies::recommended);
static_assert(parse_policy("modern;groups=x25519")->groups.size() == 1);

std::string written(const policy& wanted) {
    std::string text;
    describe(wanted, text);
    return text;
}

error refusal(std::string_view text) {
    CAPTURE(text);
    const auto read = parse_policy(text);
    REQUIRE_FALSE(read);
    return read.error();
}

constexpr error bad(field where, cause why) {
    return {errc::bad_input, why, where};
}

}  // namespace

TEST_CASE("every preset is read back from its text and from its name", "[policy_text]") {
    for (const auto& each : detail::presets) {
        CAPTURE(each.name);
        CHECK(parse_policy(written(*each.preset)) == *each.preset);
        CHECK(parse_policy(each.name) == *each.preset);
    }
}

TEST_CASE("a policy of one's own is read back, whatever it holds", "[policy_text]") {
    const auto own = policies::recommended.with_groups({named_group::x448, named_group::secp256r1})
                         .with_minimum_key_bits(4096, 384)
                         .with_minimum_hash_bits(384)
                         .with_profile(certificate_profile::webpki)
                         .without(signature_scheme::ed25519);

    CHECK(parse_policy(written(own)) == own);
}

TEST_CASE("text names everything as IANA does", "[policy_text]") {
    const auto text = written(policies::recommended);

    for (const std::string_view name :
         {"TLSv1.2:TLSv1.3", "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "X25519MLKEM768", "secp256r1", "ecdsa_secp256r1_sha256"})
        CHECK(text.find(name) != text.npos);
}

TEST_CASE("settings change a preset, in any order and with any white space", "[policy_text]") {
    const auto wanted = policies::modern.with_groups({named_group::x25519})
                            .with_minimum_key_bits(3072, 256)
                            .with_profile(certificate_profile::webpki);

    CHECK(parse_policy("modern; groups=x25519; minimum_rsa_bits=3072; profile=webpki") == wanted);
    CHECK(parse_policy("\n modern \r\n\n profile = webpki\n minimum_rsa_bits =3072;;\tgroups= "
                       "x25519 ;") == wanted);
    CHECK(parse_policy("recommended; versions=TLSv1.3")->minimum == protocol_version::tls1_3);
    CHECK(parse_policy("recommended; versions=TLSv1.2")->maximum == protocol_version::tls1_2);
}

TEST_CASE("a list of one's own does not adapt unless it is said so", "[policy_text]") {
    CHECK_FALSE(parse_policy("modern; groups=x25519")->adapts.groups);
    CHECK(parse_policy("modern; groups=x25519")->adapts.cipher_suites);
    const auto all = "cipher_suites:groups:signature_schemes";
    CHECK(parse_policy(std::string{"modern; adapts="} + all + "; groups=x25519")->adapts ==
          adaptable_lists::all());
    CHECK(parse_policy("modern; adapts=")->adapts == adaptable_lists{});
}

TEST_CASE("unknown names are refused, with the field", "[policy_text]") {
    CHECK(refusal("modest") == bad(field::policy, cause::unknown_value));
    CHECK(refusal("modern; colour=blue") == bad(field::policy, cause::unknown_value));
    CHECK(refusal("modern; modern") == bad(field::policy, cause::unknown_value));
    CHECK(refusal("groups=x25519; modern") == bad(field::policy, cause::unknown_value));
    CHECK(refusal("modern; versions=TLSv1.1") == bad(field::versions, cause::unknown_value));
    CHECK(refusal("modern; groups=P-256") == bad(field::groups, cause::unknown_value));
    CHECK(refusal("modern; groups=X25519") == bad(field::groups, cause::unknown_value));
    CHECK(refusal("modern; cipher_suites=ECDHE-RSA-AES128-GCM-SHA256") ==
          bad(field::cipher_suites, cause::unknown_value));
    CHECK(refusal("modern; signature_schemes=RSA+SHA256") ==
          bad(field::signature_schemes, cause::unknown_value));
    CHECK(refusal("modern; profile=strict") == bad(field::policy, cause::unknown_value));
    CHECK(refusal("modern; adapts=all") == bad(field::policy, cause::unknown_value));
}

TEST_CASE("malformed settings are refused, with the field", "[policy_text]") {
    CHECK(refusal("modern; versions=") == bad(field::versions, cause::malformed));
    CHECK(refusal("modern; versions=TLSv1.2:TLSv1.2:TLSv1.3") ==
          bad(field::versions, cause::malformed));
    CHECK(refusal("modern; minimum_rsa_bits=") == bad(field::floors, cause::malformed));
    CHECK(refusal("modern; minimum_rsa_bits=many") == bad(field::floors, cause::malformed));
    CHECK(refusal("modern; minimum_rsa_bits=-1") == bad(field::floors, cause::malformed));
    CHECK(refusal("modern; minimum_rsa_bits=65536") == bad(field::floors, cause::out_of_range));
    CHECK(refusal("modern; groups") == bad(field::policy, cause::malformed));
    CHECK(refusal("modern; groups=x25519::secp256r1") == bad(field::groups, cause::unknown_value));
}

TEST_CASE("a setting that stands twice is refused", "[policy_text]") {
    CHECK(refusal("modern; groups=x25519; groups=x448") ==
          bad(field::groups, cause::contradiction));
    CHECK(refusal("modern; profile=webpki; profile=webpki") ==
          bad(field::policy, cause::contradiction));
}

TEST_CASE("what is read is validated", "[policy_text]") {
    CHECK(refusal("") == bad(field::cipher_suites, cause::empty));
    CHECK(refusal("modern; groups=") == bad(field::groups, cause::empty));
    CHECK(refusal("modern; versions=TLSv1.3:TLSv1.2") ==
          bad(field::versions, cause::contradiction));
    CHECK(refusal("recommended; cipher_suites=TLS_AES_128_GCM_SHA256") ==
          bad(field::cipher_suites, cause::contradiction));
    CHECK(refusal("modern; minimum_rsa_bits=1024") == bad(field::floors, cause::too_weak));
    std::string many = "modern; groups=x25519";
    for (int count = 0; count != 40; ++count) many += ":x25519";
    CHECK(refusal(many) == bad(field::groups, cause::too_many));
}
