// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/judgement/settlement.hpp>
#include <onetls/memory_pin_store.hpp>

#include "encoder.hpp"

namespace {

using onetls::finding_list;
using onetls::identity;
using onetls::key_pin;
using onetls::reason;
using onetls::timestamp;
using onetls::trust_exception;
using onetls::trust_terms;
using onetls::judgement::verdict;
using test::encoded;

/// Stands in for a digest: the last byte of the key, which the tests choose.
bool last_byte(std::span<const std::byte> bytes, std::span<std::byte, 32> into) noexcept {
    std::ranges::fill(into, std::byte{0});
    into[0] = bytes.back();
    return true;
}

bool no_digest(std::span<const std::byte>, std::span<std::byte, 32>) noexcept {
    return false;
}

key_pin key(int number) {
    key_pin made;
    made.sha256[0] = static_cast<std::byte>(number);
    return made;
}

/// A certificate whose key is `number`.
encoded certificate(int number) {
    encoded bits(33);
    bits.back() = static_cast<std::byte>(number);
    test::certificate_parts parts;
    parts.key = test::sequence({test::hex("30 05 06 03 2b6570"), test::element(0x03, bits)});
    return encode(parts);
}

identity host(std::string_view name = "example.org") {
    return identity::parse(name).value();
}

constexpr timestamp now{1000};

/// What was found before the terms are applied, and by whom.
struct situation {
    std::vector<reason> found{};
    std::vector<encoded> path{certificate(1), certificate(2), certificate(3)};
    std::optional<identity> peer = host();
    onetls::judgement::sha256_function sha256 = &last_byte;
};

/// Says whether the terms, applied without room for what was found, leave nothing.
bool is_spotless_without_room(std::span<const std::span<const std::byte>> path,
                              const trust_terms& terms, const situation& judged) {
    onetls::finding_room found;
    onetls::finding_room tolerated;
    bool first_seen = false;
    for (const auto why : judged.found) note(found, {why});
    onetls::judgement::settle(path, terms, judged.peer ? &*judged.peer : nullptr, now,
                              judged.sha256, {found, tolerated, nullptr, first_seen});
    return found.untouched() && tolerated.untouched();
}

verdict settled(const trust_terms& terms, const situation& judged = {}) {
    std::vector<std::span<const std::byte>> path{judged.path.begin(), judged.path.end()};
    verdict held;
    for (const auto why : judged.found) note(held.findings, {why});
    onetls::judgement::settle(path, terms, judged.peer ? &*judged.peer : nullptr, now,
                              judged.sha256, held);
    CHECK(is_spotless_without_room(path, terms, judged) == held.spotless());
    return held;
}

std::set<reason> all(const finding_list& findings) {
    std::set<reason> told;
    for (const auto& each : findings) told.insert(each.why);
    return told;
}

std::set<reason> found(const trust_terms& terms, const situation& judged = {}) {
    return all(settled(terms, judged).findings);
}

std::set<reason> tolerated(const trust_terms& terms, const situation& judged = {}) {
    return all(settled(terms, judged).tolerated);
}

constexpr std::initializer_list<reason> strangers{reason::unknown_issuer, reason::self_signed,
                                                  reason::untrusted_root};

struct broken_store {
    onetls::result<std::optional<key_pin>> lookup(const identity&) {
        return std::unexpected(onetls::error{onetls::errc::bad_input});
    }
    onetls::result<void> remember(const identity&, const key_pin&) { return {}; }
};

}  // namespace

TEST_CASE("without terms every reason stands", "[settlement]") {
    CHECK(found({}).empty());
    CHECK(found({}, {.found = {reason::expired, reason::unknown_issuer}}) ==
          std::set{reason::expired, reason::unknown_issuer});
    CHECK(tolerated({}, {.found = {reason::expired}}).empty());
}

// Pins.

TEST_CASE("a pin holds for any certificate of the path", "[settlement]") {
    for (const int number : {1, 2, 3}) CHECK(found({.pins = {key(number)}}).empty());
    CHECK(found({.pins = {key(9), key(3)}}).empty());
    CHECK(found({.pins = {key(4)}}) == std::set{reason::pin_mismatch});
    CHECK(found({.pins = {key(4), key(5)}}) == std::set{reason::pin_mismatch});
}

