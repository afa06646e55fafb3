// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/testing.hpp>

#include "authorities.hpp"
#include "backends.hpp"
#include "verdicts.hpp"
#include "words.hpp"

// What users test with: throw-away certificates of either backend's making, judged by either.

namespace {

using onetls::cause;
using onetls::errc;
using onetls::field;
using onetls::reason;
using onetls::trust;
using onetls::testing::authority_spec;
using onetls::testing::certificate_spec;
using onetls::testing::certified;
using onetls::testing::client_spec;
using onetls::testing::server_spec;
using onetls::testing::stream_pair;

constexpr std::size_t tuple_end = std::tuple_size_v<test::pairs>;

/// Calls `check` with each pair of backends.
template <std::size_t At = 0, class Check>
void for_each_pair(Check check) {
    using pair = std::tuple_element_t<At, test::pairs>;
    CAPTURE(pair::name());
    check(pair{});
    if constexpr (At + 1 != tuple_end) for_each_pair<At + 1>(check);
}

/// Both ends' settings, and the name that the client looks for.
struct settings {
    onetls::client_config client;
    onetls::server_config server;
    std::string_view peer = "example.org";
};

template <class Pair>
onetls::testing::both_shaken shake(const settings& wanted) {
    using client = typename Pair::client;
    using server = typename Pair::server;
    auto ends =
        test::value_of(stream_pair<client, server>::create(
                           test::value_of(client::client_context::create(wanted.client), "client"),
                           test::value_of(onetls::identity::parse(wanted.peer), "identity"),
                           test::value_of(server::server_context::create(wanted.server), "server")),
                       "pair");
    auto shaken = onetls::testing::shake_hands(ends.client, ends.server);
    // In TLS 1.3 a client is done before the server has judged its certificate.
    if (!shaken.server && shaken.client)
        shaken.client = std::unexpected(onetls::handshake_error{test::read_error(ends.client)});
    return shaken;
}

void check_accepts(const settings& wanted) {
    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(wanted);
        INFO(onetls::message(test::failure(shaken.client)).view());
        INFO(onetls::message(test::failure(shaken.server)).view());
        CHECK(shaken);
    });
}

void check_refuses(const settings& wanted, const test::founds& expected) {
    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(wanted);
        REQUIRE_FALSE(shaken.client);
        CHECK(shaken.client.error().code == errc::untrusted_peer);
        CHECK(test::told(shaken.client.error().report.findings()) == test::told(expected));
        CHECK_FALSE(shaken.server);
    });
}

/// A client that trusts `root` only, and a server that shows `shown`.
settings with(std::string_view root, const certified& shown) {
    return {.client = {.trust = trust::only(root)}, .server = {.credential = shown.credential()}};
}

template <class Authority>
Authority root() {
    return test::value_of(Authority::create(), "authority");
}

template <class Authority>
certified issue(const Authority& by, const certificate_spec& spec) {
    return test::value_of(by.issue(spec), "certificate");
}

certificate_spec example_with(void (*change)(certificate_spec&)) {
    auto spec = server_spec("example.org");
    change(spec);
    return spec;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a throw-away server is trusted for each of its names", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    auto spec = server_spec("example.org");
    for (const auto* name : {"*.wild.example.org", "192.0.2.1", "2001:db8::1"})
        spec.names.push_back(name);
    const auto leaf = issue(authority, spec);
    auto wanted = with(authority.pem(), leaf);
    for (const auto* name : {"example.org", "a.wild.example.org", "192.0.2.1", "2001:db8::1"}) {
        CAPTURE(name);
        wanted.peer = name;
        check_accepts(wanted);
    }
    for (const auto* name : {"example.com", "a.b.wild.example.org", "192.0.2.2", "2001:db8::2"}) {
        CAPTURE(name);
        wanted.peer = name;
        check_refuses(wanted, {{reason::name_mismatch, 0}});
    }
}

