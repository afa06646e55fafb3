// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/client_hello.hpp>

#include "hello_encoder.hpp"

using namespace test::tls;
using onetls::cipher_suite;
using onetls::client_hello;
using onetls::named_group;
using onetls::protocol_version;
using onetls::signature_scheme;

namespace {

template <class Range>
auto listed(const Range& range) {
    std::vector<std::decay_t<decltype(*range.begin())>> all;
    for (const auto each : range) all.push_back(each);
    return all;
}

bytes all_extensions() {
    return hello_body(
        {server_name("Example.org"), protocols({"h2", "http/1.1"}),
         extension(10, vector(2, numbers({0x001D, 0x4588, 0x0017}))),
         extension(13, vector(2, numbers({0x0403, 0x0804}))),
         extension(43, vector(1, numbers({0x0304, 0x0303}))), extension(0xFF01, bytes(1))},
        {0x1302, 0x5A5A, 0x1301});
}

/// What is read of a hello with one extension, which its bytes outlive.
class hello_with {
public:
    explicit hello_with(const bytes& extension)
        : body_{hello_body({extension})}, read_{client_hello::read(body_)} {}

    const client_hello* operator->() const { return &*read_; }

private:
    bytes body_;
    std::optional<client_hello> read_;
};

}  // namespace

TEST_CASE("a ClientHello tells what it offers, in order and whether known or not") {
    const auto body = all_extensions();
    const auto hello = client_hello::read(body);

    REQUIRE(hello);
    CHECK(hello->server_name() == "Example.org");
    CHECK(listed(hello->application_protocols()) ==
          std::vector<std::string_view>{"h2", "http/1.1"});
    CHECK(listed(hello->cipher_suites()) == std::vector{cipher_suite::aes_256_gcm_sha384,
                                                        cipher_suite{0x5A5A},
                                                        cipher_suite::aes_128_gcm_sha256});
    CHECK(listed(hello->groups()) ==
          std::vector{named_group::x25519, named_group{0x4588}, named_group::secp256r1});
    CHECK(listed(hello->signature_schemes()) ==
          std::vector{signature_scheme::ecdsa_secp256r1_sha256,
                      signature_scheme::rsa_pss_rsae_sha256});
    CHECK(hello->offers(protocol_version::tls1_2));
    CHECK(hello->offers(protocol_version::tls1_3));
    CHECK(hello->cipher_suites().size() == 3);
    CHECK(hello->groups().contains(named_group::secp256r1));
    CHECK_FALSE(hello->groups().contains(named_group::secp521r1));
}

TEST_CASE("a ClientHello without extensions is one of TLS 1.2") {
    auto body = hello_body({});
    body.resize(body.size() - 2);
    const auto hello = client_hello::read(body);

    REQUIRE(hello);
    CHECK(hello->server_name().empty());
    CHECK(hello->application_protocols().empty());
    CHECK(hello->groups().empty());
    CHECK(hello->offers(protocol_version::tls1_2));
    CHECK_FALSE(hello->offers(protocol_version::tls1_3));
}

TEST_CASE("a client of an older version offers none of ours") {
    const auto body = hello_body({}, {0x002F}, 0x0302);
    const auto hello = client_hello::read(body);

    REQUIRE(hello);
    CHECK_FALSE(hello->offers(protocol_version::tls1_2));
    CHECK_FALSE(hello->offers(protocol_version::tls1_3));
}

TEST_CASE("the extension for versions overrides the legacy version") {
    const hello_with hello{extension(43, vector(1, numbers({0x0304})))};

    CHECK(hello->offers(protocol_version::tls1_3));
    CHECK_FALSE(hello->offers(protocol_version::tls1_2));
}

TEST_CASE("a ClientHello that is cut off anywhere is none") {
    const auto whole = all_extensions();
    const std::size_t before_extensions = 2 + 32 + 1 + 32 + 2 + 6 + 1 + 1;
    for (std::size_t size = 0; size != whole.size(); ++size) {
        CAPTURE(size);
        const auto part = std::span{whole}.first(size);
        CHECK(client_hello::read(part).has_value() == (size == before_extensions));
    }
}

TEST_CASE("a ClientHello with something behind it is none") {
    auto body = all_extensions();
    body.push_back(std::byte{0});

    CHECK_FALSE(client_hello::read(body));
}

TEST_CASE("a list that lies about its length reads as nothing") {
    CHECK(hello_with { extension(0, joined({number(9, 2), bytes(3)})) } -> server_name().empty());
    CHECK(hello_with { extension(0, vector(2, joined({number(0, 1), number(5, 2)}))) }
          -> server_name()
              .empty());
    CHECK(hello_with { extension(0, vector(2, joined({number(7, 1), vector(2, bytes(3))}))) }
          -> server_name()
              .empty());
    CHECK(hello_with { extension(16, joined({number(9, 2), bytes(3)})) } -> application_protocols()
              .empty());
    CHECK(hello_with { extension(10, joined({number(8, 2), bytes(2)})) } -> groups().empty());
    CHECK(hello_with { extension(43, bytes(1)) } -> offers(protocol_version::tls1_2) == false);
}

TEST_CASE("protocols are read up to the first that is empty or cut off") {
    const auto names = [](const bytes& list) {
        const hello_with hello{extension(16, vector(2, list))};
        std::vector<std::string> all;
        for (const auto each : hello->application_protocols()) all.emplace_back(each);
        return all;
    };
    const auto h2 = vector(1, characters("h2"));

    CHECK(names(h2) == std::vector<std::string>{"h2"});
    CHECK(names(joined({h2, number(0, 1), h2})) == std::vector<std::string>{"h2"});
    CHECK(names(joined({h2, number(5, 1), characters("abc")})) == std::vector<std::string>{"h2"});
    CHECK(names({}).empty());
}

TEST_CASE("half a code point is left out") {
    const hello_with hello{extension(10, vector(2, joined({number(0x001D, 2), number(0, 1)})))};

    CHECK(listed(hello->groups()) == std::vector{named_group::x25519});
}

TEST_CASE("the first host name counts, whatever other names stand around it") {
    const auto other = joined({number(1, 1), vector(2, characters("other"))});
    const auto host = joined({number(0, 1), vector(2, characters("one.example"))});
    const hello_with hello{extension(0, vector(2, joined({other, host})))};

    CHECK(hello->server_name() == "one.example");
}

TEST_CASE("a list of protocols is sound, absent, or neither") {
    const auto h2 = vector(1, characters("h2"));
    const auto sound = [](const bytes& data) {
        return client_hello{{.application_protocols = data}}.has_sound_protocols();
    };

    CHECK(sound({}));
    CHECK(sound(vector(2, h2)));
    CHECK(sound(vector(2, joined({h2, h2}))));
    CHECK_FALSE(sound(bytes(1)));
    CHECK_FALSE(sound(vector(2, {})));
    CHECK_FALSE(sound(vector(2, bytes(1))));
    CHECK_FALSE(sound(vector(2, joined({h2, number(0, 1), h2}))));
    CHECK_FALSE(sound(vector(2, joined({h2, number(5, 1), characters("abc")}))));
    CHECK_FALSE(sound(joined({number(9, 2), h2})));
    CHECK_FALSE(sound(joined({vector(2, h2), bytes(1)})));
}
