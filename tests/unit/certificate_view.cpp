// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_view.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::cause;
using onetls::certificate_view;
using onetls::key_usage;
using test::certificate_parts;
using test::described;
using test::element;
using test::encode;
using test::encoded;
using test::extension;
using test::hex;
using test::is_malformed;
using test::is_out_of_range;
namespace oids = onetls::oids;

static_assert(test::authority.is_ca() && test::authority.path_length() == 0U);
static_assert(test::server.version() == 3 && test::version_1.version() == 1);
static_assert(test::server.extended_key_usages().contains(oids::server_auth));
static_assert(!test::server.malformed_extension() && !test::server.duplicate_extension());
static_assert(!certificate_view::parse({}));

namespace {

/// The text of each value of a list, joined.
std::string joined(const auto& list) {
    std::string written;
    for (const auto& each : list) written += (written.empty() ? "" : " ") + described(each);
    return written;
}

/// Whether the certificate with these parts is refused as malformed.
bool refused(const certificate_parts& parts) {
    return is_malformed(certificate_view::parse(encode(parts)));
}

const encoded null = hex("05 00");

}  // namespace

TEST_CASE("a server's certificate says all that it says") {
    const certificate_view& view = test::server;

    CHECK(view.der().size() == test::server_der.size());
    CHECK(view.to_be_signed().size() < view.der().size());
    CHECK(view.signature().size() == 71);
    CHECK(onetls::der::equal(view.serial(), hex("00 c0 ff ee")));
    CHECK(described(view.signature_algorithm()) == "ecdsa-with-SHA256");
    CHECK(described(view.issuer()) == "CN=Example CA,O=Example\\, Inc.,C=NL");
    CHECK(described(view.subject()) == "CN=example.org,O=Example\\, Inc.,C=NL");
    CHECK(described(view.not_before()) == "2026-11-22T03:16:18Z");
    CHECK(described(view.not_after()) == "2126-10-29T03:16:18Z");
    CHECK(view.public_key().bits == 256);
    CHECK_FALSE(view.self_issued());
    CHECK_FALSE(view.is_ca());
    CHECK(view.basic_constraints());
    CHECK(view.key_usage()->contains(key_usage::digital_signature));
    CHECK(view.key_usage()->contains(key_usage::key_agreement));
    CHECK_FALSE(view.key_usage()->contains(key_usage::certificate_sign));
    CHECK(joined(view.extended_key_usages()) == "1.3.6.1.5.5.7.3.1 1.3.6.1.5.5.7.3.2");
    CHECK(joined(view.subject_alternative_names()) ==
          "DNS:example.org DNS:*.example.org IP:192.0.2.1 IP:2001:db8::1 email:root@example.org "
          "URI:https://example.org/x directory:O=Evil registered ID:1.2.3.4 "
          "other:1.2.3.5#06032a0305a0080c0668696464656e");
    CHECK(view.must_staple());
    CHECK_FALSE(view.has_certificate_timestamps());
    CHECK(view.certificate_policies().count() == 1);
    CHECK(view.subject_key_identifier()->value.size() == 20);
    CHECK(view.authority_key_identifier()->key->size() == 20);
    CHECK(view.authority_key_identifier()->serial);
    CHECK(view.unknown_critical_extension() == onetls::oid_of<"1.2.3.4.5">);
    CHECK(view.extensions().count() == 11);
    CHECK(view.find(oids::key_usage)->critical);
    CHECK_FALSE(view.find(oids::basic_constraints)->critical);
    CHECK_FALSE(view.find(oids::name_constraints));
}

