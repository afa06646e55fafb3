// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/judgement.hpp>

#include "encoder.hpp"

using namespace onetls;
using test::certificate_parts;
using test::element;
using test::encoded;
using test::hex;
using test::sequence;

namespace {

const encoded critical = hex("01 01 ff");

/// Within the validity that the encoder gives: 2026 to 2036.
constexpr timestamp now{1'800'000'000};
constexpr timestamp not_before{1'767'225'600};
constexpr timestamp not_after{2'082'758'400};

encoded names(std::string_view dns) {
    return test::extension(17, sequence({element(0x82, dns)}));
}
encoded purposes(std::string_view digits) {
    return test::extension(37, sequence({hex(digits)}));
}
encoded usage(std::string_view bits) {
    return test::extension(15, element(0x03, hex(bits)), critical);
}
encoded authority(std::string_view path_length = "") {
    return test::extension(19, sequence({hex("01 01 ff"), hex(path_length)}), critical);
}

constexpr std::string_view server_auth = "06 08 2b06010505070301";
constexpr std::string_view client_auth = "06 08 2b06010505070302";
constexpr std::string_view any_purpose = "06 04 551d2500";
constexpr std::string_view signs_handshakes = "07 80";
constexpr std::string_view signs_certificates = "02 04";

/// A path of three that is fine, to be spoiled in one place: peer, intermediate, root.
struct three {
    certificate_parts peer{
        .issuer = test::name("intermediate"),
        .subject = test::name("peer"),
        .extensions = {names("example.org"), purposes(server_auth), usage(signs_handshakes)}};
    certificate_parts intermediate{.issuer = test::name("root"),
                                   .subject = test::name("intermediate"),
                                   .extensions = {authority(), usage(signs_certificates)}};
    certificate_parts root{.issuer = test::name("root"),
                           .subject = test::name("root"),
                           .extensions = {authority(), usage(signs_certificates)}};

    std::vector<encoded> path() const { return {encode(peer), encode(intermediate), encode(root)}; }
};

const identity example = *identity::parse("example.org");

expectation for_example() {
    return {.peer = &example, .now = now};
}

/// Says whether a judgement without room for what it finds finds nothing.
bool is_spotless_without_room(std::span<const std::span<const std::byte>> path,
                              const expectation& expected) {
    onetls::finding_room found;
    onetls::finding_room tolerated;
    bool first_seen = false;
    judge(path, expected, {found, tolerated, nullptr, first_seen});
    CHECK(found.empty());
    CHECK(tolerated.empty());
    return found.untouched() && tolerated.untouched();
}

/// What is wrong with `path`, on top of what was found natively.
verdict held(const std::vector<encoded>& path, const expectation& expected = for_example(),
             const finding_list& native = {}) {
    std::vector<std::span<const std::byte>> views{path.begin(), path.end()};
    const auto full = judge(views, expected, native);
    if (native.empty()) CHECK(is_spotless_without_room(views, expected) == full.spotless());
    return full;
}

/// Says whether `why` at `depth` is all that is wrong.
bool only(const verdict& found, reason why, std::uint8_t depth) {
    return found.findings.size() == 1 && found.findings[0].why == why &&
           found.findings[0].depth == depth;
}

/// Says whether `why` at `depth` is among what is wrong.
bool among(const verdict& found, reason why, std::uint8_t depth) {
    for (const auto& each : found.findings)
        if (each.why == why && each.depth == depth) return true;
    return false;
}

/// One native finding.
finding_list native(reason why, std::uint8_t depth = 0) {
    finding_list findings;
    note(findings, {why, depth, 1});
    return findings;
}

}  // namespace

TEST_CASE("a path with which nothing is wrong is not refused", "[judgement]") {
    const auto found = held(three{}.path());

    CHECK(found.findings.empty());
    CHECK(found.tolerated.empty());
}

TEST_CASE("what was refused natively stays refused unless the exact reason is known",
          "[judgement]") {
    const auto path = three{}.path();
    for (const auto why : {reason::unknown_issuer, reason::weak_key, reason::wrong_purpose,
                           reason::not_a_certificate_authority, reason::bad_signature,
                           reason::weak_hash, reason::revoked, reason::other})
        for (std::uint8_t depth = 0; depth != 3; ++depth) {
            CAPTURE(name_of(why), static_cast<int>(depth));
            CHECK_FALSE(held(path, for_example(), native(why, depth)).findings.empty());
        }

    three spoiled;
    spoiled.intermediate.extensions = {usage(signs_certificates)};
    const auto no_authority = reason::not_a_certificate_authority;
    for (const auto& vague : {native(reason::unknown_issuer, 0), native(no_authority, 1),
                              native(reason::wrong_purpose, 1)})
        CHECK(only(held(spoiled.path(), for_example(), vague), no_authority, 1));
    CHECK(among(held(spoiled.path(), for_example(), native(reason::unknown_issuer, 1)),
                reason::unknown_issuer, 1));
    CHECK(among(held(spoiled.path(), for_example(), native(reason::weak_key, 1)), reason::weak_key,
                1));
}

TEST_CASE("a path without a certificate is refused", "[judgement]") {
    CHECK(only(held({}), reason::malformed, 0));
}

TEST_CASE("a certificate that cannot be read is refused at its depth", "[judgement]") {
    const three fine;

    CHECK(among(held({hex("30 00"), encode(fine.root)}), reason::malformed, 0));
    CHECK(among(held({encode(fine.peer), hex("00"), encode(fine.root)}), reason::malformed, 1));
    CHECK(among(held({encode(fine.peer), {}}), reason::malformed, 1));
}

TEST_CASE("what was found natively stays found", "[judgement]") {
    for (const auto why :
         {reason::bad_signature, reason::revoked, reason::weak_hash, reason::other})
        CHECK(only(held(three{}.path(), for_example(), native(why, 1)), why, 1));
}

TEST_CASE("dates are judged by the given clock alone", "[judgement]") {
    CHECK(held(three{}.path(), for_example(), native(reason::expired)).findings.empty());
    CHECK(held(three{}.path(), for_example(), native(reason::not_yet_valid, 2)).findings.empty());
}

TEST_CASE("the first and the last second of validity are valid, their neighbours are not",
          "[judgement]") {
    const auto at = [](std::int64_t seconds) {
        return held(three{}.path(), {.peer = &example, .now = timestamp{seconds}});
    };

    CHECK(at(not_before.seconds).findings.empty());
    CHECK(at(not_after.seconds).findings.empty());
    CHECK(at(not_before.seconds - 1).findings.size() == 3);
    CHECK(has(at(not_before.seconds - 1).findings, reason::not_yet_valid));
    CHECK(at(not_after.seconds + 1).findings.size() == 3);
    CHECK(has(at(not_after.seconds + 1).findings, reason::expired));
}

TEST_CASE("an authority that has expired is found at its depth", "[judgement]") {
    three spoiled;
    spoiled.intermediate.not_after = element(0x17, "260102000000Z");

    CHECK(only(held(spoiled.path()), reason::expired, 1));
}

TEST_CASE("a certificate for another name is refused", "[judgement]") {
    const auto other = *identity::parse("example.net");

    CHECK(only(held(three{}.path(), {.peer = &other, .now = now}), reason::name_mismatch, 0));
}

TEST_CASE("the name of a client is not compared", "[judgement]") {
    three client;
    client.peer.extensions[1] = purposes(client_auth);

    CHECK(held(client.path(), {.purpose = purpose::client, .now = now}).findings.empty());
}

TEST_CASE("a certificate for the other role is refused", "[judgement]") {
    three client;
    client.peer.extensions[1] = purposes(client_auth);

    CHECK(only(held(client.path()), reason::wrong_purpose, 0));
    CHECK(only(held(three{}.path(), {.purpose = purpose::client, .now = now}),
               reason::wrong_purpose, 0));
}

TEST_CASE("a certificate without purposes serves every role", "[judgement]") {
    three plain;
    plain.peer.extensions.erase(plain.peer.extensions.begin() + 1);

    CHECK(held(plain.path()).findings.empty());
}

TEST_CASE("any purpose will do for an authority, and not for a peer", "[judgement]") {
    three authority_for_all;
    authority_for_all.intermediate.extensions.push_back(purposes(any_purpose));
    three peer_for_all;
    peer_for_all.peer.extensions[1] = purposes(any_purpose);

    CHECK(held(authority_for_all.path()).findings.empty());
    CHECK(only(held(peer_for_all.path()), reason::wrong_purpose, 0));
}

TEST_CASE("an authority for the other role is refused", "[judgement]") {
    three spoiled;
    spoiled.intermediate.extensions.push_back(purposes(client_auth));

    CHECK(only(held(spoiled.path()), reason::wrong_purpose, 1));
}

TEST_CASE("an issuer that is no authority is refused", "[judgement]") {
    three without;
    without.intermediate.extensions.erase(without.intermediate.extensions.begin());
    three denied;
    denied.intermediate.extensions[0] = test::extension(19, sequence({}), critical);

    CHECK(among(held(without.path()), reason::not_a_certificate_authority, 1));
    CHECK(among(held(denied.path()), reason::not_a_certificate_authority, 1));
}

TEST_CASE("an issuer whose key may not sign certificates is refused", "[judgement]") {
    three spoiled;
    spoiled.intermediate.extensions[1] = usage(signs_handshakes);

    CHECK(only(held(spoiled.path()), reason::wrong_key_usage, 1));
}

TEST_CASE("a peer whose key may not sign handshakes is refused", "[judgement]") {
    three spoiled;
    spoiled.peer.extensions[2] = usage("05 20");

    CHECK(only(held(spoiled.path()), reason::wrong_key_usage, 0));
}

TEST_CASE("an authority with fewer authorities below it than it has is refused", "[judgement]") {
    three none_allowed;
    none_allowed.root.extensions[0] = authority("02 01 00");
    three one_allowed;
    one_allowed.root.extensions[0] = authority("02 01 01");

    CHECK(only(held(none_allowed.path()), reason::path_too_long, 2));
    CHECK(held(one_allowed.path()).findings.empty());
}

TEST_CASE("a path with more intermediates than the caller allows is refused", "[judgement]") {
    auto expected = for_example();

    expected.most_intermediates = 0;
    CHECK(only(held(three{}.path(), expected), reason::path_too_long, 1));
    expected.most_intermediates = 1;
    CHECK(held(three{}.path(), expected).findings.empty());
}

TEST_CASE("a critical extension that nobody knows is refused, wherever it is", "[judgement]") {
    three spoiled;
    spoiled.intermediate.extensions.push_back(test::extension(99, hex("05 00"), critical));

    CHECK(only(held(spoiled.path()), reason::unknown_critical_extension, 1));
}

TEST_CASE("a signature over a weak hash is refused, but for that of the anchor", "[judgement]") {
    const auto sha1 = hex("30 09 06 07 2a8648ce3d0401");
    three issued;
    issued.peer.algorithm = issued.peer.outer_algorithm = sha1;
    three anchor;
    anchor.root.algorithm = anchor.root.outer_algorithm = sha1;

    CHECK(only(held(issued.path()), reason::weak_hash, 0));
    CHECK(held(anchor.path()).findings.empty());
}

TEST_CASE("an RSA key below the floor is refused, wherever it is", "[judgement]") {
    const auto modulus = [](std::size_t bytes) {
        encoded digits(bytes + 1, std::byte{0xff});
        digits[0] = std::byte{0};
        return element(0x02, digits);
    };
    const auto key = [&](std::size_t bits) {
        const auto numbers = sequence({modulus(bits / 8), hex("02 03 010001")});
        return sequence({hex("30 0d 06 09 2a864886f70d010101 05 00"),
                         element(0x03, test::join({hex("00"), numbers}))});
    };
    three strong;
    strong.root.key = key(2048);
    three weak;
    weak.root.key = key(1024);

    CHECK(held(strong.path()).findings.empty());
    CHECK(only(held(weak.path()), reason::weak_key, 2));
}

TEST_CASE("names that an authority may not certify are refused", "[judgement]") {
    const auto permitted = [](std::string_view base) {
        return test::extension(30, sequence({element(0xa0, sequence({element(0x82, base)}))}),
                               critical);
    };
    three within;
    within.intermediate.extensions.push_back(permitted("org"));
    three outside;
    outside.intermediate.extensions.push_back(permitted("example.net"));

    CHECK(held(within.path()).findings.empty());
    CHECK(only(held(outside.path()), reason::name_constraint_violated, 0));
}

TEST_CASE("a peer that vouches for itself is told from one whose issuer is missing",
          "[judgement]") {
    three alone;
    alone.peer.issuer = alone.peer.subject;

    CHECK(only(held({encode(alone.peer)}, for_example(), native(reason::unknown_issuer)),
               reason::self_signed, 0));
    CHECK(only(held({encode(three{}.peer)}, for_example(), native(reason::unknown_issuer)),
               reason::unknown_issuer, 0));
}

TEST_CASE("a root that is not trusted is told from a missing issuer", "[judgement]") {
    const auto found = held(three{}.path(), for_example(), native(reason::unknown_issuer, 2));

    CHECK(only(found, reason::untrusted_root, 2));
}

TEST_CASE("all that is wrong is found, and not the first alone", "[judgement]") {
    three spoiled;
    spoiled.peer.not_after = element(0x17, "260102000000Z");
    spoiled.peer.extensions[0] = names("example.net");
    spoiled.peer.extensions[1] = purposes(client_auth);
    spoiled.intermediate.extensions.clear();

    const auto found = held(spoiled.path(), for_example(), native(reason::bad_signature));

    CHECK(among(found, reason::expired, 0));
    CHECK(among(found, reason::name_mismatch, 0));
    CHECK(among(found, reason::wrong_purpose, 0));
    CHECK(among(found, reason::bad_signature, 0));
    CHECK(among(found, reason::not_a_certificate_authority, 1));
}

// There is room for 32 findings. What finds none may be the worst of all.

TEST_CASE("a native finding that found no room refuses, when the others are dates", "[judgement]") {
    finding_list findings;
    for (std::uint8_t depth = 0; depth != 32; ++depth) note(findings, {reason::expired, depth, 1});
    note(findings, {reason::bad_signature, 0, 1});

    CHECK_FALSE(held(three{}.path(), for_example(), findings).findings.empty());
}

TEST_CASE("a native finding that found no room refuses, when the others are put up with",
          "[judgement]") {
    finding_list findings;
    for (std::uint8_t depth = 0; depth != 32; ++depth)
        note(findings, {reason::unknown_issuer, depth, 1});
    note(findings, {reason::bad_signature, 0, 1});
    const trust_terms terms{.trusted_keys = {key_pin{}}};
    auto expected = for_example();
    expected.terms = &terms;
    expected.sha256 = [](std::span<const std::byte>, std::span<std::byte, 32>) noexcept {
        return true;
    };

    CHECK_FALSE(held(three{}.path(), expected, findings).findings.empty());
}