TEMPLATE_LIST_TEST_CASE("DER and PEM of a throw-away certificate are the same", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    const auto leaf = issue(authority, server_spec("example.org"));
    auto wanted = with(authority.pem(), leaf);
    wanted.client.trust = trust::only(authority.der());
    wanted.server.credential = {.certificate_chain = leaf.der(), .private_key = leaf.key_der()};

    check_accepts(wanted);
    CHECK(leaf.pem() == leaf.chain_pem());
}

TEMPLATE_LIST_TEST_CASE("intermediates are shown along, the root is not", "[testing]",
                        test::authorities) {
    const auto top = root<TestType>();
    const auto middle = test::value_of(top.issue_authority(), "intermediate");
    const auto low =
        test::value_of(middle.issue_authority(authority_spec("lowest")), "intermediate");
    const auto leaf = issue(low, server_spec("example.org"));
    auto wanted = with(top.pem(), leaf);

    check_accepts(wanted);
    CHECK(leaf.chain_pem() ==
          std::string{leaf.pem()} + std::string{low.pem()} + std::string{middle.pem()});
    wanted.server.credential.certificate_chain = leaf.pem();
    check_refuses(wanted, {{reason::unknown_issuer, 0}});
}

TEMPLATE_LIST_TEST_CASE("another root of the same name is not the same", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    const auto other = root<TestType>();
    const auto leaf = issue(authority, server_spec("example.org"));

    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(with(other.pem(), leaf));
        REQUIRE_FALSE(shaken.client);
        CHECK(shaken.client.error().code == errc::untrusted_peer);
    });
}

TEMPLATE_LIST_TEST_CASE("a certificate that vouches for itself is trusted by itself only",
                        "[testing]", test::authorities) {
    const auto alone =
        test::value_of(TestType::self_signed(server_spec("example.org")), "certificate");

    check_accepts(with(alone.pem(), alone));
    check_refuses(with(root<TestType>().pem(), alone), {{reason::self_signed, 0}});
}

TEMPLATE_LIST_TEST_CASE("throw-away certificates can be wrong in each way", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    const auto refuses = [&](const certificate_spec& spec, reason why) {
        const auto leaf = issue(authority, spec);
        check_refuses(with(authority.pem(), leaf), {{why, 0}});
    };
    refuses(example_with([](auto& spec) { spec.ends = -1; }), reason::expired);
    refuses(example_with([](auto& spec) { spec.begins = 600; }), reason::not_yet_valid);
    refuses(example_with([](auto& spec) { spec.names = {}; }), reason::no_alternative_name);
}

// Without a handshake: a server of Mbed TLS does not even show such a certificate.
TEMPLATE_LIST_TEST_CASE("a throw-away certificate is for the purposes that it says only",
                        "[testing]", test::authorities) {
    const auto authority = root<TestType>();
    const auto leaf = issue(authority, client_spec("someone"));
    for_each_pair([&]<class Pair>(Pair) {
        const auto judged = [&](onetls::purpose role) {
            return test::value_of(
                Pair::client::verify(leaf.pem(),
                                     {.trust = trust::only(authority.pem()), .purpose = role}),
                "verify");
        };
        CHECK(judged(onetls::purpose::client).trusted());
        const auto as_server = judged(onetls::purpose::server);
        CHECK(test::told(as_server.findings()) == test::told({{reason::wrong_purpose, 0}}));
    });
}

TEMPLATE_LIST_TEST_CASE("an authority without the right to issue issues in vain", "[testing]",
                        test::authorities) {
    const auto top = root<TestType>();
    const auto none = test::value_of(top.issue_authority({.common_name = "none"}), "intermediate");
    const auto leaf = issue(none, server_spec("example.org"));
    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(with(top.pem(), leaf));
        REQUIRE_FALSE(shaken.client);
        CHECK(shaken.client.error().report.has(reason::not_a_certificate_authority));
    });
}

TEMPLATE_LIST_TEST_CASE("a path length holds", "[testing]", test::authorities) {
    auto spec = authority_spec("short");
    spec.path_length = 0;
    const auto top = test::value_of(TestType::create(spec), "authority");
    const auto direct = issue(top, server_spec("example.org"));
    check_accepts(with(top.pem(), direct));

    const auto middle = test::value_of(top.issue_authority(), "intermediate");
    const auto leaf = issue(middle, server_spec("example.org"));
    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(with(top.pem(), leaf));
        REQUIRE_FALSE(shaken.client);
        CHECK(shaken.client.error().report.has(reason::path_too_long));
    });
}

