// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include <catch2/catch_test_macros.hpp>

#include <onetls/config.hpp>
#include <onetls/config_validation.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/system_trust.hpp>

using namespace onetls;

namespace {

static_assert(std::is_aggregate_v<client_config>);
static_assert(std::is_aggregate_v<server_config>);

constexpr server_config served{.credential = {.certificate_chain = "chain", .private_key = "key"}};

constexpr error refused(cause why, field where) {
    return {errc::bad_input, why, where};
}

/// The error of both roles for `protocols`.
error refusal(const alpn_list& protocols) {
    auto server = served;
    server.alpn = protocols;
    const auto of_server = validate(server);
    const auto of_client = validate(client_config{.alpn = protocols});
    REQUIRE_FALSE(of_client);
    REQUIRE_FALSE(of_server);
    CHECK(of_client.error() == of_server.error());
    return of_client.error();
}

}  // namespace

TEST_CASE("a size that no record can have is refused for both roles", "[config]") {
    for (const std::uint16_t size : std::initializer_list<std::uint16_t>{0, 63, 16'385}) {
        auto server = served;
        server.tuning.record_size = size;
        CHECK(validate(server).error() == refused(cause::out_of_range, field::tuning));
        CHECK(validate(client_config{.tuning = {.record_size = size}}).error() ==
              refused(cause::out_of_range, field::tuning));
    }
    CHECK(validate(client_config{.tuning = {.record_size = tuning::records_of_one_segment}}));
}

TEST_CASE("a client trusts the system and shows nothing, where nothing is said", "[config]") {
    const client_config settings;

    CHECK(settings.trust.sources() == trust::standard().sources());
    CHECK(settings.policy == policies::recommended);
    CHECK(settings.alpn.empty());
    CHECK(settings.credential.empty());
    CHECK(validate(settings));
}

TEST_CASE("a server with a credential needs nothing else", "[config]") {
    CHECK(validate(served));
    CHECK(served.policy == policies::recommended);
}

TEST_CASE("application protocols of 1 to 255 bytes are fine", "[config]") {
    const std::string longest(255, 'p');

    CHECK(validate(client_config{.alpn = {"h2", "http/1.1", "x", longest}}));
    CHECK(validate(client_config{.alpn = {"\xFF\x01"}}));
}

TEST_CASE("an application protocol of 0 or more than 255 bytes is refused", "[config]") {
    const std::string too_long(256, 'p');

    CHECK(refusal({""}) == refused(cause::empty, field::alpn));
    CHECK(refusal({"h2", ""}) == refused(cause::empty, field::alpn));
    CHECK(refusal({too_long}) == refused(cause::too_long, field::alpn));
}

TEST_CASE("an application protocol with a NUL is refused", "[config]") {
    using namespace std::string_view_literals;

    CHECK(refusal({"h2\0"sv}) == refused(cause::invalid_character, field::alpn));
}

TEST_CASE("more than 16 application protocols are refused", "[config]") {
    alpn_list protocols;
    while (protocols.push_back("h2")) {
    }

    CHECK(refusal(protocols) == refused(cause::too_many, field::alpn));
}

TEST_CASE("a client that trusts nobody is refused", "[config]") {
    CHECK(validate(client_config{.trust = trust::none()}).error() ==
          refused(cause::no_anchor, field::trust));
}

TEST_CASE("trust from more than 8 sources is refused", "[config]") {
    auto anchors = trust::none();
    for (int count = 0; count != 9; ++count) anchors = anchors + trust::only("anchor");

    CHECK(validate(client_config{.trust = anchors}).error() ==
          refused(cause::too_many, field::trust));
}

TEST_CASE("half a credential is refused in both roles", "[config]") {
    constexpr credential without_key{.certificate_chain = "chain"};
    constexpr credential without_chain{.private_key = "key"};

    CHECK(validate(client_config{.credential = without_key}).error() ==
          refused(cause::missing, field::private_key));
    CHECK(validate(client_config{.credential = without_chain}).error() ==
          refused(cause::missing, field::certificate_chain));
    CHECK(validate(server_config{.credential = without_key}).error() ==
          refused(cause::missing, field::private_key));
    CHECK(validate(server_config{.credential = without_chain}).error() ==
          refused(cause::missing, field::certificate_chain));
}

TEST_CASE("a server without a credential is refused", "[config]") {
    CHECK(validate(server_config{}).error() == refused(cause::missing, field::certificate_chain));
}

TEST_CASE("a passphrase without a key is refused and not ignored", "[config]") {
    CHECK_FALSE(validate(client_config{.credential = {.passphrase = "secret"}}));
}

TEST_CASE("a policy that contradicts itself is refused in both roles", "[config]") {
    constexpr auto reversed =
        policies::recommended.with_versions(protocol_version::tls1_3, protocol_version::tls1_2);
    auto server = served;
    server.policy = reversed;

    CHECK(validate(client_config{.policy = reversed}).error() ==
          refused(cause::contradiction, field::versions));
    CHECK(validate(server).error() == refused(cause::contradiction, field::versions));
}
