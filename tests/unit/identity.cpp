// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include <catch2/catch_test_macros.hpp>

#include <onetls/identity.hpp>

using onetls::cause;
using onetls::identity;

namespace {

static_assert(!std::is_default_constructible_v<identity>);
static_assert(!std::is_convertible_v<const char*, identity>);
static_assert(!std::is_convertible_v<std::string_view, identity>);
static_assert(identity::parse("Example.ORG")->dns_name() == "example.org");
static_assert(identity::parse("192.0.2.1")->is_ip());
static_assert(!identity::parse(""));

struct refusal {
    std::string_view host;
    cause why;
};

/// Why `host` is refused, which is said of the field `host`.
template <class Parse>
cause refused(Parse parse, std::string_view host) {
    const auto made = parse(host);
    if (made) return cause::none;
    CHECK(made.error() ==
          onetls::error{onetls::errc::bad_input, made.error().why, onetls::field::host});
    return made.error().why;
}

std::string bytes_of(const identity& whom) {
    std::string written;
    onetls::detail::append_hex(written, whom.address());
    return written;
}

std::string label(std::size_t size) {
    return std::string(size, 'a');
}

/// A name of `size` characters, in labels of at most 63.
std::string name(std::size_t size) {
    std::string made;
    while (made.size() < size) made += (made.size() % 64 == 63) ? '.' : 'a';
    return made;
}

}  // namespace

TEST_CASE("a DNS name is lower case and without its final dot", "[identity]") {
    CHECK(identity::parse("EXAMPLE.org.")->dns_name() == "example.org");
    CHECK(identity::parse("localhost")->dns_name() == "localhost");
    CHECK(identity::parse("xn--bcher-kva.example")->dns_name() == "xn--bcher-kva.example");
    CHECK(identity::parse("1.example.org")->dns_name() == "1.example.org");
    CHECK(identity::parse("example.org1")->dns_name() == "example.org1");
}

TEST_CASE("a DNS name has no address and an address has no name", "[identity]") {
    const auto name = *identity::parse("example.org");
    const auto address = *identity::parse("192.0.2.1");

    CHECK(name.is_dns());
    CHECK_FALSE(name.is_ip());
    CHECK(name.address().empty());
    CHECK(address.is_ip());
    CHECK_FALSE(address.is_dns());
    CHECK(address.dns_name().empty());
}

TEST_CASE("the name is followed by a NUL, as C libraries want it", "[identity]") {
    const auto whom = *identity::parse(name(253));

    CHECK(whom.dns_name().size() == 253);
    CHECK(whom.dns_name().data()[253] == '\0');
}

TEST_CASE("a host that is no name is refused with the cause", "[identity]") {
    const refusal refusals[] = {
        {"", cause::empty},
        {".", cause::leading_dot},
        {"..", cause::leading_dot},
        {".example.org", cause::leading_dot},
        {"example..org", cause::empty_label},
        {"example.org..", cause::empty_label},
        {" ", cause::invalid_character},
        {"exa mple.org", cause::invalid_character},
        {" example.org", cause::invalid_character},
        {"example.org ", cause::invalid_character},
        {"example.org\n", cause::invalid_character},
        {"*.example.org", cause::invalid_character},
        {"example.org/", cause::invalid_character},
        {"user@example.org", cause::invalid_character},
        {"_service.example.org", cause::invalid_character},
        {"-example.org", cause::invalid_character},
        {"example-.org", cause::invalid_character},
        {std::string_view{"example.org\0.evil", 17}, cause::invalid_character},
        {std::string_view{"\0", 1}, cause::invalid_character},
        {"b\xC3\xBC"
         "cher.example",
         cause::non_ascii},
        {"\xFF", cause::non_ascii},
        {"example.123", cause::numeric_name},
        {"256.0.2.1", cause::numeric_name},
        {"192.0.2", cause::numeric_name},
        {"192.0.2.01", cause::numeric_name},
        {"192.0.2.1.", cause::numeric_name},
        {"0x7f000001", cause::numeric_name},
        {"example.0X1F", cause::numeric_name},
        {"2130706433", cause::numeric_name},
    };

    for (const auto& [host, why] : refusals) {
        INFO('"' << host << '"');
        CHECK(refused(identity::parse, host) == why);
    }
}

TEST_CASE("a label of 63 characters is fine and one of 64 is refused", "[identity]") {
    CHECK(refused(identity::parse, label(63) + ".org") == cause::none);
    CHECK(refused(identity::parse, label(64) + ".org") == cause::label_too_long);
    CHECK(refused(identity::parse, "www." + label(64)) == cause::label_too_long);
}

