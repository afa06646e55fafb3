// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/explanation.hpp>

#include "encoder.hpp"

using namespace onetls;
using detail::report;

namespace {

const identity example = *identity::parse("example.org");

/// A certificate of 2026 to 2036 with `count` names.
test::encoded leaf_with(std::size_t count) {
    std::vector<test::encoded> names;
    for (std::size_t index = 0; index != count; ++index)
        names.push_back(test::element(0x82, std::string{"n"} + std::to_string(index) + ".net"));
    test::certificate_parts parts{.subject = test::name("leaf")};
    if (count != 0) parts.extensions = {test::extension(17, test::sequence(names))};
    return encode(parts);
}

/// What is told of a peer with `findings`.
std::string told(std::initializer_list<finding> findings, const test::encoded& leaf = leaf_with(1),
                 std::optional<identity> expected = example,
                 timestamp at = timestamp{1'800'000'000}) {
    auto* filled = report::create(leaf.size());
    REQUIRE(filled != nullptr);
    filled->append(filled->sent, leaf);
    for (const auto& each : findings) note(filled->findings, each);
    filled->expected = std::move(expected);
    filled->at = at;
    return std::string{verification{detail::shared<report>::adopt(filled)}.explain().view()};
}

bool contains(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

}  // namespace

TEST_CASE("every reason has a meaning of its own", "[explanation]") {
    std::set<std::string_view> meanings;

    for (int code = 0; code <= static_cast<int>(reason::other); ++code)
        meanings.insert(detail::meaning_of(static_cast<reason>(code)));

    CHECK(meanings.size() == static_cast<std::size_t>(reason::other) + 1);
    CHECK_FALSE(meanings.contains("was refused"));
}

TEST_CASE("nothing is told of a peer that nobody verified", "[explanation]") {
    CHECK(verification{}.explain() == "No certificate was verified.");
}

TEST_CASE("of a trusted peer it is told who it is", "[explanation]") {
    CHECK(told({}) == "The peer is example.org.");
    CHECK(told({}, leaf_with(1), std::nullopt) == "The peer is trusted.");
}

TEST_CASE("a mismatch tells the expected and the presented names", "[explanation]") {
    CHECK(told({{reason::name_mismatch}}) ==
          "The peer was refused: it should be example.org. The peer's certificate (CN=leaf) is for "
          "other names. It is for n0.net; the common name does not count.");
}

TEST_CASE("of many names a few are told", "[explanation]") {
    CHECK(contains(told({{reason::name_mismatch}}, leaf_with(5)), "n3.net, n4.net;"));
    CHECK(contains(told({{reason::name_mismatch}}, leaf_with(6)), "n4.net, ...;"));
    CHECK_FALSE(contains(told({{reason::name_mismatch}}, leaf_with(6)), "n5.net"));
    CHECK(contains(told({{reason::no_alternative_name}}, leaf_with(0)), "for no name at all;"));
}

TEST_CASE("dates tell how far away they are", "[explanation]") {
    const auto after = [](std::int64_t seconds) { return timestamp{2'082'758'400 + seconds}; };
    const auto before = [](std::int64_t seconds) { return timestamp{1'767'225'600 - seconds}; };
    const auto expired = [&](std::int64_t seconds) {
        return told({{reason::expired}}, leaf_with(1), example, after(seconds));
    };

    CHECK(contains(expired(3 * 86'400), "It ended 3 days ago"));
    CHECK(contains(expired(600), "It ended 10 minutes ago"));
    CHECK(contains(told({{reason::not_yet_valid}}, leaf_with(1), example, before(2 * 86'400)),
                   "It begins in 2 days"));
}

TEST_CASE("an unknown issuer is named, with advice", "[explanation]") {
    const auto line = told({{reason::unknown_issuer}});

    CHECK(contains(line, "Its issuer is CN=issuer: trust that authority"));
}

TEST_CASE("every finding is told, in order", "[explanation]") {
    const auto line = told({{reason::expired}, {reason::revoked}});

    CHECK(line.find("has expired") < line.find("was revoked"));
    CHECK(contains(line, "was revoked"));
}

TEST_CASE("a finding at a depth without a certificate is told all the same", "[explanation]") {
    CHECK(contains(told({{reason::weak_key, 1}}),
                   "The certificate at depth 1 has a key that is too weak."));
}

TEST_CASE("a certificate that cannot be read is told of without its name", "[explanation]") {
    CHECK(contains(told({{reason::malformed}}, test::hex("00")),
                   "The peer's certificate cannot be read."));
}

TEST_CASE("what a certificate says cannot break a line or a terminal", "[explanation]") {
    test::certificate_parts parts{.subject = test::name("a\nb\x1b[31m")};
    parts.extensions = {
        test::extension(17, test::sequence({test::element(0x82, "evil\r\nname\x1b[0m")}))};

    const auto line = told({{reason::name_mismatch}}, encode(parts));

    for (const char character : line) CHECK(static_cast<unsigned char>(character) >= 0x20);
}

TEST_CASE("an explanation that is too long is cut off", "[explanation]") {
    const auto line =
        told({{reason::expired, 0}, {reason::revoked, 0}, {reason::weak_key, 0}},
             encode(test::certificate_parts{.subject = test::name(std::string(900, 'x'))}));

    CHECK(line.size() == 1024);
}
