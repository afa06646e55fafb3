// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_view.hpp>
#include <onetls/client_hello.hpp>
#include <onetls/insecure.hpp>

#include "backends.hpp"
#include "transports.hpp"
#include "verdicts.hpp"

/// What a server's hook sees of a client, and what comes of its answers.

using onetls::alert_description;
using onetls::cause;
using onetls::client_auth;
using onetls::client_hello;
using onetls::client_hello_answer;
using onetls::errc;
using onetls::field;
using onetls::protocol_version;
using onetls::trust;

namespace {

/// A hook that answers as the test says, and counts.
struct answering {
    std::function<client_hello_answer(const client_hello&)> answer;
    int asked = 0;

    onetls::client_hello_hook hook() {
        return {[](void* self, const client_hello& offered) noexcept {
                    auto& own = *static_cast<answering*>(self);
                    ++own.asked;
                    return own.answer(offered);
                },
                this};
    }
};

/// What a client offered, kept.
struct offer {
    std::string name;
    std::vector<std::string> protocols;
    bool tls1_2 = false;
    bool tls1_3 = false;
    std::vector<onetls::cipher_suite> suites;
    std::vector<onetls::named_group> groups;
    std::vector<onetls::signature_scheme> schemes;

    static offer of(const client_hello& offered) {
        offer seen;
        seen.name = offered.server_name();
        seen.tls1_2 = offered.offers(protocol_version::tls1_2);
        seen.tls1_3 = offered.offers(protocol_version::tls1_3);
        for (const auto each : offered.application_protocols()) seen.protocols.emplace_back(each);
        for (const auto each : offered.cipher_suites()) seen.suites.push_back(each);
        for (const auto each : offered.groups()) seen.groups.push_back(each);
        for (const auto each : offered.signature_schemes()) seen.schemes.push_back(each);
        return seen;
    }
};

/// Says whether `all` are among `offered`, in this order.
template <class Code, class List>
bool in_order(const std::vector<Code>& offered, const List& all) {
    auto at = offered.begin();
    for (const auto each : all) {
        at = std::find(at, offered.end(), each);
        if (at == offered.end()) return false;
    }
    return true;
}

/// Certificates for clients, and for two hosts.
struct material {
    test::certified clients = test::certified::self_signed(test::authority("clients"));
    std::string clients_pem = clients.pem();
    test::shown client =
        test::show(clients.issue({.common_name = "client", .extended_key_usages = {"clientAuth"}}));
    test::shown one = leaf("one");
    test::shown two = leaf("two");
    std::array<onetls::credential, 1> more{two.credential()};

    static test::shown leaf(const std::string& name) {
        const auto& issuer = test::standard().intermediate;
        return test::show(
            issuer.issue({.common_name = name, .names = {"dns:" + name + ".example"}}),
            {issuer.pem()});
    }

