// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/source.hpp>

using onetls::source;

namespace {

static_assert(source{}.empty());
static_assert(source{""}.empty());
static_assert(!source{"pem"}.empty());
static_assert(std::is_convertible_v<const char*, source>);
static_assert(std::is_convertible_v<std::string, source>);
static_assert(std::is_convertible_v<std::vector<std::byte>, source>);
static_assert(std::is_convertible_v<std::span<std::byte>, source>);
static_assert(std::is_convertible_v<std::span<const std::byte>, source>);
static_assert(!std::is_convertible_v<int, source>);
static_assert(!std::is_convertible_v<std::vector<int>, source>);

constexpr std::array der{std::byte{0x30}, std::byte{0x00}};

onetls::result<onetls::loaded_source> fails(std::string_view) {
    return std::unexpected(onetls::error{onetls::errc::bad_input, onetls::cause::not_found});
}

onetls::result<onetls::loaded_source> echoes(std::string_view place) {
    return onetls::loaded_source{onetls::detail::as_bytes(place)};
}

}  // namespace

TEST_CASE("memory that lasts is read as other memory is, and known to last", "[source]") {
    const auto lasting = onetls::lasting(der);

    CHECK(lasting.load()->lasts());
    CHECK(lasting.load()->bytes().data() == der.data());
    CHECK_FALSE(source{der}.load()->lasts());
    CHECK_FALSE(lasting == source{der});
    CHECK(lasting == onetls::lasting(der));
}

TEST_CASE("what is read from a place does not last, whatever is said of it", "[source]") {
    CHECK_FALSE(onetls::lasting(source{"place", echoes}).load()->lasts());
}

TEST_CASE("a source in memory is read where it stands", "[source]") {
    const std::string pem = "-----BEGIN";

    const auto characters = source{pem}.load();
    const auto bytes = source{der}.load();

    REQUIRE((characters && bytes));
    CHECK(characters->characters() == pem);
    CHECK(characters->characters().data() == pem.data());
    CHECK(bytes->bytes().data() == der.data());
    CHECK(bytes->bytes().size() == 2);
}

TEST_CASE("a text is taken without the NUL behind it, and with those inside", "[source]") {
    using namespace std::string_view_literals;

    CHECK(source{"pem"}.load()->bytes().size() == 3);
    CHECK(source{"a\0b"sv}.load()->bytes().size() == 3);
}

TEST_CASE("an empty source yields nothing and does not fail", "[source]") {
    const auto loaded = source{}.load();

    REQUIRE(loaded);
    CHECK(loaded->bytes().empty());
    CHECK(loaded->characters().empty());
}

TEST_CASE("a source that has to be read is not empty, whatever the place", "[source]") {
    CHECK_FALSE(source{"", fails}.empty());
}

TEST_CASE("a source reports why it cannot be read", "[source]") {
    const auto loaded = source{"somewhere", fails}.load();

    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().why == onetls::cause::not_found);
}

TEST_CASE("a reader is told the place", "[source]") {
    CHECK(source{"somewhere", echoes}.load()->characters() == "somewhere");
}

TEST_CASE("sources are equal when they read the same place in the same way", "[source]") {
    const std::string here = "pem";
    const std::string there = "pem";

    CHECK(source{here} == source{here});
    CHECK_FALSE(source{"place", fails} == source{"place", echoes});
    CHECK_FALSE(source{"place", fails} == source{"other", fails});
    CHECK_FALSE(source{here} == source{here, echoes});
    CHECK_FALSE(source{der} == source{std::span{der}.first(1)});
    CHECK(source{here} == source{there});
}

TEST_CASE("bytes that were read move with their owner", "[source]") {
    auto owned = onetls::detail::owned_bytes::allocate(4);
    REQUIRE(owned);
    owned.span()[0] = std::byte{7};
    onetls::loaded_source first{std::move(owned), 1};

    const onetls::loaded_source second{std::move(first)};

    REQUIRE(second.bytes().size() == 1);
    CHECK(second.bytes()[0] == std::byte{7});
}
