// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/protocol.hpp>
#include <onetls/registry.hpp>

using namespace onetls;

namespace {

static_assert(name_of(protocol_version::tls1_3) == "TLSv1.3");
static_assert(name_of(cipher_suite::aes_128_gcm_sha256) == "TLS_AES_128_GCM_SHA256");
static_assert(name_of(named_group::x25519_mlkem768) == "X25519MLKEM768");
static_assert(name_of(signature_scheme::ed25519) == "ed25519");
static_assert(!registry::find(registry::suites, cipher_suite::unknown));

/// How many different codes and names `table` has.
template <class Table>
std::array<std::size_t, 2> distinct(const Table& table) {
    std::set<int> codes;
    std::set<std::string_view> names;
    for (const auto& entry : table) {
        codes.insert(static_cast<int>(entry.code));
        names.insert(entry.name);
    }
    return {codes.size(), names.size()};
}

bool forbidden(std::string_view name) {
    constexpr std::array words{"RC4", "3DES", "NULL", "EXPORT", "MD5", "anon"};
    return std::ranges::any_of(words, [&](auto word) { return name.find(word) != name.npos; });
}

}  // namespace

TEST_CASE("a code point that is not registered here has no name", "[protocol]") {
    CHECK(name_of(protocol_version::unknown) == "unknown");
    CHECK(name_of(static_cast<protocol_version>(0x0302)) == "unknown");
    CHECK(name_of(static_cast<cipher_suite>(0x000A)) == "unknown");
    CHECK(name_of(static_cast<named_group>(0xFFFF)) == "unknown");
    CHECK(name_of(static_cast<signature_scheme>(0x0201)) == "unknown");
}

TEST_CASE("no code point and no name is registered twice", "[protocol]") {
    CHECK(distinct(registry::versions) ==
          std::array{std::size(registry::versions), std::size(registry::versions)});
    CHECK(distinct(registry::suites) ==
          std::array{std::size(registry::suites), std::size(registry::suites)});
    CHECK(distinct(registry::groups) ==
          std::array{std::size(registry::groups), std::size(registry::groups)});
    CHECK(distinct(registry::schemes) ==
          std::array{std::size(registry::schemes), std::size(registry::schemes)});
}

TEST_CASE("a suite is what its name says", "[protocol]") {
    for (const auto& suite : registry::suites) {
        INFO(suite.name);
        const auto has = [&](std::string_view part) {
            return suite.name.find(part) != suite.name.npos;
        };
        CHECK(suite.forward_secret == !has("TLS_RSA_WITH"));
        CHECK(suite.aead == !has("_CBC_"));
        CHECK((suite.hash == onetls::hash_algorithm::sha384) == has("SHA384"));
        CHECK((suite.hash == onetls::hash_algorithm::sha256) == !has("SHA384"));
        CHECK_FALSE(forbidden(suite.name));
    }
}

TEST_CASE("suites without forward secrecy are named in one place", "[protocol]") {
    using namespace onetls;
    for (const auto& suite : registry::suites) {
        const bool named = suite.code == insecure::rsa_with_aes_128_gcm_sha256 ||
                           suite.code == insecure::rsa_with_aes_256_gcm_sha384;
        CHECK(named == !suite.forward_secret);
    }
}

TEST_CASE("a suite belongs to the version that its code point says", "[protocol]") {
    for (const auto& suite : registry::suites) {
        INFO(suite.name);
        const bool modern = static_cast<int>(suite.code) >> 8 == 0x13;
        CHECK(suite.version == (modern ? protocol_version::tls1_3 : protocol_version::tls1_2));
    }
}

TEST_CASE("suites that are not registered here belong to no version", "[protocol]") {
    for (int code = 0; code != 0x10000; ++code) {
        const auto suite = static_cast<cipher_suite>(code);
        const auto registered = registry::find(registry::suites, suite);
        INFO(code);
        REQUIRE((version_of(suite) != protocol_version::unknown) == registered.has_value());
        if (!registered) REQUIRE_FALSE(is_static_rsa(suite));
    }
}

TEST_CASE("no scheme uses SHA-1 or MD5", "[protocol]") {
    for (const auto& scheme : registry::schemes) {
        INFO(scheme.name);
        const auto hash = static_cast<int>(scheme.code) >> 8;
        CHECK(hash >= 4);  // RFC 5246 §7.4.1.4.1: 1 is MD5, 2 is SHA-1
    }
}

TEST_CASE("versions order by age", "[protocol]") {
    CHECK(protocol_version::tls1_2 < protocol_version::tls1_3);
    CHECK(protocol_version::unknown < protocol_version::tls1_2);
}
