// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/key_exchange.hpp>

#include "hello_encoder.hpp"

using namespace onetls::detail;
using namespace test::tls;
using onetls::named_group;
using onetls::signature_scheme;

namespace {

bytes server_hello(std::initializer_list<bytes> extensions) {
    return joined({number(0x0303, 2), bytes(32), vector(1, bytes(32)), number(0x1301, 2),
                   number(0, 1), vector(2, joined(extensions))});
}

bytes key_share(std::uint32_t group) {
    return extension(51, joined({number(group, 2), vector(2, bytes(32))}));
}

bytes key_exchange(std::uint32_t curve_type = 3) {
    return joined({number(curve_type, 1), number(0x0018, 2), vector(1, bytes(97)),
                   number(0x0503, 2), vector(2, bytes(70))});
}

bytes message(std::uint32_t type, const bytes& body) {
    return joined({number(type, 1), vector(3, body)});
}

bytes record(std::uint32_t type, const bytes& fragment) {
    return joined({number(type, 1), number(0x0303, 2), vector(2, fragment)});
}

named_group group_of(std::uint32_t type, const bytes& body) {
    return group_in({static_cast<handshake_type>(type), body});
}

signature_scheme scheme_of(std::uint32_t type, const bytes& body) {
    return scheme_in({static_cast<handshake_type>(type), body});
}

}  // namespace

TEST_CASE("a ServerHello says the group of its key share, wherever that stands") {
    const auto version = extension(43, number(0x0304, 2));

    CHECK(group_of(2, server_hello({key_share(0x001D)})) == named_group::x25519);
    CHECK(group_of(2, server_hello({version, key_share(0x0017)})) == named_group::secp256r1);
    CHECK(group_of(2, server_hello({key_share(0x0019), version})) == named_group::secp521r1);
    CHECK(scheme_of(2, server_hello({key_share(0x001D)})) == signature_scheme::unknown);
}

TEST_CASE("a HelloRetryRequest says the group that it asks for") {
    CHECK(group_of(2, server_hello({extension(51, number(0x0018, 2))})) == named_group::secp384r1);
}

TEST_CASE("a ServerHello of TLS 1.2 says no group") {
    auto without_extensions = server_hello({});
    without_extensions.resize(without_extensions.size() - 2);

    CHECK(group_of(2, server_hello({extension(0xFF01, bytes(1))})) == named_group::unknown);
    CHECK(group_of(2, without_extensions) == named_group::unknown);
}

TEST_CASE("a ServerKeyExchange says group and scheme") {
    CHECK(group_of(12, key_exchange()) == named_group::secp384r1);
    CHECK(scheme_of(12, key_exchange()) == signature_scheme::ecdsa_secp384r1_sha384);
}

TEST_CASE("a ServerKeyExchange of another form says nothing") {
    CHECK(group_of(12, key_exchange(1)) == named_group::unknown);
    CHECK(scheme_of(12, key_exchange(1)) == signature_scheme::unknown);
}

TEST_CASE("a CertificateVerify says the scheme") {
    CHECK(scheme_of(15, joined({number(0x0804, 2), vector(2, bytes(256))})) ==
          signature_scheme::rsa_pss_rsae_sha256);
    CHECK(group_of(15, joined({number(0x0804, 2), vector(2, bytes(256))})) == named_group::unknown);
}

TEST_CASE("a message that is cut off says what it says up to there, or nothing") {
    const auto hello = server_hello({key_share(0x001D)});
    const auto exchange = key_exchange();
    for (std::size_t size = 0; size != hello.size(); ++size) {
        const bytes part(hello.begin(), hello.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(group_of(2, part) == named_group::unknown);
    }
    for (std::size_t size = 0; size != 1 + 2 + 1 + 97 + 2; ++size) {
        const bytes part(exchange.begin(), exchange.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(group_of(12, part) == named_group::unknown);
        CHECK(scheme_of(12, part) == signature_scheme::unknown);
    }
}

TEST_CASE("other messages say nothing") {
    for (const std::uint32_t type : {0U, 1U, 4U, 8U, 11U, 16U, 20U, 24U}) {
        CHECK(group_of(type, server_hello({key_share(0x001D)})) == named_group::unknown);
        CHECK(scheme_of(type, key_exchange()) == signature_scheme::unknown);
    }
}

TEST_CASE("records are searched as far as they are in the clear") {
    const auto hello = message(2, server_hello({}));
    const auto exchange = message(12, key_exchange());
    const auto change = record(20, number(1, 1));

    CHECK(group_in_records(record(22, exchange)) == named_group::secp384r1);
    CHECK(group_in_records(record(22, joined({hello, message(11, bytes(9)), exchange}))) ==
          named_group::secp384r1);
    CHECK(group_in_records(joined({record(22, hello), record(22, exchange)})) ==
          named_group::secp384r1);
    CHECK(group_in_records(joined({change, record(22, exchange)})) == named_group::unknown);
    CHECK(group_in_records(joined({record(22, hello), change, record(22, exchange)})) ==
          named_group::unknown);
    CHECK(group_in_records(record(23, exchange)) == named_group::unknown);
    CHECK(group_in_records({}) == named_group::unknown);
}

TEST_CASE("what TLS 1.3 keeps for certificates signs no handshake") {
    using onetls::detail::signs_tls1_3;
    using enum onetls::signature_scheme;
    for (const auto refused : {rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512})
        CHECK_FALSE(signs_tls1_3(refused));
    for (const auto fine : {rsa_pss_rsae_sha256, ecdsa_secp256r1_sha256, ed25519, mldsa65})
        CHECK(signs_tls1_3(fine));
    CHECK(signs_tls1_3(unknown));
}
