// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/memory_pin_store.hpp>
#include <onetls/pins.hpp>

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::key_pin;

// 00 01 02 ... 1f
constexpr std::string_view counting_hex =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::string_view counting_base64 = "sha256/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

constexpr key_pin counting() {
    key_pin made;
    for (std::size_t index = 0; index != made.sha256.size(); ++index)
        made.sha256[index] = static_cast<std::byte>(index);
    return made;
}

bool is_refused(std::string_view written) {
    const auto pin = key_pin::parse(written);
    return !pin && pin.error() == error{errc::bad_input, cause::malformed, field::pin};
}

static_assert(key_pin::parse(counting_hex) == counting());

/// A store that says what it was asked.
struct failing_store {
    onetls::result<std::optional<key_pin>> lookup(const onetls::identity&) {
        return std::unexpected(error{errc::bad_input, cause::unreadable, field::pin_store});
    }
    onetls::result<void> remember(const onetls::identity&, const key_pin&) {
        return std::unexpected(error{errc::bad_input, cause::none, field::pin_store});
    }
};

struct no_store {
    onetls::result<std::optional<key_pin>> lookup(const onetls::identity&);
};

static_assert(onetls::PinStore<failing_store>);
static_assert(onetls::PinStore<onetls::memory_pin_store<4>>);
static_assert(!onetls::PinStore<no_store>);
static_assert(!onetls::PinStore<int>);

}  // namespace

TEST_CASE("a pin is read as hexadecimal digits", "[pins]") {
    CHECK(key_pin::parse(counting_hex) == counting());
    CHECK(key_pin::parse("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F") ==
          counting());
}

TEST_CASE("a pin is read as curl and HPKP write it", "[pins]") {
    CHECK(key_pin::parse(counting_base64) == counting());
    CHECK(key_pin::parse("sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") == counting());
}

TEST_CASE("the base64 of a pin may begin with a slash", "[pins]") {
    auto wanted = counting();
    wanted.sha256[0] = std::byte{0xfc};

    CHECK(key_pin::parse("sha256//AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") == wanted);
    CHECK(key_pin::parse("sha256///AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") == wanted);
}

TEST_CASE("what is no pin is refused", "[pins]") {
    const std::string hex{counting_hex};
    const std::string base64{counting_base64};

    CHECK(is_refused(""));
    CHECK(is_refused("00"));
    CHECK(is_refused(hex + "00"));
    CHECK(is_refused(hex.substr(1)));
    CHECK(is_refused("g" + hex.substr(1)));
    CHECK(is_refused("0x" + hex.substr(2)));
    CHECK(is_refused("sha256/"));
    CHECK(is_refused("sha256/" + hex));
    CHECK(is_refused("sha1/AAECAwQFBgcICQoLDA0ODxAREhM="));
    CHECK(is_refused("SHA256/" + base64.substr(7)));
    CHECK(is_refused(base64.substr(0, base64.size() - 1)));
    CHECK(is_refused(base64 + "AA=="));
    CHECK(is_refused("sha256/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="));
    CHECK(is_refused(" " + hex));
    CHECK(is_refused(std::string(5000, 'a')));
}

TEST_CASE("a pin is written as it is read", "[pins]") {
    std::string written;
    describe(counting(), written);

    CHECK(written == counting_hex);
    CHECK(key_pin::parse(written) == counting());
}

TEST_CASE("a reference to no store is empty", "[pins]") {
    CHECK_FALSE(onetls::pin_store_reference{});
}

TEST_CASE("a reference passes calls on to its store", "[pins]") {
    onetls::memory_pin_store<1> store;
    const onetls::pin_store_reference reference = store;
    const auto peer = onetls::identity::parse("example.org").value();

    REQUIRE(reference);
    CHECK_FALSE(reference.lookup(peer).value());
    CHECK(reference.remember(peer, counting()));
    CHECK(reference.lookup(peer).value() == counting());
    CHECK(store.lookup(peer).value() == counting());
}

TEST_CASE("a reference passes errors on from its store", "[pins]") {
    failing_store store;
    const onetls::pin_store_reference reference{store};
    const auto peer = onetls::identity::parse("example.org").value();

    CHECK(reference.lookup(peer).error().why == cause::unreadable);
    CHECK(reference.remember(peer, counting()).error().where == field::pin_store);
}
