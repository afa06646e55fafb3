// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/pem.hpp>

#include "certificates.hpp"
#include "encoder.hpp"

using onetls::pem_block;
using onetls::pem_defect;

namespace {

std::vector<pem_block> blocks_of(std::string_view text) {
    std::vector<pem_block> found;
    onetls::pem_reader from{text};
    while (const auto block = from.next()) found.push_back(*block);
    return found;
}

std::vector<pem_defect> defects_of(std::string_view text) {
    std::vector<pem_defect> found;
    for (const auto& block : blocks_of(text)) found.push_back(block.defect);
    return found;
}

std::string decoded(const pem_block& block) {
    std::string made(block.decoded_size, '\0');
    CHECK(block.decode(std::as_writable_bytes(std::span{made})));
    return made;
}

constexpr std::string_view good = "-----BEGIN A-----\nZm9v\n-----END A-----\n";

}  // namespace

TEST_CASE("a block is found, decoded and knows its place") {
    const auto found = blocks_of("text before\n-----BEGIN A-----\nZm9v\nYg==\n-----END A-----\n");

    REQUIRE(found.size() == 1);
    CHECK(found[0].label == "A");
    CHECK(found[0].offset == 12);
    CHECK(found[0].well_formed());
    CHECK(decoded(found[0]) == "foob");
}

TEST_CASE("what editors and cat do to a bundle does not matter") {
    for (const char* text : {"-----BEGIN A-----\r\nZm9v\r\n-----END A-----\r\n",
                             "-----BEGIN A-----\rZm9v\r-----END A-----",
                             "  -----BEGIN A-----  \n  Zm9v  \n\n  -----END A-----  ",
                             "-----BEGIN A-----Zm9v-----END A-----",
                             "\xef\xbb\xbf-----BEGIN A-----\nZm9v\n-----END A-----"}) {
        INFO(text);
        const auto found = blocks_of(text);
        REQUIRE(found.size() == 1);
        CHECK(decoded(found[0]) == "foo");
    }
}

TEST_CASE("blocks that were glued together come apart") {
    const auto found = blocks_of(
        "-----BEGIN A-----\nZg==\n-----END A----------BEGIN B-----\nZm8=\n-----END B-----");

    REQUIRE(found.size() == 2);
    CHECK(decoded(found[0]) == "f");
    CHECK(decoded(found[1]) == "fo");
}

TEST_CASE("text without a block has none") {
    for (const char* text : {"", "-----", "-----BEGIN", "-----BEGI N A-----", "-----END A-----",
                             "----BEGIN A----\nZm9v\n----END A----"})
        CHECK(blocks_of(text).empty());
}

TEST_CASE("a block that does not end is reported, and the next one found") {
    const auto text = "-----BEGIN A-----\nZm9v\n" + std::string{good};
    CHECK(defects_of(text) == std::vector{pem_defect::unterminated, pem_defect::none});
    CHECK(defects_of("-----BEGIN A-----\nZm9v") == std::vector{pem_defect::unterminated});
    CHECK(defects_of("-----BEGIN A-----\nZm9v\n-----END") == std::vector{pem_defect::unterminated});
    CHECK(defects_of("-----BEGIN A-----") == std::vector{pem_defect::unterminated});
}

TEST_CASE("a block that ends as something else is reported, and the next one found") {
    const auto text = "-----BEGIN A-----\nZm9v\n-----END B-----\n" + std::string{good};
    CHECK(defects_of(text) == std::vector{pem_defect::label_mismatch, pem_defect::none});
    CHECK(defects_of("-----BEGIN A-----\nZm9v\n-----END A\n-----") ==
          std::vector{pem_defect::label_mismatch});
    CHECK(defects_of("-----BEGIN A-----\nZm9v\n-----END ") ==
          std::vector{pem_defect::label_mismatch});
}

TEST_CASE("a block that is not base64 is reported, and the next one found") {
    for (const char* body :
         {"", "\n", "Zm9", "Zm9v!", "Zg=", "Zg==Zg==", "-----", "Zm9v\n--Zm9v"}) {
        INFO(body);
        const auto text =
            "-----BEGIN A-----\n" + std::string{body} + "\n-----END A-----\n" + std::string{good};
        CHECK(defects_of(text) == std::vector{pem_defect::not_base64, pem_defect::none});
    }
}

