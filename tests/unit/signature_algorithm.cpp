// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/signature_algorithm.hpp>

#include "encoder.hpp"

namespace der = onetls::der;
using onetls::algorithm_identifier;
using onetls::hash_algorithm;
using test::described;
using test::encoded;
using test::hex;
using test::is_malformed;
using test::sequence;

namespace {

const encoded pss = hex("06 09 2a864886f70d01010a");

auto read(const encoded& input) {
    der::reader from{input};
    return algorithm_identifier::decode(from);
}

hash_algorithm hash_of(const encoded& input) {
    return onetls::hash_of(*read(input));
}

}  // namespace

TEST_CASE("the hash of a signature is known by its algorithm") {
    CHECK(hash_of(hex("30 0d 06 09 2a864886f70d01010b 05 00")) == hash_algorithm::sha256);
    CHECK(hash_of(hex("30 0d 06 09 2a864886f70d010105 05 00")) == hash_algorithm::sha1);
    CHECK(hash_of(hex("30 0d 06 09 2a864886f70d010104 05 00")) == hash_algorithm::md5);
    CHECK(hash_of(hex("30 0a 06 08 2a8648ce3d040303")) == hash_algorithm::sha384);
    CHECK(hash_of(hex("30 05 06 03 2b6570")) == hash_algorithm::intrinsic);
    CHECK(hash_of(hex("30 05 06 03 2a0304")) == hash_algorithm::unknown);
}

TEST_CASE("the hash of RSASSA-PSS is in its parameters, and SHA-1 without them") {
    const auto sha384 = hex("a0 0d 30 0b 06 09 608648016503040202");

    CHECK(hash_of(sequence({pss, sequence({sha384})})) == hash_algorithm::sha384);
    CHECK(hash_of(sequence({pss, hex("30 00")})) == hash_algorithm::sha1);
    CHECK(hash_of(sequence({pss, hex("30 05 a2 03 02 01 20")})) == hash_algorithm::sha1);
}

TEST_CASE("the hash of RSASSA-PSS with odd parameters is unknown") {
    CHECK(hash_of(sequence({pss})) == hash_algorithm::unknown);
    CHECK(hash_of(sequence({pss, hex("05 00")})) == hash_algorithm::unknown);
    CHECK(hash_of(sequence({pss, hex("30 02 a0 00")})) == hash_algorithm::unknown);
    CHECK(hash_of(sequence({pss, hex("30 09 a0 07 30 05 06 03 2a0304")})) ==
          hash_algorithm::unknown);
}

TEST_CASE("a malformed algorithm is refused") {
    for (const char* digits :
         {"", "30 00", "31 05 06 03 2b6570", "30 04 06 03 2b6570", "30 02 05 00",
          "30 09 06 03 2b6570 05 00 05 00", "30 06 06 03 2b6570 05", "30 05 06 03 2b65f0"}) {
        INFO(digits);
        CHECK(is_malformed(read(hex(digits))));
    }
}

TEST_CASE("algorithms are equal when their parameters are, too") {
    const auto with_null = hex("30 07 06 03 2b6570 05 00");
    const auto without = hex("30 05 06 03 2b6570");

    CHECK(*read(without) == *read(without));
    CHECK_FALSE(*read(with_null) == *read(without));
    CHECK(read(with_null)->parameters.size() == 2);
    CHECK(read(without)->parameters.empty());
}

TEST_CASE("a signature algorithm is written by its name, or in numbers") {
    CHECK(described(*read(hex("30 0a 06 08 2a8648ce3d040302"))) == "ecdsa-with-SHA256");
    CHECK(described(*read(sequence({pss, hex("30 00")}))) == "rsassaPss with SHA-1");
    CHECK(described(*read(hex("30 05 06 03 2a0304"))) == "1.2.3.4");
}