TEST_CASE("an authority's certificate says all that it says") {
    const certificate_view& view = test::authority;

    CHECK(view.self_issued());
    CHECK(view.key_usage()->contains(key_usage::crl_sign));
    CHECK(view.name_constraints()->permitted.count() == 3);
    CHECK(view.name_constraints()->excluded.count() == 2);
    CHECK(view.policy_constraints()->require_explicit_policy == 0U);
    CHECK(view.policy_mappings().count() == 1);
    CHECK(view.inhibit_any_policy()->skipped_certificates == 2);
    CHECK(view.certificate_policies().begin()->identifier == oids::any_policy);
    CHECK_FALSE(view.unknown_critical_extension());
    CHECK(view.signature_algorithms_agree());
    CHECK(view.version_fits_contents());
    CHECK(view.validity_follows_profile());
}

TEST_CASE("a certificate without extensions has none of what they say") {
    const certificate_view& view = test::version_1;

    CHECK(view.extensions().empty());
    CHECK_FALSE(view.basic_constraints());
    CHECK_FALSE(view.is_ca());
    CHECK_FALSE(view.path_length());
    CHECK_FALSE(view.key_usage());
    CHECK_FALSE(view.name_constraints());
    CHECK_FALSE(view.policy_constraints());
    CHECK_FALSE(view.inhibit_any_policy());
    CHECK_FALSE(view.subject_key_identifier());
    CHECK_FALSE(view.authority_key_identifier());
    CHECK_FALSE(view.must_staple());
    CHECK(view.extended_key_usages().empty());
    CHECK(view.subject_alternative_names().empty());
    CHECK(view.authority_information_access().empty());
    CHECK(view.crl_distribution_points().empty());
    CHECK(view.version_fits_contents());
}

TEST_CASE("no prefix of a certificate is a certificate") {
    for (const auto size : {test::server_der.size(), test::version_1_der.size()}) {
        const auto whole = size == test::server_der.size()
                               ? std::span<const std::byte>{test::server_der}
                               : test::version_1_der;
        for (std::size_t cut = 0; cut != size; ++cut)
            REQUIRE(is_malformed(certificate_view::parse(whole.first(cut))));
    }
}

TEST_CASE("what follows a certificate is refused, or left alone when asked for") {
    const encoded once{test::server_der.begin(), test::server_der.end()};
    const auto twice = test::join({once, once});

    CHECK(is_malformed(certificate_view::parse(twice)));
    CHECK(certificate_view::parse_first(twice)->der().size() == once.size());
}

TEST_CASE("a certificate that is put together by hand is read") {
    const auto input = encode({});
    const auto view = certificate_view::parse(input);

    REQUIRE(view);
    CHECK(view->version() == 3);
    CHECK(described(view->not_before()) == "2026-01-01T00:00:00Z");
    CHECK(view->signature().size() == 2);
    CHECK(view->signature_algorithms_agree());
}

TEST_CASE("a certificate is refused when any part of it is missing or wrong") {
    const encoded nothing{};
    for (const auto& wrong : {nothing, null}) {
        CHECK(refused({.serial = wrong}));
        CHECK(refused({.algorithm = wrong}));
        CHECK(refused({.issuer = wrong}));
        CHECK(refused({.not_before = wrong}));
        CHECK(refused({.not_after = wrong}));
        CHECK(refused({.subject = wrong}));
        CHECK(refused({.key = wrong}));
        CHECK(refused({.outer_algorithm = wrong}));
        CHECK(refused({.signature = wrong}));
    }
    CHECK(refused({.version = null}));
    CHECK(refused({.unique_identifiers = null}));
    CHECK(refused({.extensions = {null}}));
    CHECK(refused({.after_extensions = null}));
    CHECK(refused({.after_signature = null}));
}

TEST_CASE("a certificate is refused for what is nearly right") {
    CHECK(refused({.version = hex("a0 00")}));
    CHECK(refused({.version = hex("a0 04 02 02 00 02")}));
    CHECK(refused({.version = hex("a0 05 02 01 02 05 00")}));
    CHECK(refused({.serial = hex("02 00")}));
    CHECK(refused({.serial = hex("02 02 00 01")}));
    CHECK(refused({.serial = hex("02 81 01 01")}));
    CHECK(refused({.issuer = hex("30 80 00 00")}));
    CHECK(refused({.signature = hex("03 02 08 00")}));
    CHECK(refused({.signature = hex("03 02 01 01")}));
    CHECK(refused({.unique_identifiers = hex("82 02 00 01 81 02 00 01")}));
    CHECK(refused({.after_extensions = hex("a3 02 30 00 a3 02 30 00")}));
    CHECK(refused({.after_extensions = hex("a3 00")}));
    CHECK(refused({.after_extensions = hex("a3 04 30 00 30 00")}));
}

