// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/file_pin_store.hpp>
#include <onetls/insecure.hpp>
#include <onetls/memory_pin_store.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "temporary_file.hpp"
#include "verdicts.hpp"
#include "words.hpp"

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::key_pin;
using onetls::protocol_version;
using onetls::reason;
using onetls::trust;
using onetls::trust_exception;
using onetls::trust_terms;
using std::chrono::hours;
using test::client_accepts;
using test::client_refuses;
using test::founds;
using test::pin_of;

onetls::identity host(std::string_view name = "example.org") {
    return onetls::identity::parse(name).value();
}

/// A client that trusts `anchors` on `terms`, and a server that shows `server`.
test::settings meeting(const test::shown& server, trust anchors, const trust_terms& terms,
                       std::string peer = "example.org") {
    return {.client = {.trust = anchors, .terms = terms},
            .server = {.credential = server.credential()},
            .peer = std::move(peer)};
}

/// As above, with the standard server and trust in its root.
test::settings meeting(const trust_terms& terms, std::string peer = "example.org") {
    static const test::shown server{test::standard().chain_pem, test::standard().key_pem};
    return meeting(server, trust::only(test::standard().root_pem), terms, std::move(peer));
}

/// A certificate for example.org that vouches for itself.
test::certified self_signed(test::certificate_spec spec = {}) {
    spec.names = {"dns:example.org"};
    return test::certified::self_signed(spec);
}

test::certified expired_self_signed() {
    return self_signed({.begins = hours{-48}, .ends = hours{-24}});
}

const test::certified& stranger() {
    static const auto made = test::certified::self_signed(test::authority("stranger"));
    return made;
}

/// A certificate for example.org of the standard intermediate, out of its time.
test::certified expired() {
    return test::standard().intermediate.issue(
        {.names = {"dns:example.org"}, .begins = hours{-48}, .ends = hours{-24}});
}

template <class Backend>
error client_failure(const onetls::client_config& settings) {
    const auto made = Backend::client_context::create(settings);
    if (made) return {errc::internal};
    return {made.error().code, made.error().why, made.error().where};
}

}  // namespace

// Pins.

TEMPLATE_LIST_TEST_CASE("a pin holds for the peer, an intermediate or the root", "[trust_terms]",
                        test::pairs) {
    const auto& pki = test::standard();
    for (const auto* each : {&pki.server, &pki.intermediate, &pki.root}) {
        client_accepts<TestType>(meeting({.pins = {pin_of(*each)}}));
        client_accepts<TestType>(meeting({.pins = {pin_of(stranger()), pin_of(*each)}}));
    }
}

