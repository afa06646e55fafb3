// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/certificate_bundle.hpp>

using onetls::errc;
using onetls::error;
using onetls::result;
using bytes = std::span<const std::byte>;

namespace {

constexpr std::string_view first = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
constexpr std::string_view second =
    "-----BEGIN CERTIFICATE-----\nMQA=\n-----END CERTIFICATE-----\n";
constexpr std::string_view key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
constexpr std::string_view defective =
    "-----BEGIN CERTIFICATE-----\nM*A=\n-----END CERTIFICATE-----\n";

/// The sizes and first bytes of the certificates in `bundle`.
std::vector<std::string> certificates_in(std::string_view bundle) {
    std::vector<std::string> found;
    const auto walked = onetls::detail::for_each_certificate(
        onetls::detail::as_bytes(bundle), [&](bytes der) -> result<void> {
            found.emplace_back(onetls::detail::as_characters(der));
            return {};
        });
    CHECK(walked);
    return found;
}

/// A certificate that keeps its bytes.
struct kept {
    std::string der;
    static result<kept> from_der(bytes der) {
        return kept{std::string{onetls::detail::as_characters(der)}};
    }
};

onetls::cause refusal(std::string_view text) {
    const auto found = onetls::detail::first_certificate<kept>(text);
    REQUIRE_FALSE(found);
    CHECK(found.error().where == onetls::field::certificate);
    return found.error().why;
}

}  // namespace

TEST_CASE("every certificate of a PEM bundle is visited, in order", "[certificate_bundle]") {
    using namespace std::string_literals;

    CHECK(certificates_in(std::string{first} + "comment\n" + std::string{second}) ==
          std::vector{"0\0"s, "1\0"s});
}

TEST_CASE("what is no PEM is one certificate in DER", "[certificate_bundle]") {
    using namespace std::string_literals;

    CHECK(certificates_in("0\x03\x02\x01\x05") == std::vector{"0\x03\x02\x01\x05"s});
}

TEST_CASE("an empty bundle holds no certificate", "[certificate_bundle]") {
    CHECK(certificates_in("").empty());
}

TEST_CASE("other blocks are passed over", "[certificate_bundle]") {
    CHECK(certificates_in(key).empty());
    CHECK(certificates_in(std::string{key} + std::string{first}).size() == 1);
}

TEST_CASE("a defective block is visited as an empty one", "[certificate_bundle]") {
    const auto found = certificates_in(std::string{defective} + std::string{first});

    REQUIRE(found.size() == 2);
    CHECK(found[0].empty());
    CHECK(found[1].size() == 2);
}

TEST_CASE("a visit that fails ends the walk", "[certificate_bundle]") {
    int visits = 0;

    const auto walked = onetls::detail::for_each_certificate(
        onetls::detail::as_bytes(first), [&](bytes) -> result<void> {
            ++visits;
            return std::unexpected(error{errc::out_of_memory});
        });

    REQUIRE_FALSE(walked);
    CHECK(walked.error().code == errc::out_of_memory);
    CHECK(visits == 1);
}

TEST_CASE("the first certificate of a text is found behind other blocks", "[certificate_bundle]") {
    using namespace std::string_literals;
    const auto found =
        onetls::detail::first_certificate<kept>(std::string{key} + std::string{second});

    REQUIRE(found);
    CHECK(found->der == "1\0"s);
}

TEST_CASE("a text without a certificate is refused", "[certificate_bundle]") {
    CHECK(refusal("") == onetls::cause::no_certificate);
    CHECK(refusal("text") == onetls::cause::no_certificate);
    CHECK(refusal(key) == onetls::cause::no_certificate);
}

TEST_CASE("a defective block before the first certificate is refused", "[certificate_bundle]") {
    CHECK(refusal(defective) == onetls::cause::malformed);
    CHECK(refusal(std::string{defective} + std::string{first}) == onetls::cause::malformed);
    CHECK(refusal("-----BEGIN CERTIFICATE-----\nMAA=\n") == onetls::cause::malformed);
}

TEST_CASE("without PEM there is one object in DER, or none") {
    std::size_t taken = 0;
    const auto take = [&](std::span<const std::byte>) -> onetls::result<void> {
        ++taken;
        return {};
    };
    const std::array der{std::byte{0x30}, std::byte{0}};
    const std::array other{std::byte{0x31}, std::byte{0}};
    constexpr std::string_view pem = first;

    CHECK(onetls::detail::for_each_certificate<false>(der, take));
    CHECK(onetls::detail::for_each_certificate<false>({}, take));
    CHECK(taken == 1);
    for (const std::span<const std::byte> refused :
         {std::span<const std::byte>{other}, std::as_bytes(std::span{pem})}) {
        const auto outcome = onetls::detail::for_each_certificate<false>(refused, take);
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().code == onetls::errc::unsupported);
    }
    CHECK(taken == 1);
}
