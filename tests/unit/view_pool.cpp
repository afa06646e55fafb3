// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/view_pool.hpp>

#include "certificates.hpp"
#include "crl_encoder.hpp"

namespace {

using onetls::certificate_pool;
using onetls::crl_pool;

template <class Pool = certificate_pool>
Pool read(const std::vector<std::string_view>& inputs) {
    std::vector<std::span<const std::byte>> all;
    for (const auto each : inputs) all.push_back(onetls::detail::as_bytes(each));
    auto pool = Pool::read(all);
    REQUIRE(pool);
    return std::move(*pool);
}

std::string_view characters(std::span<const std::byte> der) {
    return onetls::detail::as_characters(der);
}

const std::string authority{test::authority_pem};
const std::string server{test::server_pem};

}  // namespace

TEST_CASE("a pool of nothing is empty", "[view_pool]") {
    CHECK(read({}).views().empty());
    CHECK(read({""}).views().empty());
    CHECK(read({"", "no certificate here"}).views().empty());
    CHECK(certificate_pool{}.views().empty());
}

TEST_CASE("a pool holds the certificates of all inputs in their order", "[view_pool]") {
    const auto both = authority + "between\n" + server;

    const auto pool = read({both, characters(test::version_1_der), test::authority_pem});

    REQUIRE(pool.views().size() == 4);
    CHECK(characters(pool.views()[0].der()) == characters(test::authority_der));
    CHECK(characters(pool.views()[1].der()) == characters(test::server_der));
    CHECK(characters(pool.views()[2].der()) == characters(test::version_1_der));
    CHECK(characters(pool.views()[3].der()) == characters(test::authority_der));
    CHECK(pool.skipped() == 0);
}

TEST_CASE("a pool outlives what it was read from, and may move", "[view_pool]") {
    auto written = std::string{test::server_pem};
    auto first = read({written});
    std::ranges::fill(written, 'x');

    const auto moved = std::move(first);

    REQUIRE(moved.views().size() == 1);
    CHECK(characters(moved.views()[0].der()) == characters(test::server_der));
    CHECK(moved.views()[0].version() == 3);
}

TEST_CASE("a pool counts what cannot be read and leaves it out", "[view_pool]") {
    const auto broken = authority +
                        "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n"
                        "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n" +
                        server;
    auto cut_off = std::string{characters(test::server_der)};
    cut_off.pop_back();

    const auto pool = read({broken, cut_off});

    REQUIRE(pool.views().size() == 2);
    CHECK(characters(pool.views()[1].der()) == characters(test::server_der));
    CHECK(pool.skipped() == 3);
}

TEST_CASE("a pool has room for as many as its input may hold", "[view_pool]") {
    // The smallest that parses: no certificate is smaller.
    test::certificate_parts parts;
    parts.issuer = parts.subject = test::sequence({});
    const auto small = encode(parts);
    const auto pem = [&] {
        std::string all;
        for (int each = 0; each != 500; ++each) all += test::version_1_pem;
        return all;
    }();

    CHECK(small.size() > 64);
    CHECK(read({pem}).views().size() == 500);
    CHECK(read({characters(small)}).views().size() == 1);
}

TEST_CASE("a pool of revocation lists takes lists alone", "[view_pool]") {
    const auto list = encode(test::crl_parts{});

    const auto pool = read<crl_pool>({characters(list), test::authority_pem});

    REQUIRE(pool.views().size() == 1);
    CHECK(test::described(pool.views()[0].issuer()) == "CN=issuer");
    CHECK(pool.skipped() == 0);
}

TEST_CASE("a pool of revocation lists has room for the smallest of them", "[view_pool]") {
    // A list without anything that it may leave out, in 34 bytes and as PEM.
    constexpr std::string_view smallest =
        "-----BEGIN X509 CRL-----\n"
        "MCAwFjADBgEqMAAXDTI2MDEwMTAwMDAwMFowAwYBKgMBAA==\n"
        "-----END X509 CRL-----\n";
    std::string pem;
    for (int each = 0; each != 200; ++each) pem += smallest;

    CHECK(read<crl_pool>({pem}).views().size() == 200);
}
