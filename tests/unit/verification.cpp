// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_view.hpp>
#include <onetls/explanation.hpp>
#include <onetls/verification.hpp>

#include "encoder.hpp"

using namespace onetls;
using detail::report;

namespace {

static_assert(std::is_nothrow_copy_constructible_v<verification>);
static_assert(std::is_nothrow_move_constructible_v<verification>);
static_assert(std::is_convertible_v<handshake_error, error>);
static_assert(sizeof(verification) == sizeof(void*));

const test::encoded leaf = encode(test::certificate_parts{
    .subject = test::name("leaf"),
    .extensions = {test::extension(17, test::sequence({test::element(0x82, "example.net")}))}});
const test::encoded root = encode(test::certificate_parts{.subject = test::name("issuer")});

/// A report with a peer, its issuer and `findings`.
verification made(std::initializer_list<finding> findings,
                  std::optional<identity> expected = *identity::parse("example.org")) {
    auto* filled = report::create(leaf.size() * 2 + root.size());
    REQUIRE(filled != nullptr);
    filled->append(filled->sent, leaf);
    filled->append(filled->built, leaf);
    filled->append(filled->built, root);
    for (const auto& each : findings) note(filled->findings, each);
    filled->expected = std::move(expected);
    filled->at = timestamp{1'800'000'000};
    return verification{detail::shared<report>::adopt(filled)};
}

bool same(std::span<const std::byte> left, const test::encoded& right) {
    return std::ranges::equal(left, right);
}

bool says(const verification& told, std::string_view words) {
    const auto line = told.explain();
    INFO(line.view());
    return line.view().find(words) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a peer that nobody verified is not trusted", "[verification]") {
    const verification nothing;

    CHECK_FALSE(nothing.known());
    CHECK_FALSE(nothing.trusted());
    CHECK(nothing.findings().empty());
    CHECK(nothing.chain().empty());
    CHECK(nothing.verified_chain().empty());
    CHECK_FALSE(nothing.expected());
    CHECK_FALSE(nothing.presented());
    CHECK_FALSE(nothing.has(reason::other));
}

TEST_CASE("a peer without a finding is trusted", "[verification]") {
    const auto told = made({});

    CHECK(told.known());
    CHECK(told.trusted());
    CHECK(told.time() == timestamp{1'800'000'000});
}

TEST_CASE("a peer with one finding is not trusted", "[verification]") {
    const auto told = made({{reason::expired, 1, 10}});

    CHECK_FALSE(told.trusted());
    REQUIRE(told.findings().size() == 1);
    CHECK(told.findings()[0].depth == 1);
    CHECK(told.findings()[0].native == 10);
    CHECK(told.has(reason::expired));
    CHECK_FALSE(told.has(reason::revoked));
}

TEST_CASE("a report holds the certificates as they were sent and as they were judged",
          "[verification]") {
    const auto told = made({});

    REQUIRE(told.chain().size() == 1);
    REQUIRE(told.verified_chain().size() == 2);
    CHECK(same(told.chain()[0], leaf));
    CHECK(same(told.verified_chain()[0], leaf));
    CHECK(same(told.verified_chain()[1], root));
    REQUIRE(told.presented());
    CHECK(same(told.presented()->der(), leaf));
}

TEST_CASE("a report lives as long as its last copy", "[verification]") {
    std::optional<verification> first{made({{reason::expired}})};
    const auto second = *first;

    first.reset();

    CHECK(second.has(reason::expired));
    CHECK(same(second.chain()[0], leaf));
}

TEST_CASE("a report without room for a certificate leaves it out", "[verification]") {
    auto* filled = report::create(leaf.size());
    REQUIRE(filled != nullptr);
    const auto owner = detail::shared<report>::adopt(filled);

    CHECK(filled->append(filled->sent, leaf.size() + 1).empty());
    CHECK(filled->append(filled->sent, leaf.size()).size() == leaf.size());
    CHECK(filled->append(filled->sent, 1).empty());
    CHECK(filled->sent.size() == 1);
}

TEST_CASE("a report keeps the first 16 certificates of a longer chain", "[verification]") {
    auto* filled = report::create(100);
    REQUIRE(filled != nullptr);
    const auto owner = detail::shared<report>::adopt(filled);

    for (int count = 0; count != 17; ++count) filled->append(filled->sent, 1);

    CHECK(filled->sent.size() == 16);
    CHECK(filled->sent.overflowed());
}

TEST_CASE("an unreadable certificate presents nothing", "[verification]") {
    auto* filled = report::create(1);
    REQUIRE(filled != nullptr);
    filled->append(filled->sent, test::hex("00"));

    const verification told{detail::shared<report>::adopt(filled)};

    CHECK_FALSE(told.presented());
    CHECK(says(told, "trusted"));
}

TEST_CASE("a hook may refuse what was accepted, and cannot accept what was refused",
          "[verification]") {
    int asked = 0;
    const auto hook =
        [&](bool accept) {
            return verdict_hook{
            .accepts =
                accept ? [](void* count, const verification&) noexcept {
                    return ++*static_cast<int*>(count), true;
                } : [](void* count, const verification&) noexcept {
                    return ++*static_cast<int*>(count), false;
                },
            .context = &asked};
        };

    CHECK(ask(hook(true), made({})).trusted());
    CHECK(asked == 1);
    CHECK(ask(hook(false), made({})).has(reason::refused_by_hook));
    CHECK(asked == 2);
    CHECK_FALSE(ask(hook(true), made({{reason::expired}})).trusted());
    CHECK(asked == 3);
    CHECK_FALSE(ask(hook(true), verification{}).trusted());
    CHECK(asked == 3);
    CHECK(ask({}, made({})).trusted());
}

TEST_CASE("a handshake error is an error with a report", "[verification]") {
    const handshake_error plain{error{errc::closed}};
    const handshake_error full{error{errc::untrusted_peer}, made({{reason::expired}})};

    CHECK(plain.code == errc::closed);
    CHECK_FALSE(plain.report.known());
    CHECK(full.code == errc::untrusted_peer);
    CHECK(full.report.has(reason::expired));
}

TEST_CASE("a handshake error writes its reasons where there are any", "[verification]") {
    const auto written = [](const handshake_error& failure) {
        std::ostringstream stream;
        stream << failure;
        return stream.str();
    };

    CHECK(written(error{errc::closed}) == "closed by the peer");
    CHECK(written({error{errc::peer_alert}, made({})}) == "the peer sent a fatal alert");
    CHECK(written({error{errc::untrusted_peer}, made({{reason::revoked}})}) ==
          "the peer is not trusted: The peer was refused: it should be example.org. "
          "The peer's certificate (CN=leaf) was revoked by its issuer.");
}
