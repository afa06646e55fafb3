// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <span>

#include <catch2/catch_test_macros.hpp>

#include <onetls/mbedtls/backend.hpp>

#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

// PSA is one for the whole process: the library sees that it is ready, and never undoes it.

namespace {

using backend = onetls::mbedtls::backend;

bool psa_is_ready() {
    unsigned char byte = 0;
    return psa_generate_random(&byte, 1) == PSA_SUCCESS;
}

auto connected() {
    return test::connected<test::pair<backend, backend>>();
}

}  // namespace

TEST_CASE("whatever is used first makes PSA ready", "[mbedtls]") {
    const auto& pki = test::standard();
    mbedtls_psa_crypto_free();
    REQUIRE_FALSE(psa_is_ready());

    SECTION("a certificate") {
        CHECK(backend::certificate::from_pem(pki.chain_pem));
    }
    SECTION("a client's context") {
        CHECK(backend::client_context::create(test::standard_settings().client));
    }
    SECTION("a server's context") {
        CHECK(backend::server_context::create(test::standard_settings().server));
    }
    CHECK(psa_is_ready());
}

TEST_CASE("PSA stays ready when the last stream and context are gone", "[mbedtls]") {
    {
        const auto ends = connected();
    }

    CHECK(psa_is_ready());
}

TEST_CASE("closing one of two live connections leaves the other alive", "[mbedtls]") {
    auto first = std::optional{connected()};
    auto second = connected();
    CHECK(first->client.close());
    first.reset();

    const auto sent = test::pattern(40000);
    CHECK((test::move_bytes(second.client, second.server, sent).received == sent));
    CHECK((test::move_bytes(second.server, second.client, sent).received == sent));
    CHECK(connected().client.verification().trusted());
}

// A program may prepare PSA itself.
TEST_CASE("PSA may be ready before", "[mbedtls]") {
    REQUIRE(psa_crypto_init() == PSA_SUCCESS);
    REQUIRE(psa_crypto_init() == PSA_SUCCESS);

    CHECK(connected().client.verification().trusted());
}
