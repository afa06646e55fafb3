// SPDX-License-Identifier: BSL-1.0
#include "bad_input.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/reason.hpp>

#include "backends.hpp"

/// Certificates that nobody should send: the answer is a reason, in bounded time.

using namespace judge;
using namespace std::string_view_literals;
using onetls::reason;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The subjectAltName extension with one dNSName, whatever bytes that has.
test::raw_extension host_of(std::string_view name) {
    return {.oid = "subjectAltName", .der = element(0x30, element(0x82, name))};
}

/// The standard server's certificate with `what` replaced by `with`, of the same size: its
/// signature breaks, but who reads it has to come so far.
bytes with_bytes(bytes from, const bytes& what, const bytes& with) {
    const auto found = std::ranges::search(from, what);
    REQUIRE(found.size() == with.size());
    std::ranges::copy(with, found.begin());
    return from;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("what is no certificate is refused, whatever its size", "[bad_input]",
                        test::backends) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100}, mebibyte}) {
        for (const unsigned octet : {0x00U, 0x30U, 0x80U, 0xffU})
            CHECK(refuses<TestType>(source_of(repeated(size, octets({octet})))));
        CHECK(refuses<TestType>(std::string(size, '-')));
    }
}

TEMPLATE_LIST_TEST_CASE("lengths that nest, lie or have no end are refused", "[bad_input]",
                        test::backends) {
    for (const auto& pattern : {octets({0x30, 0x80}), octets({0x30, 0x83, 0x0f, 0xff, 0xf0}),
                                octets({0x30, 0x84, 0xff, 0xff, 0xff, 0xff}),
                                octets({0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff})}) {
        CHECK(refuses<TestType>(source_of(repeated(mebibyte, pattern))));
        CHECK(refuses<TestType>(test::to_pem(repeated(mebibyte, pattern))));
    }
    bytes nested;
    while (nested.size() < 60'000) nested = element(0x30, nested);
    CHECK(refuses<TestType>(source_of(nested)));
}

TEMPLATE_LIST_TEST_CASE("a certificate that ends early is refused", "[bad_input]", test::backends) {
    const auto whole = test::standard().server.der();
    const auto issuer = test::standard().intermediate.pem();
    REQUIRE(verify<TestType>(source_of(whole), issuer)->trusted());
    for (std::size_t size = 0; size != whole.size(); ++size)
        REQUIRE(refuses<TestType>(std::span{whole}.first(size), issuer));
}

TEMPLATE_LIST_TEST_CASE("a certificate with one byte changed is refused", "[bad_input]",
                        test::backends) {
    auto changed = test::standard().server.der();
    const auto issuer = test::standard().intermediate.pem();
    for (auto& each : changed) {
        const auto before = each;
        for (const unsigned mask : {0x01U, 0x80U, 0xffU}) {
            each = before ^ static_cast<std::byte>(mask);
            REQUIRE(refuses<TestType>(source_of(changed), issuer));
        }
        each = before;
    }
}

TEMPLATE_LIST_TEST_CASE("what cannot be read does not give its place to what follows",
                        "[bad_input]", test::backends) {
    const auto chain = test::standard().chain_pem;
    CHECK(refuses<TestType>(test::to_pem(repeated(100, octets({0x30}))) + chain));
    CHECK(refuses<TestType>("-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n" + chain));
}

TEMPLATE_LIST_TEST_CASE("a certificate may have 10,000 names", "[bad_input]", test::backends) {
    test::certificate_spec spec;
    for (int number = 0; number != 10'000; ++number)
        spec.names.push_back("dns:host-" + std::to_string(number) + ".example.org");
    spec.names.push_back("dns:example.org");
    const auto chain = chain_of(spec);
    const auto root = test::standard().root_pem;
    const stopwatch watch;
    CHECK(verify<TestType>(chain, root)->trusted());
    CHECK(verify<TestType>(chain, root, "example.com")->has(reason::name_mismatch));
    CHECK(watch.seconds() < at_most_seconds);
}

TEMPLATE_LIST_TEST_CASE("more extensions than anybody needs are refused", "[bad_input]",
                        test::backends) {
    for (const int count : {300, 10'000}) {
        test::certificate_spec spec{.names = {"dns:example.org"}};
        for (int number = 0; number != count; ++number)
            spec.extensions.push_back({.oid = "1.3.6.1.4.1.99999." + std::to_string(number)});
        CHECK(refuses<TestType>(chain_of(spec)));
    }
}

TEMPLATE_LIST_TEST_CASE("a NUL ends no name", "[bad_input]", test::backends) {
    const auto root = test::standard().root_pem;
    for (const auto presented : {"example.org\0"sv, "example.org\0.example.net"sv, "\0"sv,
                                 "*\0.example.org"sv, "example.org.\0"sv}) {
        const auto chain = chain_of({.extensions = {host_of(presented)}});
        CHECK(refuses<TestType>(chain));
        CHECK_FALSE(verify<TestType>(chain, root, "example.net")->trusted());
    }
    CHECK(refuses<TestType>(chain_of({.common_name = std::string{"example.org\0.example.net"sv}})));
}

TEMPLATE_LIST_TEST_CASE("names beyond ASCII match nothing, and do no harm", "[bad_input]",
                        test::backends) {
    for (const auto presented : {"ex\xc3\xa4mple.org"sv, "example\xe3\x80\x82org"sv, "\xff\xfe"sv,
                                 "\xef\xbc\x8a.org"sv, "*.\xc3\xa4"sv, ""sv}) {
        CHECK(refuses<TestType>(chain_of({.extensions = {host_of(presented)}})));
    }
    const auto chain = chain_of({.common_name = "b\xc3\xbc"
                                                "cher \xf0\x9f\x94\x92",
                                 .names = {"dns:example.org"}});
    CHECK(verify<TestType>(chain, test::standard().root_pem)->trusted());
}

TEMPLATE_LIST_TEST_CASE("a name of one mebibyte matches nothing", "[bad_input]", test::backends) {
    const std::string presented(mebibyte, 'a');
    CHECK(refuses<TestType>(chain_of({.extensions = {host_of(presented)}})));
    CHECK(refuses<TestType>(chain_of({.extensions = {host_of("*." + presented)}})));
}

TEMPLATE_LIST_TEST_CASE("dates at the ends of the calendar are judged, or refused", "[bad_input]",
                        test::backends) {
    const auto tag = [](unsigned type, std::string_view digits) { return element(type, digits); };
    const auto at_end = std::chrono::sys_days{std::chrono::January / 2 / 2060};
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(at_end - std::chrono::system_clock::now());
    const auto whole =
        test::standard().intermediate.issue({.names = {"dns:example.org"}, .ends = left}).der();
    const auto at = std::ranges::search(whole, onetls::detail::as_bytes("\x18\x0f"
                                                                        "2060"));
    REQUIRE(at.size() == 6);
    for (const auto date :
         {"00000101000000Z"sv, "19491231235959Z"sv, "99991231235959Z"sv, "19500230000000Z"sv,
          "20601301000000Z"sv, "2060010100000\0Z"sv, "206001010000+01"sv, "-0600101000000Z"sv}) {
        const bytes found{at.begin(), at.begin() + 17};
        CHECK(refuses<TestType>(source_of(with_bytes(whole, found, tag(0x18, date))),
                                test::standard().intermediate.pem()));
    }
}