TEST_CASE("a name of 253 characters is fine and one of 254 is refused", "[identity]") {
    CHECK(refused(identity::parse, name(253)) == cause::none);
    CHECK(refused(identity::parse, name(253) + ".") == cause::none);
    CHECK(refused(identity::parse, name(254)) == cause::too_long);
    CHECK(refused(identity::parse, std::string(100'000, 'a')) == cause::too_long);
}

TEST_CASE("an IPv4 address is four octets in dotted decimal", "[identity]") {
    CHECK(bytes_of(*identity::parse("192.0.2.1")) == "c0000201");
    CHECK(bytes_of(*identity::parse("0.0.0.0")) == "00000000");
    CHECK(bytes_of(*identity::parse("255.255.255.255")) == "ffffffff");
    CHECK(identity::parse("192.0.2.1")->what() == identity::kind::ipv4);
}

TEST_CASE("an IPv6 address has all the forms of the RFC", "[identity]") {
    CHECK(bytes_of(*identity::parse("2001:db8::1")) == "20010db8000000000000000000000001");
    CHECK(bytes_of(*identity::parse("[2001:DB8::1]")) == "20010db8000000000000000000000001");
    CHECK(bytes_of(*identity::parse("::")) == "00000000000000000000000000000000");
    CHECK(bytes_of(*identity::parse("::1")) == "00000000000000000000000000000001");
    CHECK(bytes_of(*identity::parse("1::")) == "00010000000000000000000000000000");
    CHECK(bytes_of(*identity::parse("1:2:3:4:5:6:7:8")) == "00010002000300040005000600070008");
    CHECK(bytes_of(*identity::parse("1:2:3:4:5:6:7::")) == "00010002000300040005000600070000");
    CHECK(bytes_of(*identity::parse("::ffff:192.0.2.1")) == "00000000000000000000ffffc0000201");
    CHECK(bytes_of(*identity::parse("1:2:3:4:5:6:192.0.2.1")) ==
          "000100020003000400050006c0000201");
    CHECK(identity::parse("::1")->what() == identity::kind::ipv6);
}

TEST_CASE("what is no address is refused as one", "[identity]") {
    const refusal refusals[] = {
        {"", cause::empty},
        {"example.org", cause::malformed},
        {"192.0.2", cause::malformed},
        {"192.0.2.256", cause::malformed},
        {"192.0.2.1.1", cause::malformed},
        {"192.0.2.1 ", cause::malformed},
        {"192.0.2.01", cause::malformed},
        {"192.0.2.0000001", cause::malformed},
        {"+1.0.2.1", cause::malformed},
        {":", cause::malformed},
        {":::", cause::malformed},
        {"1::2::3", cause::malformed},
        {"1:2:3:4:5:6:7", cause::malformed},
        {"1:2:3:4:5:6:7:8:9", cause::malformed},
        {"1:2:3:4:5:6:7:8::", cause::malformed},
        {"::1:2:3:4:5:6:7:8", cause::malformed},
        {":1:2:3:4:5:6:7", cause::malformed},
        {"1:2:3:4:5:6:7:", cause::malformed},
        {"12345::", cause::malformed},
        {"g::", cause::malformed},
        {"192.0.2.1::", cause::malformed},
        {"1:2:3:4:5:6:7:192.0.2.1", cause::malformed},
        {"::192.0.2", cause::malformed},
        {"[]", cause::malformed},
        {"[", cause::malformed},
        {"[::1", cause::malformed},
        {"::1]", cause::malformed},
        {"[[::1]]", cause::malformed},
        {"[192.0.2.1]", cause::malformed},
        {"[::1]:443", cause::malformed},
        {"example.org:443", cause::malformed},
        {std::string_view{"::1\0", 4}, cause::malformed},
        {"fe80::1%eth0", cause::zone},
        {"[fe80::1%25eth0]", cause::zone},
        {"192.0.2.1%eth0", cause::zone},
    };

    for (const auto& [host, why] : refusals) {
        INFO('"' << host << '"');
        CHECK(refused(identity::ip, host) == why);
    }
}

TEST_CASE("an address of the wrong shape is not taken for a name", "[identity]") {
    CHECK(refused(identity::parse, "[example.org]") == cause::malformed);
    CHECK(refused(identity::parse, "example.org:443") == cause::malformed);
    CHECK(refused(identity::parse, "fe80::1%eth0") == cause::zone);
    CHECK(refused(identity::parse, "[192.0.2.1]") == cause::malformed);
}

TEST_CASE("an address is refused as a DNS name", "[identity]") {
    CHECK(refused(identity::dns, "192.0.2.1") == cause::numeric_name);
    CHECK(refused(identity::dns, "::1") != cause::none);
}

TEST_CASE("identities are equal when they mean the same", "[identity]") {
    CHECK(*identity::parse("Example.org.") == *identity::parse("example.ORG"));
    CHECK(*identity::parse("[2001:db8:0::1]") == *identity::parse("2001:DB8::1"));
    CHECK_FALSE(*identity::parse("example.org") == *identity::parse("example.net"));
    CHECK_FALSE(*identity::parse("example.org") == *identity::parse("example.or"));
    CHECK_FALSE(*identity::parse("192.0.2.1") == *identity::parse("192.0.2.2"));
    CHECK_FALSE(*identity::parse("192.0.2.1") == *identity::parse("::ffff:192.0.2.1"));
}

TEST_CASE("the characters are what one may show", "[identity]") {
    CHECK(identity::parse("Example.ORG")->characters() == "example.org");
    CHECK(identity::parse("[2001:DB8::1]")->characters() == "2001:db8::1");
}
