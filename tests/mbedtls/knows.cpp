// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/mbedtls/backend.hpp>
#include <onetls/registry.hpp>

// What the compiler is told of the library is what the library says of itself.

using onetls::mbedtls::backend;

TEST_CASE("the suites that are known are those that Mbed TLS has", "[mbedtls]") {
    int had = 0;
    for (const auto& suite : onetls::registry::suites) {
        CAPTURE(suite.name);
        const bool there = mbedtls_ssl_ciphersuite_from_id(static_cast<int>(suite.code)) != nullptr;
        CHECK(backend::knows(suite.code) == there);
        had += there ? 1 : 0;
    }
    CHECK(had > 10);
    CHECK_FALSE(backend::knows(onetls::cipher_suite{0x0005}));
}

TEST_CASE("the groups that are known are those that Mbed TLS has", "[mbedtls]") {
    int had = 0;
    for (const auto& group : onetls::registry::groups) {
        CAPTURE(group.name);
        const auto code = static_cast<std::uint16_t>(group.code);
        const bool there = mbedtls_ecp_curve_info_from_tls_id(code) != nullptr;
        CHECK(backend::knows(group.code) == there);
        had += there ? 1 : 0;
    }
    CHECK(had == 5);
}