TEST_CASE("a pin excuses nothing", "[settlement]") {
    for (const auto why : strangers)
        CHECK(found({.pins = {key(1)}}, {.found = {why}}) == std::set{why});
    CHECK(found({.pins = {key(4)}}, {.found = {reason::expired}}) ==
          std::set{reason::pin_mismatch, reason::expired});
}

TEST_CASE("a pin is not met where no key can be read", "[settlement]") {
    const trust_terms terms{.pins = {key(0), key(1)}};

    CHECK(found(terms, {.path = {}}) == std::set{reason::pin_mismatch});
    CHECK(found(terms, {.path = {test::hex("30 00")}}) == std::set{reason::pin_mismatch});
    CHECK(found(terms, {.sha256 = &no_digest}) == std::set{reason::pin_mismatch});
    CHECK(found(terms, {.sha256 = nullptr}) == std::set{reason::pin_mismatch});
}

// Trusted keys.

TEST_CASE("a trusted key makes up for authorities alone", "[settlement]") {
    const trust_terms terms{.trusted_keys = {key(9), key(1)}};

    for (const auto why : strangers) {
        CHECK(found(terms, {.found = {why}}).empty());
        CHECK(tolerated(terms, {.found = {why}}) == std::set{why});
    }
    for (int code = 0; code <= static_cast<int>(reason::other); ++code) {
        const auto why = static_cast<reason>(code);
        if (onetls::without_authority.contains(why)) continue;
        CAPTURE(name_of(why));
        CHECK(found(terms, {.found = {why}}) == std::set{why});
    }
}

TEST_CASE("only the peer's own key is trusted by itself", "[settlement]") {
    const situation stranger{.found = {reason::unknown_issuer}};

    CHECK(found({.trusted_keys = {key(2)}}, stranger) == std::set{reason::unknown_issuer});
    CHECK(found({.trusted_keys = {key(3), key(4)}}, stranger) == std::set{reason::unknown_issuer});
    auto blind = stranger;
    blind.sha256 = &no_digest;
    CHECK(found({.trusted_keys = {key(0), key(1)}}, blind) == std::set{reason::unknown_issuer});
}

TEST_CASE("a trusted key does not meet another pin", "[settlement]") {
    CHECK(found({.pins = {key(7)}, .trusted_keys = {key(1)}}, {.found = {reason::self_signed}}) ==
          std::set{reason::pin_mismatch});
}

// First use.

TEST_CASE("a key that is seen first is trusted, and is to be remembered", "[settlement]") {
    onetls::memory_pin_store<1> store;

    const auto held = settled({.first_use = store}, {.found = {reason::self_signed}});

    CHECK(held.findings.empty());
    CHECK(all(held.tolerated) == std::set{reason::self_signed});
    CHECK(held.first_seen);
    CHECK(store.size() == 0);
}

TEST_CASE("a key that is known is trusted again", "[settlement]") {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host(), key(1)));

    const auto held = settled({.first_use = store}, {.found = {reason::unknown_issuer}});

    CHECK(held.findings.empty());
    CHECK_FALSE(held.first_seen);
}

TEST_CASE("a key that changed is refused, even where an authority vouches for it", "[settlement]") {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host(), key(2)));

    const auto vouched = settled({.first_use = store});
    const auto alone = settled({.first_use = store}, {.found = {reason::self_signed}});

    CHECK(all(vouched.findings) == std::set{reason::key_changed});
    CHECK_FALSE(vouched.first_seen);
    CHECK(all(alone.findings) == std::set{reason::key_changed, reason::self_signed});
}

TEST_CASE("first use makes up for authorities alone", "[settlement]") {
    onetls::memory_pin_store<1> store;
    const trust_terms terms{.first_use = store};

    for (const auto why : {reason::name_mismatch, reason::expired, reason::bad_signature,
                           reason::weak_key, reason::wrong_purpose, reason::other})
        CHECK(found(terms, {.found = {why, reason::self_signed}}) == std::set{why});
}