TEST_CASE("a BEGIN line without an end is reported, and the next one found") {
    const auto text = "-----BEGIN A\nZm9v\n" + std::string{good};
    CHECK(defects_of(text) == std::vector{pem_defect::no_label, pem_defect::none});
    CHECK(defects_of("-----BEGIN ") == std::vector{pem_defect::no_label});
}

TEST_CASE("a defective block decodes to nothing") {
    const auto found = blocks_of("-----BEGIN A-----\nZm9v\n-----END B-----\n");
    std::array<std::byte, 16> storage{};

    CHECK(found.at(0).decoded_size == 0);
    CHECK(test::is_malformed(found.at(0).decode(storage)));
}

TEST_CASE("a block is not decoded into too little room") {
    std::array<std::byte, 2> storage{};
    const auto refused = blocks_of(good).at(0).decode(storage);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().why == onetls::cause::too_long);
}

TEST_CASE("labels say what a block is") {
    const auto labelled = [](std::string_view label) {
        pem_block block;
        block.label = label;
        return block;
    };

    CHECK(labelled("CERTIFICATE").is_certificate());
    CHECK(labelled("X509 CERTIFICATE").is_certificate());
    CHECK_FALSE(labelled("TRUSTED CERTIFICATE").is_certificate());
    CHECK_FALSE(labelled("CERTIFICATE REQUEST").is_certificate());
    CHECK_FALSE(labelled("X509 CRL").is_certificate());
    CHECK(labelled("EC PRIVATE KEY").is_private_key());
    CHECK_FALSE(labelled("PUBLIC KEY").is_private_key());
    CHECK(labelled("ENCRYPTED PRIVATE KEY").is_encrypted());
    CHECK_FALSE(labelled("PRIVATE KEY").is_encrypted());
}

TEST_CASE("headers are set apart from the base64") {
    const auto found = blocks_of(
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nZm9v\n"
        "-----END EC PRIVATE KEY-----\n");

    REQUIRE(found.size() == 1);
    CHECK(found[0].is_encrypted());
    CHECK(found[0].headers.find("DEK-Info") != found[0].headers.npos);
    CHECK(decoded(found[0]) == "foo");
}

TEST_CASE("a bundle yields its certificates") {
    const auto bundle = "# bundle\n" + std::string{test::authority_pem} + "# next\n" +
                        std::string{test::server_pem};
    const auto found = blocks_of(bundle);

    REQUIRE(found.size() == 2);
    for (const auto& block : found) {
        const auto der = decoded(block);
        CHECK(onetls::certificate_view::parse(std::as_bytes(std::span{der})));
    }
}

TEST_CASE("many dashes take no more than linear time") {
    CHECK(blocks_of(std::string(1 << 20, '-')).empty());
    CHECK(defects_of("-----BEGIN A-----" + std::string(1 << 20, '-')) ==
          std::vector{pem_defect::unterminated});
    std::string begins;
    for (int count = 0; count != 50'000; ++count) begins += "-----BEGIN ";
    CHECK(blocks_of(begins).size() == 25'000);
}

TEST_CASE("PEM and DER are told apart") {
    const auto pem = [](std::string_view text) {
        return onetls::looks_like_pem(test::bytes(text));
    };

    CHECK(pem(good));
    CHECK(pem("0 s:CN=example.org\n-----BEGIN CERTIFICATE-----"));
    CHECK(pem("---------BEGIN "));
    CHECK(pem("-----BE-----BEGIN "));
    CHECK_FALSE(pem(""));
    CHECK_FALSE(pem("-----BEGIN"));
    CHECK_FALSE(pem("----BEGIN "));
    CHECK_FALSE(pem("-----END "));
    CHECK_FALSE(onetls::looks_like_pem(test::server_der));
    CHECK(onetls::looks_like_der(test::server_der));
    CHECK_FALSE(onetls::looks_like_der(test::bytes("0 s:")));
    CHECK_FALSE(onetls::looks_like_der(test::bytes("0")));
    CHECK_FALSE(onetls::looks_like_der({}));
}