    static material& get() {
        static material made;
        return made;
    }
};

/// A server with two hosts, and a client that takes whatever it is shown.
test::settings two_hosts(answering& how, std::string host = "one.example") {
    auto wanted = test::standard_settings();
    wanted.peer = std::move(host);
    wanted.client.terms.waived = onetls::insecure::any_name();
    wanted.server.credential = material::get().one.credential();
    wanted.server.more_credentials = material::get().more;
    wanted.server.client_hello = how.hook();
    return wanted;
}

std::string shown_in(const onetls::verification& report) {
    std::string subject;
    if (const auto leaf = report.presented()) describe(leaf->subject(), subject);
    return subject;
}

/// The protocol that both ends agree on; nothing where the handshake fails.
template <class Pair>
std::optional<std::string> protocol_of(const test::settings& wanted) {
    auto ends = test::joined_pair<Pair>(wanted);
    if (!test::handshake(ends.client, ends.server)) return std::nullopt;
    CHECK(ends.client.info().application_protocol == ends.server.info().application_protocol);
    return std::string{ends.client.info().application_protocol};
}

/// Checks that the server ends the handshake with `expected`, and tells the client so.
template <class Pair>
void server_ends(const test::settings& wanted, onetls::error expected) {
    for (const auto version : test::versions) {
        CAPTURE(Pair::name(), version);
        const auto seen = test::shake<Pair>(wanted, version);
        CHECK_FALSE(seen.server.done);
        CHECK(seen.server.failure == expected);
        CHECK(seen.server.read == expected);
        CHECK_FALSE(seen.client.done);
        CHECK(seen.client.failure.code == errc::peer_alert);
        CHECK(seen.client.failure.alert == expected.alert);
    }
}

constexpr onetls::error misuse(cause why, field where) {
    return {errc::misuse, why, where, alert_description::internal_error};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a hook sees what the client offers", "[client_hello]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        offer seen;
        answering how{[&](const client_hello& offered) {
            seen = offer::of(offered);
            return client_hello_answer{};
        }};
        auto wanted = two_hosts(how);
        wanted.client.policy = test::only(version);
        wanted.client.alpn = {"h2", "http/1.1"};
        const auto client = test::value_of(TestType::client::client_context::create(wanted.client),
                                           "client context");

        CHECK(test::shake<TestType>(wanted).done());
        CHECK(how.asked == 1);
        CHECK(seen.name == "one.example");
        CHECK(seen.protocols == std::vector<std::string>{"h2", "http/1.1"});
        CHECK(seen.tls1_2 == (version == protocol_version::tls1_2));
        CHECK(seen.tls1_3 == (version == protocol_version::tls1_3));
        const auto policy = client.effective_policy();
        for (const auto suite : policy.cipher_suites)
            CHECK(policy.permits(suite) == in_order(seen.suites, std::array{suite}));
        CHECK(in_order(seen.groups, policy.groups));
        CHECK(in_order(seen.schemes, policy.signature_schemes));
    }
}

TEMPLATE_LIST_TEST_CASE("a hook sees a client that asks for no name and no protocol",
                        "[client_hello]", test::pairs) {
    offer seen;
    seen.name = "something";
    answering how{[&](const client_hello& offered) {
        seen = offer::of(offered);
        return client_hello_answer{};
    }};

    CHECK(test::shake<TestType>(two_hosts(how, "192.0.2.1")).done());
    CHECK(seen.name.empty());
    CHECK(seen.protocols.empty());
    CHECK(seen.tls1_2);
    CHECK(seen.tls1_3);
}

TEMPLATE_LIST_TEST_CASE("a hook that says nothing changes nothing", "[client_hello]", test::pairs) {
    answering how{[](const client_hello&) { return client_hello_answer{}; }};
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        auto wanted = two_hosts(how, "two.example");
        wanted.client.alpn = {"b", "a"};
        wanted.server.alpn = {"a", "b"};
        const auto seen = test::shake<TestType>(wanted, version);
        CHECK(seen.done());
        CHECK(shown_in(seen.client.report) == "CN=two");
        CHECK(protocol_of<TestType>(wanted) == "a");
        wanted.client.alpn = {"c"};
        CHECK(test::shake<TestType>(wanted, version).server.failure.alert ==
              alert_description::no_application_protocol);
        wanted.client.alpn = {};
        CHECK(protocol_of<TestType>(wanted) == "");
    }
}

TEMPLATE_LIST_TEST_CASE("a hook picks the credential, whatever name is asked for", "[client_hello]",
                        test::pairs) {
    answering how;
    const auto shown = [&](std::size_t index, std::string host, protocol_version version,
                           onetls::unknown_name unknown) {
        how.answer = [index](const client_hello&) {
            return client_hello_answer{.credential = index};
        };
        auto wanted = two_hosts(how, std::move(host));
        wanted.server.unknown_name = unknown;
        const auto seen = test::shake<TestType>(wanted, version);
        CHECK(seen.done());
        return shown_in(seen.client.report);
    };
    for (const auto version : test::versions)
        for (const auto unknown :
             {onetls::unknown_name::show_default, onetls::unknown_name::refuse}) {
            CAPTURE(TestType::name(), version);
            CHECK(shown(0, "one.example", version, unknown) == "CN=one");
            CHECK(shown(1, "one.example", version, unknown) == "CN=two");
            CHECK(shown(0, "two.example", version, unknown) == "CN=one");
            CHECK(shown(1, "elsewhere.example", version, unknown) == "CN=two");
            CHECK(shown(1, "192.0.2.1", version, unknown) == "CN=two");
        }
}