TEMPLATE_LIST_TEST_CASE("a pin of no key in the path refuses a chain that is good otherwise",
                        "[trust_terms]", test::pairs) {
    const auto wanted = meeting({.pins = {pin_of(stranger()), key_pin{}}});

    client_refuses<TestType>(wanted, {{reason::pin_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a pin does not take the place of an authority", "[trust_terms]",
                        test::pairs) {
    const auto alone = self_signed();
    const auto server = test::show(alone);
    const trust_terms terms{.pins = {pin_of(alone)}};

    client_refuses<TestType>(meeting(server, trust::only(test::standard().root_pem), terms),
                             {{reason::self_signed}});
    client_refuses<TestType>(meeting({.pins = {pin_of(test::standard().root)}}, "example.com"),
                             {{reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("too many pins are refused, not left out", "[trust_terms]",
                        test::backends) {
    const key_pin pin;
    const onetls::pin_list many{pin, pin, pin, pin, pin};
    const error too_many{errc::bad_input, cause::too_many, field::pin};

    CHECK(client_failure<TestType>({.terms = {.pins = many}}) == too_many);
    CHECK(client_failure<TestType>({.terms = {.trusted_keys = many}}) == too_many);
}

// Trusted keys.

TEMPLATE_LIST_TEST_CASE("a trusted key needs no authority", "[trust_terms]", test::pairs) {
    const auto alone = self_signed();
    const auto server = test::show(alone);
    const trust_terms terms{.trusted_keys = {pin_of(stranger()), pin_of(alone)}};

    client_accepts<TestType>(meeting(server, trust::none(), terms), {{reason::self_signed}});
    client_accepts<TestType>(meeting(server, trust::only(test::standard().root_pem), terms),
                             {{reason::self_signed}});
}

TEMPLATE_LIST_TEST_CASE("a trusted key may stand below an authority that nobody knows",
                        "[trust_terms]", test::pairs) {
    const auto& pki = test::standard();
    const auto bare = test::show(pki.server);
    const auto with_issuer = test::show(pki.server, {pki.intermediate.pem()});
    const auto with_root = test::show(pki.server, {pki.intermediate.pem(), pki.root_pem});
    const trust_terms terms{.trusted_keys = {pin_of(pki.server)}};

    client_accepts<TestType>(meeting(bare, trust::none(), terms), {{reason::unknown_issuer}});
    client_accepts<TestType>(meeting(with_issuer, trust::none(), terms),
                             {{reason::unknown_issuer, 1}});
    client_accepts<TestType>(meeting(with_root, trust::none(), terms),
                             {{reason::untrusted_root, 2}});
}

TEMPLATE_LIST_TEST_CASE("trusted keys do not get in the way of authorities", "[trust_terms]",
                        test::pairs) {
    client_accepts<TestType>(meeting({.trusted_keys = {pin_of(stranger())}}));
}

TEMPLATE_LIST_TEST_CASE("only the peer's own key is trusted by itself", "[trust_terms]",
                        test::pairs) {
    const auto& pki = test::standard();
    const auto alone = test::show(self_signed());
    const auto chain = test::show(pki.server, {pki.intermediate.pem()});

    client_refuses<TestType>(meeting(alone, trust::none(), {.trusted_keys = {pin_of(stranger())}}),
                             {{reason::self_signed}});
    client_refuses<TestType>(
        meeting(chain, trust::none(), {.trusted_keys = {pin_of(pki.intermediate)}}),
        {{reason::unknown_issuer, 1}});
}

TEMPLATE_LIST_TEST_CASE("a trusted key saves nobody from name and time", "[trust_terms]",
                        test::pairs) {
    const auto check = [](const test::certified& alone, const founds& expected,
                          std::string peer = "example.org") {
        client_refuses<TestType>(meeting(test::show(alone), trust::none(),
                                         {.trusted_keys = {pin_of(alone)}}, std::move(peer)),
                                 expected);
    };

    check(self_signed(), {{reason::name_mismatch}}, "example.com");
    check(expired_self_signed(), {{reason::expired}});
}

TEMPLATE_LIST_TEST_CASE("a trusted key saves nobody from a broken signature", "[trust_terms]",
                        test::pairs) {
    const auto& pki = test::standard();
    auto der = pki.server.der();
    der.back() ^= std::byte{1};
    const test::shown server{test::to_pem(der) + pki.intermediate.pem(), pki.key_pem};
    const trust_terms terms{.trusted_keys = {pin_of(pki.server)}};

    client_refuses<TestType>(meeting(server, trust::only(pki.root_pem), terms),
                             {{reason::bad_signature}});
}

// First use.

TEMPLATE_LIST_TEST_CASE("a key is trusted when it is seen first, and remembered", "[trust_terms]",
                        test::pairs) {
    const auto alone = self_signed();
    const auto server = test::show(alone);
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        onetls::memory_pin_store<2> store;
        const auto wanted = meeting(server, trust::none(), {.first_use = store});

        for (int time = 0; time != 2; ++time) {
            const auto seen = test::shake<TestType>(wanted, version);

            CHECK(seen.done());
            test::check_trusted(seen.client.report, {{reason::self_signed}});
            CHECK(store.lookup(host()).value() == pin_of(alone));
        }
        CHECK(store.size() == 1);
    }
}

TEMPLATE_LIST_TEST_CASE("a key that changed is refused, and the store stays", "[trust_terms]",
                        test::pairs) {
    const auto& pki = test::standard();
    onetls::memory_pin_store<2> store;
    REQUIRE(store.remember(host(), pin_of(stranger())));
    const auto alone = test::show(self_signed());
    const trust_terms terms{.first_use = store};

    client_refuses<TestType>(meeting(alone, trust::none(), terms),
                             {{reason::self_signed}, {reason::key_changed}});
    client_refuses<TestType>(meeting(terms), {{reason::key_changed}});

    CHECK(store.lookup(host()).value() == pin_of(stranger()));
    CHECK(store.size() == 1);
    REQUIRE(store.replace(host(), pin_of(pki.server)));
    client_accepts<TestType>(meeting(terms));
}

TEMPLATE_LIST_TEST_CASE("a refusal for a changed key shows both keys", "[trust_terms]",
                        test::pairs) {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host(), pin_of(stranger())));
    const auto written = [](const key_pin& pin) {
        std::string digits;
        describe(pin, digits);
        return digits;
    };

    const auto seen = test::shake<TestType>(meeting({.first_use = store}));

    const std::string told{seen.client.report.explain().view()};
    CHECK(told.find(written(pin_of(stranger()))) != told.npos);
    CHECK(told.find(written(pin_of(test::standard().server))) != told.npos);
}

TEMPLATE_LIST_TEST_CASE("a key that an authority vouches for is remembered too", "[trust_terms]",
                        test::pairs) {
    onetls::memory_pin_store<1> store;

    client_accepts<TestType>(meeting({.first_use = store}));

    CHECK(store.lookup(host()).value() == pin_of(test::standard().server));
}

TEMPLATE_LIST_TEST_CASE("first use saves nobody from name and time, and remembers none of them",
                        "[trust_terms]", test::pairs) {
    onetls::memory_pin_store<2> store;
    const trust_terms terms{.first_use = store};

    client_refuses<TestType>(
        meeting(test::show(self_signed()), trust::none(), terms, "example.com"),
        {{reason::name_mismatch}});
    client_refuses<TestType>(meeting(test::show(expired_self_signed()), trust::none(), terms),
                             {{reason::expired}});

    CHECK(store.size() == 0);
}

// Under TLS 1.2 the client is refused before its handshake is complete.
TEMPLATE_LIST_TEST_CASE("a key is remembered only when the handshake has succeeded",
                        "[trust_terms]", test::pairs) {
    onetls::memory_pin_store<1> store;
    const auto server = test::show(self_signed());
    auto wanted = meeting(server, trust::none(), {.first_use = store});
    wanted.server.client_auth = onetls::client_auth::required;
    wanted.server.trust = trust::only(test::standard().root_pem);

    const auto seen = test::shake<TestType>(wanted, protocol_version::tls1_2);

    CHECK_FALSE(seen.client.done);
    CHECK(seen.client.failure.code == errc::peer_alert);
    CHECK(store.size() == 0);
}

namespace {

/// A store that fails to read or to write.
struct failing_store {
    bool reads = false;

    onetls::result<std::optional<key_pin>> lookup(const onetls::identity&) {
        if (reads) return std::nullopt;
        return std::unexpected(error{errc::bad_input, cause::unreadable, field::pin_store});
    }
    onetls::result<void> remember(const onetls::identity&, const key_pin&) {
        return std::unexpected(
            error{.code = errc::out_of_memory, .where = field::pin_store, .native = 28});
    }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("a store that cannot be read refuses everybody", "[trust_terms]",
                        test::pairs) {
    failing_store store{.reads = false};
    const trust_terms terms{.first_use = store};
    const auto alone = test::show(self_signed());

    client_refuses<TestType>(meeting(terms), {{reason::store_unreadable}});
    client_refuses<TestType>(meeting(alone, trust::none(), terms),
                             {{reason::self_signed}, {reason::store_unreadable}});
}

TEMPLATE_LIST_TEST_CASE("a store that cannot be written fails the handshake", "[trust_terms]",
                        test::pairs) {
    failing_store store{.reads = true};
    const auto server = test::show(self_signed());
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        auto wanted = meeting(server, trust::none(), {.first_use = store});
        wanted.client.policy = test::only(version);
        auto ends = test::joined_pair<TestType>(wanted);

        const auto shaken = test::handshake(ends.client, ends.server);

        REQUIRE_FALSE(shaken.client);
        const error expected{.code = errc::out_of_memory, .where = field::pin_store, .native = 28};
        CHECK(static_cast<const error&>(shaken.client.error()) == expected);
        CHECK(test::write_error(ends.client) == expected);
        CHECK(test::read_error(ends.client) == expected);
        CHECK(ends.client.handshake().error().code == errc::out_of_memory);
    }
}

TEMPLATE_LIST_TEST_CASE("a full store refuses further peers", "[trust_terms]", test::pairs) {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host("example.com"), key_pin{}));
    const auto server = test::show(self_signed());
    for (const auto version : test::versions) {
        const auto seen =
            test::shake<TestType>(meeting(server, trust::none(), {.first_use = store}), version);

        CHECK(seen.client.failure.code == errc::out_of_memory);
        CHECK(seen.client.failure.where == field::pin_store);
        CHECK(store.size() == 1);
    }
}

TEMPLATE_LIST_TEST_CASE("first use works with a file", "[trust_terms]", test::pairs) {
    const test::temporary_file file{"# ours\n"};
    const auto alone = self_signed();
    const auto server = test::show(alone);
    const auto other = test::show(self_signed());
    auto store = test::value_of(onetls::file_pin_store::open(file.path()), "store");
    const trust_terms terms{.first_use = store};

    client_accepts<TestType>(meeting(server, trust::none(), terms), {{reason::self_signed}});
    client_refuses<TestType>(meeting(other, trust::none(), terms),
                             {{reason::self_signed}, {reason::key_changed}});

    CHECK(store.lookup(host()).value() == pin_of(alone));
    std::filesystem::remove(file.path() + ".lock");
}

// Exceptions.

TEMPLATE_LIST_TEST_CASE("an exception excuses exactly its reasons, key, peer and time",
                        "[trust_terms]", test::pairs) {
    const auto late = expired();
    const auto server = test::show(late, {test::standard().intermediate.pem()});
    const auto anchors = trust::only(test::standard().root_pem);
    const auto until = onetls::timestamp{onetls::system_time().seconds + 3600};
    const trust_exception exact{host(), pin_of(late), {reason::expired}, until};
    const auto with = [&](const trust_exception& each, std::string peer = "example.org") {
        return meeting(server, anchors, {.exceptions = {&each, 1}}, std::move(peer));
    };
    auto other_reason = exact;
    other_reason.reasons = {reason::not_yet_valid, reason::name_mismatch};
    auto other_key = exact;
    other_key.key = pin_of(test::standard().intermediate);
    auto other_peer = exact;
    other_peer.peer = host("www.example.org");
    auto over = exact;
    over.until = onetls::timestamp{onetls::system_time().seconds - 3600};

    client_accepts<TestType>(with(exact), {{reason::expired}});
    for (const auto& each : {other_reason, other_key, other_peer, over})
        client_refuses<TestType>(with(each), {{reason::expired}});
    client_refuses<TestType>(with(exact, "example.com"),
                             {{reason::expired}, {reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("an exception leaves every other reason standing", "[trust_terms]",
                        test::pairs) {
    const auto alone = expired_self_signed();
    const auto server = test::show(alone);
    const auto until = onetls::timestamp{onetls::system_time().seconds + 3600};
    const std::array both{trust_exception{host(), pin_of(alone), {reason::expired}, until},
                          trust_exception{host(), pin_of(alone), {reason::self_signed}, until}};

    client_refuses<TestType>(
        meeting(server, trust::only(test::standard().root_pem), {.exceptions = {both.data(), 1}}),
        {{reason::self_signed}});
    client_accepts<TestType>(meeting(server, trust::none(), {.exceptions = both}),
                             {{reason::expired}, {reason::self_signed}});
}

// The hook.

namespace {

/// A hook that counts and looks.
struct watcher {
    bool answer = true;
    int calls = 0;
    bool trusted = false;
    std::size_t sent = 0;
    std::size_t built = 0;
    std::set<std::string> found = {};
    std::set<std::string> tolerated = {};
    std::optional<onetls::identity> expected = {};

    onetls::verdict_hook hook() { return {.accepts = &asked, .context = this}; }

    static bool asked(void* self, const onetls::verification& report) noexcept {
        auto& seen = *static_cast<watcher*>(self);
        ++seen.calls;
        seen.trusted = report.trusted();
        seen.sent = report.chain().size();
        seen.built = report.verified_chain().size();
        seen.found = test::told(report.findings());
        seen.tolerated = test::told(report.tolerated());
        seen.expected = report.expected();
        return seen.answer;
    }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("a hook sees the whole report of a handshake once", "[trust_terms]",
                        test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        watcher seen;

        CHECK(test::shake<TestType>(meeting({.hook = seen.hook()}), version).done());

        CHECK(seen.calls == 1);
        CHECK(seen.trusted);
        CHECK(seen.sent == 2);
        CHECK(seen.built == 3);
        CHECK(seen.expected == host());
    }
}

TEMPLATE_LIST_TEST_CASE("a hook sees what was put up with", "[trust_terms]", test::pairs) {
    const auto alone = self_signed();
    const auto server = test::show(alone);
    watcher seen;
    const trust_terms terms{.trusted_keys = {pin_of(alone)}, .hook = seen.hook()};

    client_accepts<TestType>(meeting(server, trust::none(), terms), {{reason::self_signed}});

    CHECK(seen.tolerated == test::told(founds{{reason::self_signed}}));
    CHECK(seen.found.empty());
}

TEMPLATE_LIST_TEST_CASE("a hook may refuse", "[trust_terms]", test::pairs) {
    watcher seen{.answer = false};
    onetls::memory_pin_store<1> store;

    client_refuses<TestType>(meeting({.first_use = store, .hook = seen.hook()}),
                             {{reason::refused_by_hook}});

    CHECK(seen.calls == 2);
    CHECK(store.size() == 0);
}

TEMPLATE_LIST_TEST_CASE("a hook cannot accept what was refused", "[trust_terms]", test::pairs) {
    for (const bool answer : {true, false}) {
        watcher seen{.answer = answer};

        client_refuses<TestType>(meeting({.hook = seen.hook()}, "example.com"),
                                 {{reason::name_mismatch}});

        // Once in each version: it sees refused peers too.
        CHECK(seen.calls == 2);
        CHECK_FALSE(seen.trusted);
        CHECK(seen.found == test::told(founds{{reason::name_mismatch}}));
    }
}

// What is insecure.

TEMPLATE_LIST_TEST_CASE("any name is any name of a trusted authority", "[trust_terms]",
                        test::pairs) {
    const auto& pki = test::standard();
    const trust_terms terms{.waived = onetls::insecure::any_name()};
    const auto nameless = pki.intermediate.issue({});
    const auto server = test::show(nameless, {pki.intermediate.pem()});
    const auto late = test::show(expired(), {pki.intermediate.pem()});
    const auto alone = test::show(self_signed());
    const auto anchors = trust::only(pki.root_pem);

    client_accepts<TestType>(meeting(terms));
    client_accepts<TestType>(meeting(terms, "example.com"), {{reason::name_mismatch}});
    client_accepts<TestType>(meeting(terms, "192.0.2.77"), {{reason::name_mismatch}});
    client_accepts<TestType>(meeting(server, anchors, terms), {{reason::no_alternative_name}});
    client_refuses<TestType>(meeting(late, anchors, terms, "example.com"), {{reason::expired}});
    client_refuses<TestType>(meeting(alone, anchors, terms, "example.com"),
                             {{reason::self_signed}});
}

TEMPLATE_LIST_TEST_CASE("any certificate is any that can be read", "[trust_terms]", test::pairs) {
    const auto& pki = test::standard();
    const trust_terms terms{.waived = onetls::insecure::any_certificate()};
    const auto alone = test::show(expired_self_signed());
    const auto chain = test::show(pki.server, {pki.intermediate.pem()});
    auto broken = chain;
    auto der = pki.server.der();
    der.back() ^= std::byte{1};
    broken.chain = test::to_pem(der) + pki.intermediate.pem();

    client_accepts<TestType>(meeting(terms));
    client_accepts<TestType>(meeting(alone, trust::none(), terms, "example.com"),
                             {{reason::self_signed}, {reason::expired}, {reason::name_mismatch}});
    client_accepts<TestType>(meeting(chain, trust::none(), terms), {{reason::unknown_issuer, 1}});
    client_accepts<TestType>(meeting(broken, trust::only(pki.root_pem), terms),
                             {{reason::bad_signature}});
}

TEMPLATE_LIST_TEST_CASE("any name is not enough without trust in anybody", "[trust_terms]",
                        test::backends) {
    const error no_anchor{errc::bad_input, cause::no_anchor, field::trust};

    CHECK(client_failure<TestType>({.trust = trust::none()}) == no_anchor);
    CHECK(client_failure<TestType>({.trust = trust::none(), .terms = {.pins = {key_pin{}}}}) ==
          no_anchor);
    CHECK(client_failure<TestType>(
              {.trust = trust::none(), .terms = {.waived = onetls::insecure::any_name()}}) ==
          no_anchor);
    CHECK(client_failure<TestType>(
              {.trust = trust::none(), .terms = {.waived = onetls::insecure::any_certificate()}})
              .code == errc::internal);
}
