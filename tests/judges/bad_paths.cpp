// SPDX-License-Identifier: BSL-1.0
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/reason.hpp>

#include "backends.hpp"
#include "bad_input.hpp"

/// Chains that are made to keep a verifier busy: the answer is a reason, in bounded time.

using namespace judge;
using onetls::reason;

namespace {

/// Authorities that all issue each other, each with the same key and name whoever issues it.
std::vector<test::certified> cross_signed(int count) {
    const auto spec_of = [](int number) {
        auto spec = test::authority("authority " + std::to_string(number));
        spec.key = test::key_kind::rsa2048;
        spec.key_number = number;
        return spec;
    };
    std::vector<test::certified> all;
    for (int issuer = 0; issuer != count; ++issuer) {
        const auto own = test::certified::self_signed(spec_of(issuer));
        for (int issued = 0; issued != count; ++issued)
            if (issued != issuer) all.push_back(own.issue(spec_of(issued)));
    }
    return all;
}

std::string pem_of(const std::vector<test::certified>& all) {
    std::string whole;
    for (const auto& each : all) whole += each.pem();
    return whole;
}

/// `count` permitted subtrees, none of which holds example.com.
test::raw_extension constraints(int count) {
    bytes permitted;
    for (int number = 0; number != count; ++number) {
        const auto host = "host-" + std::to_string(number) + ".example.org";
        append(permitted, element(0x30, element(0x82, host)));
    }
    return {
        .oid = "nameConstraints", .critical = true, .der = element(0x30, element(0xa0, permitted))};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a chain of 100 authorities is refused", "[bad_paths]", test::backends) {
    auto last = test::certified::self_signed(test::authority("root"));
    const auto root = last.pem();
    std::string chain;
    for (int number = 0; number != 100; ++number) {
        last = last.issue(test::authority("authority " + std::to_string(number)));
        chain.insert(0, last.pem());
    }
    CHECK(refuses<TestType>(last.issue({.names = {"dns:example.org"}}).pem() + chain, root));
}

TEMPLATE_LIST_TEST_CASE("authorities that issue each other lead nowhere, in time", "[bad_paths]",
                        test::backends) {
    const auto all = cross_signed(8);
    const auto leaf = all.front().issue({.names = {"dns:example.org"}});
    CHECK(refuses<TestType>(leaf.pem() + pem_of(all)));
}

TEMPLATE_LIST_TEST_CASE("paths beyond number that all fail are given up in time", "[bad_paths]",
                        test::backends) {
    const auto all = cross_signed(8);
    const auto leaf = all.front().issue({.names = {"dns:example.com"}});
    CHECK(refuses<TestType>(leaf.pem() + pem_of(all), all.back().pem()));
}

TEMPLATE_LIST_TEST_CASE("large certificates that issue each other take no longer", "[bad_paths]",
                        test::backends) {
    auto spec = test::authority("large");
    spec.extensions = {{.oid = "1.3.6.1.4.1.99999.1", .der = bytes(1 << 16)}};
    std::string chain;
    auto issuer = test::certified::self_signed(spec);
    for (int number = 0; number != 16; ++number) {
        issuer = issuer.issue(spec);
        chain += issuer.pem();
    }
    CHECK(refuses<TestType>(issuer.issue({.names = {"dns:example.org"}}).pem() + chain));
}

TEMPLATE_LIST_TEST_CASE("the same certificate a thousand times is no longer chain", "[bad_paths]",
                        test::backends) {
    const auto& pki = test::standard();
    auto chain = pki.chain_pem;
    for (int number = 0; number != 1000; ++number) chain += pki.intermediate.pem();
    const stopwatch watch;
    CHECK(verify<TestType>(chain, pki.root_pem)->trusted());
    CHECK(watch.seconds() < at_most_seconds);
    CHECK(refuses<TestType>(chain, test::certified::self_signed(test::authority("other")).pem()));
}

TEMPLATE_LIST_TEST_CASE("names times constraints are not compared to the end", "[bad_paths]",
                        test::backends) {
    auto spec = test::authority("bounded");
    spec.extensions = {constraints(1000)};
    const auto bounded = test::standard().root.issue(spec);
    test::certificate_spec leaf;
    for (int number = 0; number != 1000; ++number) leaf.names.push_back("dns:example.com");
    const stopwatch watch;
    const auto found = verify<TestType>(bounded.issue(leaf).pem() + bounded.pem(),
                                        test::standard().root_pem, "example.com");
    REQUIRE(found);
    CHECK_FALSE(found->trusted());
    CHECK(watch.seconds() < at_most_seconds);
}

TEMPLATE_LIST_TEST_CASE("a peer that vouches for itself and for others is no root", "[bad_paths]",
                        test::backends) {
    const auto own = test::certified::self_signed(test::authority("OneTLS test root"));
    const auto leaf = own.issue({.names = {"dns:example.org"}});
    CHECK(refuses<TestType>(leaf.pem() + own.pem()));
    CHECK(refuses<TestType>(leaf.pem() + own.pem() + test::standard().root_pem));
}
