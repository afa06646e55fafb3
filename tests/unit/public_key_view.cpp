// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/public_key_view.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

namespace der = onetls::der;
using onetls::elliptic_curve;
using onetls::key_algorithm;
using onetls::public_key_view;
using test::described;
using test::element;
using test::encoded;
using test::hex;
using test::is_malformed;
using test::join;
using test::sequence;

namespace {

const encoded rsa = hex("30 0d 06 09 2a864886f70d010101 05 00");
const encoded ed25519 = hex("30 05 06 03 2b6570");
const encoded p256 = hex("06 08 2a8648ce3d030107");

auto read(const encoded& input) {
    der::reader from{input};
    return public_key_view::decode(from);
}

encoded spki(const encoded& algorithm, const encoded& key) {
    return sequence({algorithm, element(0x03, join({hex("00"), key}))});
}

encoded ec(const encoded& parameters) {
    return sequence({hex("06 07 2a8648ce3d0201"), parameters});
}

encoded point(std::size_t size, std::byte form = std::byte{4}) {
    encoded made(size);
    made[0] = form;
    return made;
}

encoded rsa_key(const encoded& modulus, const encoded& exponent) {
    return sequence({element(0x02, modulus), element(0x02, exponent)});
}

std::size_t bits_of(const encoded& input) {
    return read(input)->bits;
}

}  // namespace

TEST_CASE("an EC key knows its curve") {
    const public_key_view& key = test::server.public_key();

    CHECK(key.algorithm == key_algorithm::ec);
    CHECK(key.curve == elliptic_curve::secp256r1);
    CHECK(key.bits == 256);
    CHECK(key.key.size() == 65);
    CHECK(key.spki.size() == 91);
    CHECK(described(key) == "EC secp256r1, 256 bits");
}

TEST_CASE("an RSA key knows its size and exponent") {
    encoded modulus(257, std::byte{0xff});
    modulus[0] = std::byte{0};
    const auto input = spki(rsa, rsa_key(modulus, hex("01 00 01")));
    const auto key = read(input);

    REQUIRE(key);
    CHECK(key->algorithm == key_algorithm::rsa);
    CHECK(key->bits == 2048);
    CHECK(key->rsa_exponent == 65'537);
    CHECK(described(*key) == "RSA, 2048 bits");
    CHECK(key->curve == elliptic_curve::none);
}

TEST_CASE("keys of a fixed size have that size") {
    CHECK(bits_of(spki(ed25519, encoded(32))) == 256);
    CHECK(bits_of(spki(hex("30 05 06 03 2b6571"), encoded(57))) == 456);
    CHECK(bits_of(spki(hex("30 05 06 03 2b656e"), encoded(32))) == 256);
    CHECK(bits_of(spki(hex("30 05 06 03 2b656f"), encoded(56))) == 448);
}

TEST_CASE("a DSA key has the size of its prime") {
    const auto numbers = sequence({hex("02 03 00 ff ff"), hex("02 01 03"), hex("02 01 03")});
    const auto dsa = sequence({hex("06 07 2a8648ce380401"), numbers});

    CHECK(bits_of(spki(dsa, hex("02 01 05"))) == 16);
    CHECK(bits_of(spki(hex("30 09 06 07 2a8648ce380401"), hex("02 01 05"))) == 0);
}

TEST_CASE("points are compressed or not, and as long as the curve wants") {
    CHECK(bits_of(spki(ec(p256), point(65))) == 256);
    CHECK(bits_of(spki(ec(p256), point(33, std::byte{2}))) == 256);
    CHECK(bits_of(spki(ec(p256), point(33, std::byte{3}))) == 256);
    CHECK(bits_of(spki(ec(p256), point(64))) == 0);
    CHECK(bits_of(spki(ec(p256), point(33))) == 0);
    CHECK(bits_of(spki(ec(p256), point(65, std::byte{2}))) == 0);
    CHECK(bits_of(spki(ec(p256), point(65, std::byte{6}))) == 0);
    CHECK(bits_of(spki(ec(p256), hex("00"))) == 0);
    CHECK(bits_of(spki(ec(p256), {})) == 0);
    CHECK(bits_of(spki(ec(hex("06 05 2b81040023")), point(133))) == 521);
}

TEST_CASE("a malformed key of a known kind has no size") {
    CHECK(bits_of(spki(ed25519, encoded(31))) == 0);
    CHECK(bits_of(spki(ed25519, {})) == 0);
    CHECK(bits_of(spki(rsa, {})) == 0);
    CHECK(bits_of(spki(rsa, hex("30 03 02 01 05"))) == 0);
    CHECK(bits_of(spki(rsa, hex("30 00"))) == 0);
    CHECK(bits_of(spki(rsa, rsa_key({}, hex("03")))) == 0);
    CHECK(bits_of(spki(rsa, rsa_key(hex("ff ff"), hex("03")))) == 0);
    CHECK(bits_of(spki(rsa, join({rsa_key(hex("0f"), hex("03")), hex("05 00")}))) == 0);
    CHECK(read(spki(rsa, rsa_key(hex("0f"), hex("ff"))))->rsa_exponent == 0);
    CHECK(read(spki(rsa, rsa_key(hex("0f"), encoded(9, std::byte{1}))))->rsa_exponent == 0);
}

TEST_CASE("a key of an unknown kind says which") {
    const auto input = spki(hex("30 05 06 03 2a0304"), hex("00"));
    const auto key = read(input);

    REQUIRE(key);
    CHECK(key->algorithm == key_algorithm::unknown);
    CHECK(key->bits == 0);
    CHECK(described(*key) == "1.2.3.4");
}

TEST_CASE("a curve without a name, or with an unknown one, is no known curve") {
    const auto unknown_input = spki(ec(hex("06 03 2a0304")), point(65));
    const auto unknown = read(unknown_input);
    const auto explicit_parameters = read(spki(ec(hex("30 00")), point(65)));
    const auto absent = read(spki(hex("30 09 06 07 2a8648ce3d0201"), point(65)));

    CHECK(unknown->curve == elliptic_curve::unknown);
    CHECK(unknown->bits == 0);
    CHECK(described(*unknown) == "EC 1.2.3.4, 0 bits");
    CHECK(explicit_parameters->curve == elliptic_curve::explicit_parameters);
    CHECK(explicit_parameters->bits == 0);
    CHECK(absent->curve == elliptic_curve::explicit_parameters);
}

TEST_CASE("what is no SubjectPublicKeyInfo is refused") {
    CHECK(is_malformed(read({})));
    CHECK(is_malformed(read(hex("30 00"))));
    CHECK(is_malformed(read(sequence({ed25519}))));
    CHECK(is_malformed(read(sequence({ed25519, hex("04 01 00")}))));
    CHECK(is_malformed(read(sequence({ed25519, hex("03 00")}))));
    CHECK(is_malformed(read(sequence({ed25519, hex("03 02 01 80")}))));
    CHECK(is_malformed(read(sequence({ed25519, hex("03 02 00 80"), hex("05 00")}))));
    CHECK(is_malformed(read(sequence({hex("30 00"), hex("03 02 00 80")}))));
}
