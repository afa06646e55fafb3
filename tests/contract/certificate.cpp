// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <optional>
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "pki.hpp"
#include "words.hpp"

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;

/// The error of parsing; `internal` where it succeeded.
template <class Certificate>
error failure(const onetls::result<Certificate>& parsed) {
    return parsed ? error{errc::internal} : parsed.error();
}

bool is_refused(error seen, cause why) {
    return seen.code == errc::bad_input && seen.where == field::certificate && seen.why == why;
}

test::bytes changed(test::bytes from, std::size_t at, std::byte by) {
    from[at] ^= by;
    return from;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a certificate is read from DER and gives back the same bytes",
                        "[certificate]", test::backends) {
    const auto der = test::standard().server.der();

    const auto parsed = TestType::certificate::from_der(der);

    REQUIRE(parsed);
    CHECK(std::ranges::equal(parsed->der(), der));
    CHECK(parsed->native() != nullptr);
    CHECK(parsed->view().version() == 3);
}

TEMPLATE_LIST_TEST_CASE("a certificate is read from PEM, whatever stands around it",
                        "[certificate]", test::backends) {
    using certificate = typename TestType::certificate;
    const auto& pki = test::standard();
    const auto pem = pki.server.pem();
    auto crlf = pem;
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != crlf.npos; at += 2)
        crlf.insert(at, "\r");

    for (const auto& written : {pem, "a comment\n" + pem, pem + "trailing text", pem + pki.root_pem,
                                crlf, pki.key_pem + pem, pem.substr(0, pem.size() - 1)}) {
        CAPTURE(written);
        const auto parsed = certificate::from_pem(written);
        REQUIRE(parsed);
        CHECK(std::ranges::equal(parsed->der(), pki.server.der()));
    }
}

TEMPLATE_LIST_TEST_CASE("copies of a certificate outlive the first and what it was read from",
                        "[certificate]", test::backends) {
    using certificate = typename TestType::certificate;
    const auto& expected = test::standard().server;
    std::optional<certificate> copy;
    {
        auto der = expected.der();
        const auto parsed = certificate::from_der(der);
        REQUIRE(parsed);
        copy = *parsed;
        std::ranges::fill(der, std::byte{0});
    }

    CHECK(std::ranges::equal(copy->der(), expected.der()));
    const auto moved = std::move(*copy);
    CHECK(std::ranges::equal(moved.der(), expected.der()));
    CHECK_FALSE(moved.view().subject_alternative_names().empty());
}

TEMPLATE_LIST_TEST_CASE("text without a certificate is refused", "[certificate]", test::backends) {
    using certificate = typename TestType::certificate;
    const auto& pki = test::standard();

    for (const auto& written : {std::string{}, std::string{"garbage"}, std::string(1000, '\0'),
                                std::string{"-----BEGIN"}, pki.key_pem}) {
        CAPTURE(written);
        CHECK(is_refused(failure(certificate::from_pem(written)), cause::no_certificate));
    }
}

TEMPLATE_LIST_TEST_CASE("broken PEM is refused", "[certificate]", test::backends) {
    using certificate = typename TestType::certificate;
    const auto pem = test::standard().server.pem();
    auto foreign_character = pem;
    foreign_character[pem.size() / 2] = '!';

    for (const auto& written :
         {pem.substr(0, pem.size() / 2), pem.substr(0, pem.find("-----END")), foreign_character,
          std::string{"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"},
          std::string{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"},
          test::to_pem(test::bytes(40))}) {
        CAPTURE(written);
        CHECK(is_refused(failure(certificate::from_pem(written)), cause::malformed));
    }
}

TEMPLATE_LIST_TEST_CASE("bytes that are not one certificate are refused", "[certificate]",
                        test::backends) {
    using certificate = typename TestType::certificate;
    const auto der = test::standard().server.der();
    auto trailing = der;
    trailing.push_back(std::byte{0});
    auto twice = der;
    twice.insert(twice.end(), der.begin(), der.end());
    const auto key = test::standard().server.key().der();
    const test::bytes indefinite{std::byte{0x30}, std::byte{0x80}, std::byte{0}, std::byte{0}};

    for (const auto& written :
         {test::bytes{}, test::bytes(1), test::bytes(2000), trailing, twice, key, indefinite,
          changed(der, 0, std::byte{1}), changed(der, 3, std::byte{1})}) {
        CAPTURE(written.size());
        CHECK(is_refused(failure(certificate::from_der(written)), cause::malformed));
    }
}

TEMPLATE_LIST_TEST_CASE("a certificate that is cut off anywhere is refused", "[certificate]",
                        test::backends) {
    const auto der = test::standard().server.der();
    std::size_t refused = 0;

    for (std::size_t size = 0; size != der.size(); ++size)
        if (is_refused(failure(TestType::certificate::from_der(std::span{der}.first(size))),
                       cause::malformed))
            ++refused;

    CHECK(refused == der.size());
}

TEMPLATE_LIST_TEST_CASE("a certificate with any one bit wrong is read or refused cleanly",
                        "[certificate]", test::backends) {
    const auto der = test::standard().server.der();
    const auto is_refusal = [](error seen) {
        return seen.code == errc::bad_input || seen.code == errc::unsupported;
    };

    for (std::size_t at = 0; at < der.size(); at += 3) {
        const auto broken = changed(der, at, static_cast<std::byte>(1U << at % 8));
        const auto parsed = TestType::certificate::from_der(broken);
        if (!parsed)
            CHECK(is_refusal(parsed.error()));
        else
            CHECK(std::ranges::equal(parsed->der(), broken));
    }
}