TEST_CASE("versions that nobody has defined are refused") {
    CHECK(certificate_view::parse(encode({.version = hex("a0 03 02 01 00")}))->version() == 1);
    CHECK(certificate_view::parse(encode({.version = hex("a0 03 02 01 01")}))->version() == 2);
    CHECK(is_out_of_range(certificate_view::parse(encode({.version = hex("a0 03 02 01 03")}))));
    CHECK(is_out_of_range(certificate_view::parse(encode({.version = hex("a0 03 02 01 ff")}))));
}

TEST_CASE("dates that do not exist are refused, and odd ones noticed") {
    const auto with = [](unsigned tag, std::string_view written) {
        return encode({.not_after = element(tag, written)});
    };
    CHECK(is_out_of_range(certificate_view::parse(with(0x17, "360230000000Z"))));
    CHECK(is_malformed(certificate_view::parse(with(0x17, "360101000000"))));
    CHECK(is_malformed(certificate_view::parse(with(0x18, "100000101000000Z"))));

    CHECK(certificate_view::parse(with(0x18, "20500101000000Z"))->validity_follows_profile());
    CHECK(certificate_view::parse(with(0x18, "99991231235959Z"))->validity_follows_profile());
    CHECK_FALSE(certificate_view::parse(with(0x18, "20491231235959Z"))->validity_follows_profile());
    CHECK_FALSE(certificate_view::parse(with(0x18, "19491231235959Z"))->validity_follows_profile());
    CHECK_FALSE(certificate_view::parse(with(0x18, "00000101000000Z"))->validity_follows_profile());
}

TEST_CASE("a malformed extension is noticed, and reads like an absent one") {
    for (const int number : {14, 15, 17, 19, 30, 31, 32, 33, 35, 36, 37, 54}) {
        const auto broken = extension(static_cast<std::uint8_t>(number), null);
        const auto input = encode({.extensions = {broken}});
        const auto view = certificate_view::parse(input);
        REQUIRE(view);
        CHECK(view->malformed_extension() == view->extensions().begin()->identifier);
        CHECK_FALSE(view->unknown_critical_extension());
        CHECK_FALSE(view->is_ca());
        CHECK_FALSE(view->key_usage());
        CHECK(view->subject_alternative_names().empty());
        CHECK_FALSE(view->name_constraints());
    }
}

TEST_CASE("a list that ends badly reads as empty, and good ones beside it as they are") {
    const auto names = extension(17, hex("30 05 82 01 61 82 01"));
    const auto purposes = extension(37, hex("30 03 06 01 2a"));
    const auto input = encode({.extensions = {names, purposes}});
    const auto view = certificate_view::parse(input);

    REQUIRE(view);
    CHECK(view->malformed_extension() == oids::subject_alternative_name);
    CHECK(view->subject_alternative_names().empty());
    CHECK(view->extended_key_usages().count() == 1);
}

TEST_CASE("a malformed extension of no interest is not looked into") {
    const auto input = encode({.extensions = {extension(18, null), extension(46, hex("ff"))}});
    CHECK_FALSE(certificate_view::parse(input)->malformed_extension());
}

TEST_CASE("an extension that is there twice is noticed") {
    const auto constraints = extension(19, hex("30 00"));
    const auto unknown = extension(99, null);
    const auto one = encode({.extensions = {constraints, unknown}});
    const auto two = encode({.extensions = {constraints, unknown, constraints}});
    const auto other = encode({.extensions = {unknown, constraints, unknown}});

    CHECK_FALSE(certificate_view::parse(one)->duplicate_extension());
    CHECK(certificate_view::parse(two)->duplicate_extension() == oids::basic_constraints);
    CHECK(certificate_view::parse(other)->duplicate_extension() == onetls::oid_of<"2.5.29.99">);
}