TEST_CASE("a store that cannot be read refuses everybody", "[settlement]") {
    broken_store store;

    CHECK(found({.first_use = store}) == std::set{reason::store_unreadable});
    CHECK(found({.first_use = store}, {.found = {reason::self_signed}}) ==
          std::set{reason::store_unreadable, reason::self_signed});
    CHECK_FALSE(settled({.first_use = store}).first_seen);
}

TEST_CASE("a peer whose key cannot be read is not trusted on first use", "[settlement]") {
    onetls::memory_pin_store<1> store;
    const trust_terms terms{.first_use = store};

    const auto held = settled(terms, {.found = {reason::self_signed}, .sha256 = &no_digest});

    CHECK(all(held.findings).contains(reason::self_signed));
    CHECK_FALSE(held.first_seen);
}

TEST_CASE("a key that cannot be compared with the one seen first is refused", "[settlement]") {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host(), key(2)));

    CHECK_FALSE(found({.first_use = store}, {.sha256 = &no_digest}).empty());
}

// Exceptions.

TEST_CASE("an exception excuses exactly its reasons, key, peer and time", "[settlement]") {
    const trust_exception exact{.peer = host(),
                                .key = key(1),
                                .reasons = {reason::expired, reason::weak_key},
                                .until = now};
    const auto with = [](const trust_exception& each, const situation& judged) {
        return found({.exceptions = {&each, 1}}, judged);
    };
    const situation expired{.found = {reason::expired}};
    auto other_key = exact;
    other_key.key = key(2);
    auto other_peer = exact;
    other_peer.peer = host("www.example.org");
    auto over = exact;
    over.until = timestamp{now.seconds - 1};
    auto other_reason = exact;
    other_reason.reasons = {reason::weak_key};
    auto nobody = expired;
    nobody.peer = std::nullopt;

    CHECK(with(exact, expired).empty());
    CHECK(with(exact, {.found = {reason::weak_key, reason::expired}}).empty());
    CHECK(with(exact, {.found = {reason::expired, reason::weak_hash}}) ==
          std::set{reason::weak_hash});
    CHECK(tolerated({.exceptions = {&exact, 1}}, expired) == std::set{reason::expired});
    for (const auto& each : {other_key, other_peer, over, other_reason})
        CHECK(with(each, expired) == std::set{reason::expired});
    CHECK(with(exact, nobody) == std::set{reason::expired});
}

TEST_CASE("several exceptions excuse together what none excuses alone", "[settlement]") {
    const std::array both{
        trust_exception{host(), key(1), {reason::expired}, now},
        trust_exception{host(), key(1), {reason::self_signed}, now},
    };

    CHECK(found({.exceptions = both}, {.found = {reason::expired, reason::self_signed}}).empty());
}

// Waivers.

TEST_CASE("a waiver excuses its reasons for whoever it is", "[settlement]") {
    const trust_terms names{.waived = onetls::insecure::any_name()};
    const trust_terms certificates{.waived = onetls::insecure::any_certificate()};

    CHECK(found(names, {.found = {reason::name_mismatch}}).empty());
    CHECK(tolerated(names, {.found = {reason::name_mismatch}}) == std::set{reason::name_mismatch});
    CHECK(found(names, {.found = {reason::self_signed}}) == std::set{reason::self_signed});
    CHECK(found(certificates, {.found = {reason::self_signed, reason::expired,
                                         reason::name_mismatch, reason::bad_signature}})
              .empty());
    CHECK(found(certificates, {.found = {reason::revoked}}) == std::set{reason::revoked});
}

TEST_CASE("a waiver does not excuse a pin or a changed key", "[settlement]") {
    onetls::memory_pin_store<1> store;
    REQUIRE(store.remember(host(), key(2)));

    CHECK(found({.pins = {key(7)}, .waived = onetls::insecure::any_certificate()}) ==
          std::set{reason::pin_mismatch});
    CHECK(found({.first_use = store, .waived = onetls::insecure::any_certificate()}) ==
          std::set{reason::key_changed});
}