TEMPLATE_LIST_TEST_CASE("a client still judges what a hook has picked", "[client_hello]",
                        test::pairs) {
    answering how{[](const client_hello&) { return client_hello_answer{.credential = 1}; }};
    auto wanted = two_hosts(how);
    wanted.client.terms = {};

    test::client_refuses<TestType>(wanted, {{onetls::reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a hook refuses a client with the alert that it says", "[client_hello]",
                        test::pairs) {
    for (const auto alert :
         {alert_description::access_denied, alert_description::unrecognized_name,
          alert_description::insufficient_security, alert_description::handshake_failure}) {
        answering how{[alert](const client_hello&) {
            return client_hello_answer{.refusal = alert, .credential = 99};
        }};
        server_ends<TestType>(two_hosts(how), {.code = errc::negotiation_failed, .alert = alert});
    }
}

TEMPLATE_LIST_TEST_CASE("a hook selects the application protocol", "[client_hello]", test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        answering how;
        const auto selected = [&](std::string name, onetls::alpn_list own) {
            // On the stack of the hook: it has to be copied.
            how.answer = [name](const client_hello&) {
                return client_hello_answer{.application_protocol = std::string_view{name}};
            };
            auto wanted = two_hosts(how);
            wanted.client.alpn = {"h2", "http/1.1", "own"};
            wanted.client.policy = test::only(version);
            wanted.server.alpn = own;
            return protocol_of<TestType>(wanted);
        };
        CHECK(selected("own", {}) == "own");
        CHECK(selected("http/1.1", {"h2"}) == "http/1.1");
        CHECK(selected("h2", {"other"}) == "h2");
        CHECK(selected("", {"h2"}) == "");
        CHECK(selected("", {}) == "");
    }
}

TEMPLATE_LIST_TEST_CASE("a hook cannot select a protocol that the client does not offer",
                        "[client_hello]", test::pairs) {
    answering how{
        [](const client_hello&) { return client_hello_answer{.application_protocol = "h3"}; }};
    auto wanted = two_hosts(how);
    wanted.server.alpn = {"h3"};

    server_ends<TestType>(wanted, misuse(cause::contradiction, field::alpn));
    wanted.client.alpn = {"h2"};
    server_ends<TestType>(wanted, misuse(cause::contradiction, field::alpn));
}

TEMPLATE_LIST_TEST_CASE("a hook cannot pick a credential that is not there", "[client_hello]",
                        test::pairs) {
    answering how{[](const client_hello&) { return client_hello_answer{.credential = 2}; }};

    server_ends<TestType>(two_hosts(how), misuse(cause::out_of_range, field::certificate_chain));
}

TEMPLATE_LIST_TEST_CASE("a hook asks some clients for a certificate", "[client_hello]",
                        test::pairs) {
    answering how;
    const auto shake = [&](client_auth wanted_of_client, client_auth by_default, bool has_one,
                           protocol_version version) {
        how.answer = [wanted_of_client](const client_hello&) {
            return client_hello_answer{.client_auth = wanted_of_client};
        };
        auto wanted = two_hosts(how);
        wanted.server.client_auth = by_default;
        wanted.server.trust = trust::only(material::get().clients_pem);
        if (has_one) wanted.client.credential = material::get().client.credential();
        return test::shake<TestType>(wanted, version);
    };
    for (const auto version : test::versions)
        for (const auto usual : {client_auth::none, client_auth::optional, client_auth::required}) {
            CAPTURE(TestType::name(), version, static_cast<int>(usual));
            const auto known = shake(client_auth::required, usual, true, version);
            CHECK(known.done());
            CHECK(known.server.report.trusted());
            const auto unknown = shake(client_auth::required, usual, false, version);
            CHECK_FALSE(unknown.server.done);
            CHECK(unknown.server.failure.code == errc::untrusted_peer);
            CHECK(shake(client_auth::optional, usual, false, version).done());
            const auto unasked = shake(client_auth::none, usual, true, version);
            CHECK(unasked.done());
            CHECK_FALSE(unasked.server.report.known());
        }
}

TEMPLATE_LIST_TEST_CASE("a client that a hook asks is judged", "[client_hello]", test::pairs) {
    answering how{[](const client_hello&) {
        return client_hello_answer{.client_auth = client_auth::optional};
    }};
    auto wanted = two_hosts(how);
    wanted.server.trust = trust::only(material::get().clients_pem);
    wanted.client.credential = material::get().one.credential();
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        const auto seen = test::shake<TestType>(wanted, version);
        CHECK_FALSE(seen.server.done);
        CHECK(seen.server.failure.code == errc::untrusted_peer);
    }
}

TEMPLATE_LIST_TEST_CASE("a hook cannot ask for a certificate that nobody could judge",
                        "[client_hello]", test::pairs) {
    answering how{[](const client_hello&) {
        return client_hello_answer{.client_auth = client_auth::optional};
    }};

    server_ends<TestType>(two_hosts(how), misuse(cause::no_anchor, field::trust));
}

TEMPLATE_LIST_TEST_CASE("trust for clients that nobody asks is a contradiction", "[client_hello]",
                        test::backends) {
    answering how{[](const client_hello&) { return client_hello_answer{}; }};
    auto wanted = two_hosts(how).server;
    wanted.trust = trust::only(material::get().clients_pem);

    CHECK(TestType::server_context::create(wanted));
    wanted.client_hello = {};
    CHECK(TestType::server_context::create(wanted).error().why == cause::contradiction);
}

TEMPLATE_LIST_TEST_CASE("a hook is asked once, also when the client has to try another group",
                        "[client_hello]", test::pairs) {
    answering how{[](const client_hello&) {
        return client_hello_answer{.credential = 1, .application_protocol = "b"};
    }};
    auto wanted = two_hosts(how);
    wanted.client.policy = onetls::policies::modern.with_groups(
        {onetls::named_group::x25519, onetls::named_group::secp384r1});
    wanted.server.policy = onetls::policies::modern.with_groups({onetls::named_group::secp384r1});
    wanted.client.alpn = {"a", "b"};
    const auto seen = test::shake<TestType>(wanted);

    CHECK(seen.done());
    CHECK(how.asked == 1);
    CHECK(shown_in(seen.client.report) == "CN=two");
    CHECK(protocol_of<TestType>(wanted) == "b");
}

TEMPLATE_LIST_TEST_CASE("a hook sees a ClientHello that comes byte by byte", "[client_hello]",
                        test::pairs) {
    offer seen;
    answering how{[&](const client_hello& offered) {
        seen = offer::of(offered);
        return client_hello_answer{.application_protocol = "b"};
    }};
    auto wanted = two_hosts(how);
    wanted.client.alpn = {"a", "b"};
    auto ends = test::joined_pair<TestType, test::rough_pipe>(wanted);
    ends.server.transport().how.read_at_most = 1;
    ends.server.transport().how.hesitates = true;

    CHECK(test::handshake(ends.client, ends.server, 20'000));
    CHECK(how.asked == 1);
    CHECK(seen.name == "one.example");
    CHECK(ends.client.info().application_protocol == "b");
}

TEMPLATE_LIST_TEST_CASE("a hook is not asked about what is no ClientHello", "[client_hello]",
                        test::backends) {
    answering how{[](const client_hello&) { return client_hello_answer{}; }};
    const auto context =
        test::value_of(TestType::server_context::create(two_hosts(how).server), "server context");
    for (const std::string_view garbage : {"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00\x05hello",
                                           "\x16\x03\x01\x00\x04\x01\x00\x00\x00"}) {
        auto pipe = test::value_of(onetls::memory_pipe::create(), "pipe");
        auto server = test::value_of(
            TestType::template stream<onetls::memory_pipe>::server(context, std::move(pipe.second)),
            "server stream");
        REQUIRE(pipe.first.write_some(onetls::detail::as_bytes(garbage)));
        const auto shaken = server.handshake();
        CHECK_FALSE(shaken);
        CHECK(how.asked == 0);
    }
}
