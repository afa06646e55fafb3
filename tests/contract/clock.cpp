// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <cstdint>
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"
#include "words.hpp"

namespace {

using onetls::reason;
using onetls::timestamp;
using onetls::trust;
using std::chrono::hours;
using test::client_accepts;
using test::client_refuses;

constexpr hours year{24 * 365};

/// A clock that the tests set, as seconds from the system's.
std::int64_t offset = 0;

timestamp injected() noexcept {
    return timestamp{onetls::system_time().seconds + offset};
}

void set_clock(std::chrono::seconds from_now) {
    offset = from_now.count();
}

/// A chain that was valid from 20 years ago until 10 years ago.
struct old_pki {
    test::certified root = test::certified::self_signed(old(test::authority("old root")));
    test::certified intermediate = root.issue(old(test::authority("old intermediate")));
    test::certified server = intermediate.issue(old({.names = {"dns:example.org"}}));
    std::string root_pem = root.pem();
    test::shown shown = test::show(server, {intermediate.pem()});

    static test::certificate_spec old(test::certificate_spec spec) {
        spec.begins = -20 * year;
        spec.ends = -10 * year;
        return spec;
    }
    static const old_pki& get() {
        static const old_pki made;
        return made;
    }
};

/// A client with the injected clock, and a server that shows the old chain.
test::settings old_settings() {
    const auto& pki = old_pki::get();
    return {.client = {.trust = trust::only(pki.root_pem), .clock = &injected},
            .server = {.credential = pki.shown.credential()}};
}

test::settings present_settings() {
    auto wanted = test::standard_settings();
    wanted.client.clock = &injected;
    return wanted;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a clock in the past accepts what has long expired", "[clock]",
                        test::pairs) {
    set_clock(-15 * year);

    client_accepts<TestType>(old_settings());
}

TEMPLATE_LIST_TEST_CASE("a clock in the past refuses what is valid today", "[clock]", test::pairs) {
    set_clock(-15 * year);

    client_refuses<TestType>(
        present_settings(),
        {{reason::not_yet_valid}, {reason::not_yet_valid, 1}, {reason::not_yet_valid, 2}});
}

TEMPLATE_LIST_TEST_CASE("a clock in the future refuses what is valid today", "[clock]",
                        test::pairs) {
    set_clock(year);

    client_refuses<TestType>(present_settings(),
                             {{reason::expired}, {reason::expired, 1}, {reason::expired, 2}});
}

TEMPLATE_LIST_TEST_CASE("without a clock it is the system's", "[clock]", test::pairs) {
    auto wanted = old_settings();
    wanted.client.clock = onetls::client_config{}.clock;

    client_refuses<TestType>(wanted,
                             {{reason::expired}, {reason::expired, 1}, {reason::expired, 2}});
    client_accepts<TestType>(test::standard_settings());
}

TEMPLATE_LIST_TEST_CASE("a report tells the time that was judged at", "[clock]", test::pairs) {
    for (const auto when : {-15 * year, year}) {
        set_clock(when);
        const auto seen = test::shake<TestType>(old_settings());
        const auto off = seen.client.report.time().seconds - injected().seconds;
        CHECK(-60 < off);
        CHECK(off <= 0);
    }
}

TEMPLATE_LIST_TEST_CASE("a server judges its clients by its own clock", "[clock]", test::pairs) {
    const auto& pki = old_pki::get();
    auto spec = old_pki::old({});
    spec.extended_key_usages = {"clientAuth"};
    const auto client = test::show(pki.intermediate.issue(spec), {pki.intermediate.pem()});
    auto wanted = test::standard_settings();
    wanted.client.credential = client.credential();
    wanted.server.client_auth = onetls::client_auth::required;
    wanted.server.trust = trust::only(pki.root_pem);
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        wanted.server.clock = onetls::system_time;
        const auto refused = test::shake<TestType>(wanted, version);
        test::check_refused(refused.server,
                            {{reason::expired}, {reason::expired, 1}, {reason::expired, 2}});

        set_clock(-15 * year);
        wanted.server.clock = &injected;
        const auto accepted = test::shake<TestType>(wanted, version);
        CHECK(accepted.done());
        test::check_trusted(accepted.server.report, {});
    }
}

TEMPLATE_LIST_TEST_CASE("lists are judged by the same clock", "[clock]", test::pairs) {
    const auto& pki = old_pki::get();
    const test::revocation_spec then{.begins = -16 * year, .ends = -14 * year};
    const auto old_lists =
        test::revocation_list(pki.root, then) + test::revocation_list(pki.intermediate, then);
    const auto new_lists =
        test::revocation_list(pki.root) + test::revocation_list(pki.intermediate);
    auto wanted = old_settings();

    set_clock(-15 * year);
    wanted.client.crls = old_lists;
    client_accepts<TestType>(wanted);
    wanted.client.crls = new_lists;
    client_refuses<TestType>(wanted,
                             {{reason::revocation_unknown}, {reason::revocation_unknown, 1}});

    set_clock(-13 * year);
    wanted.client.crls = old_lists;
    client_refuses<TestType>(wanted,
                             {{reason::revocation_unknown}, {reason::revocation_unknown, 1}});
}

TEMPLATE_LIST_TEST_CASE("an exception ends by the same clock", "[clock]", test::pairs) {
    const auto& pki = old_pki::get();
    const auto leaf = pki.intermediate.issue(old_pki::old({.names = {"dns:example.com"}}));
    const auto server = test::show(leaf, {pki.intermediate.pem()});
    const onetls::trust_exception exception{
        onetls::identity::parse("example.org").value(),
        test::pin_of(leaf),
        {reason::name_mismatch},
        timestamp{onetls::system_time().seconds - std::chrono::seconds{15 * year}.count()},
    };
    auto wanted = old_settings();
    wanted.server.credential = server.credential();
    wanted.client.terms.exceptions = {&exception, 1};

    set_clock(-16 * year);
    client_accepts<TestType>(wanted, {{reason::name_mismatch}});

    set_clock(-14 * year);
    client_refuses<TestType>(wanted, {{reason::name_mismatch}});
}

TEMPLATE_LIST_TEST_CASE("a context without a clock is refused", "[clock]", test::backends) {
    auto wanted = test::standard_settings();
    wanted.client.clock = nullptr;
    wanted.server.clock = nullptr;
    const onetls::error missing{onetls::errc::bad_input, onetls::cause::missing,
                                onetls::field::clock};

    CHECK(TestType::client_context::create(wanted.client).error() == missing);
    CHECK(TestType::server_context::create(wanted.server).error() == missing);
}