TEST_CASE("only critical extensions that cannot be read are unknown and critical") {
    const auto critical = hex("01 01 ff");
    const auto known = encode({.extensions = {extension(19, hex("30 00"), critical)}});
    const auto harmless = encode({.extensions = {extension(99, null)}});
    const auto unknown = encode({.extensions = {extension(99, null, critical)}});

    CHECK_FALSE(certificate_view::parse(known)->unknown_critical_extension());
    CHECK_FALSE(certificate_view::parse(harmless)->unknown_critical_extension());
    CHECK(certificate_view::parse(unknown)->unknown_critical_extension());
}

TEST_CASE("a version that is too low for the contents is noticed") {
    const std::vector<encoded> extensions{extension(19, hex("30 00"))};
    const auto identifier = hex("81 02 00 01");

    CHECK_FALSE(certificate_view::parse(encode({.version = {}, .extensions = extensions}))
                    ->version_fits_contents());
    CHECK_FALSE(certificate_view::parse(
                    encode({.version = hex("a0 03 02 01 01"), .extensions = extensions}))
                    ->version_fits_contents());
    CHECK_FALSE(certificate_view::parse(encode({.version = {}, .unique_identifiers = identifier}))
                    ->version_fits_contents());
    CHECK(certificate_view::parse(
              encode({.version = hex("a0 03 02 01 01"), .unique_identifiers = identifier}))
              ->version_fits_contents());
}

TEST_CASE("signature algorithms that differ are noticed") {
    const auto with_null = hex("30 0c 06 08 2a8648ce3d040302 05 00");
    const auto ed25519 = hex("30 05 06 03 2b6570");

    CHECK_FALSE(certificate_view::parse(encode({.outer_algorithm = ed25519}))
                    ->signature_algorithms_agree());
    CHECK_FALSE(
        certificate_view::parse(encode({.algorithm = with_null}))->signature_algorithms_agree());
}

TEST_CASE("more extensions than anybody needs are refused") {
    const auto each = extension(99, null);
    const auto most = encode({.extensions = std::vector(256, each)});
    const auto more = encode({.extensions = std::vector(257, each)});

    CHECK(certificate_view::parse(most));
    CHECK(certificate_view::parse(more).error().why == cause::too_many);
}

TEST_CASE("ten thousand alternative names are walked over") {
    std::vector<encoded> names(10'000, element(0x82, "a.example.org"));
    names.back() = element(0x82, "z.example.org");
    const auto input = encode({.extensions = {extension(17, test::sequence(names))}});
    const auto view = certificate_view::parse(input);
    std::size_t found = 0;

    REQUIRE(view);
    for (const auto& name : view->subject_alternative_names())
        found += name.characters() == "z.example.org" ? 1 : 0;
    CHECK(found == 1);
    CHECK(view->subject_alternative_names().count() == 10'000);
}

TEST_CASE("a certificate of a mebibyte is read") {
    const auto input = encode({.extensions = {extension(99, encoded(1 << 20))}});
    CHECK(certificate_view::parse(input)->der().size() > 1 << 20);
}

TEST_CASE("whatever single byte is changed, reading ends well") {
    encoded changed{test::server_der.begin(), test::server_der.end()};
    for (auto& octet : changed) {
        const auto original = octet;
        for (const unsigned value : {0x00U, 0x01U, 0x30U, 0x7fU, 0x80U, 0x81U, 0xa0U, 0xffU}) {
            octet = static_cast<std::byte>(value);
            const auto view = certificate_view::parse(changed);
            if (view) CHECK(joined(view->subject_alternative_names()).size() < 1000);
        }
        octet = original;
    }
}