TEMPLATE_LIST_TEST_CASE("a throw-away client is trusted by a server that asks", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    const auto client = issue(authority, client_spec("someone"));
    const auto server = issue(authority, server_spec("example.org"));
    auto wanted = with(authority.pem(), server);
    wanted.server.client_auth = onetls::client_auth::required;
    wanted.server.trust = trust::only(authority.pem());
    wanted.client.credential = client.credential();

    check_accepts(wanted);

    const auto other = root<TestType>();
    const auto stranger = issue(other, client_spec("someone"));
    wanted.client.credential = stranger.credential();
    for_each_pair([&]<class Pair>(Pair) {
        const auto shaken = shake<Pair>(wanted);
        REQUIRE_FALSE(shaken.server);
        CHECK(shaken.server.error().code == errc::untrusted_peer);
        CHECK_FALSE(shaken.client);
    });
}

TEMPLATE_LIST_TEST_CASE("dates after 2049 and before 2000 are written right", "[testing]",
                        test::authorities) {
    const auto with_clock = [](onetls::clock_source clock) {
        auto spec = server_spec("example.org");
        spec.clock = clock;
        return test::value_of(TestType::self_signed(spec), "certificate");
    };
    constexpr onetls::clock_source in_1999 = []() noexcept {
        return onetls::timestamp{946'684'799};
    };
    constexpr onetls::clock_source in_2050 = []() noexcept {
        return onetls::timestamp{2'524'608'000};
    };
    for (const auto clock : {in_1999, in_2050}) {
        const auto made = with_clock(clock);
        auto wanted = with(made.pem(), made);
        wanted.client.clock = clock;
        check_accepts(wanted);
    }
    const auto made = with_clock(in_2050);
    check_refuses(with(made.pem(), made), {{reason::not_yet_valid, 0}});
}

TEMPLATE_LIST_TEST_CASE("what cannot be written down is refused", "[testing]", test::authorities) {
    const auto refuses = [](const certificate_spec& spec, cause why) {
        const auto made = TestType::self_signed(spec);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == errc::bad_input);
        CHECK(made.error().where == field::certificate);
        CHECK(made.error().why == why);
    };
    certificate_spec many;
    for (int name = 0; name != 17; ++name) many.names.push_back("example.org");
    refuses(many, cause::too_many);
    const std::string label(250, 'a');
    certificate_spec large;
    for (int name = 0; name != 16; ++name) large.names.push_back(label);
    refuses(large, cause::too_long);
    const std::string long_name(257, 'a');
    refuses({.common_name = long_name}, cause::too_long);
    auto far = authority_spec("far");
    far.path_length = 200;
    refuses(far, cause::out_of_range);

    // Each certificate adds its issuers, so that a chain comes to its end.
    auto lowest = std::optional{root<TestType>()};
    std::optional<onetls::error> failure;
    for (int depth = 0; depth != 30 && !failure; ++depth) {
        auto next = lowest->issue_authority();
        if (!next) failure = next.error();
        if (next) lowest.emplace(std::move(*next));
    }
    REQUIRE(failure);
    CHECK(failure->why == cause::too_long);
}

TEMPLATE_LIST_TEST_CASE("no two certificates have the same number or key", "[testing]",
                        test::authorities) {
    const auto authority = root<TestType>();
    std::set<std::string> numbers;
    std::set<std::string> keys;
    for (int made = 0; made != 20; ++made) {
        const auto each = issue(authority, server_spec("example.org"));
        const auto view = onetls::certificate_view::parse(each.der());
        REQUIRE(view);
        numbers.insert(std::string{onetls::detail::as_characters(view->serial())});
        keys.insert(std::string{each.key_pem()});
    }
    CHECK(numbers.size() == 20);
    CHECK(keys.size() == 20);
}
