// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/der.hpp>
#include <onetls/oids.hpp>
#include <onetls/testing/der_writer.hpp>

using onetls::testing::der_writer;
namespace der = onetls::der;

namespace {

template <std::size_t Capacity>
std::string hex(const der_writer<Capacity>& written) {
    std::string told;
    onetls::detail::append_hex(told, written.bytes());
    return told;
}

std::vector<std::byte> zeros(std::size_t size) {
    return std::vector<std::byte>(size);
}

}  // namespace

TEST_CASE("elements are written with their tags and lengths", "[testing]") {
    CHECK(hex(der_writer<32>{}.append(onetls::oids::common_name)) == "0603550403");
    CHECK(hex(der_writer<32>{}.append_small(der::tag::integer, 2)) == "020102");
    CHECK(hex(der_writer<32>{}.append_text(der::tag::utf8_string, "ab")) == "0c026162");
    CHECK(hex(der_writer<32>{}.nest(der::tag::sequence, [](auto& inner) {
              inner.append_small(der::tag::integer, 1).append_small(der::tag::integer, 2);
          })) == "3006020101020102");
    CHECK(hex(der_writer<32>{}.nest_bits([](auto& bits) { bits.append(zeros(1)); })) == "03020000");
}

TEST_CASE("numbers are minimal and have no sign", "[testing]") {
    const auto written = [](std::vector<std::byte> number) {
        return hex(der_writer<32>{}.append_unsigned(number));
    };
    CHECK(written({}) == "020100");
    CHECK(written({std::byte{0}}) == "020100");
    CHECK(written({std::byte{0x7f}}) == "02017f");
    CHECK(written({std::byte{0x80}}) == "02020080");
    CHECK(written({std::byte{0}, std::byte{0}, std::byte{0x7f}}) == "02017f");
    CHECK(written({std::byte{0}, std::byte{0xff}, std::byte{1}}) == "020300ff01");
}

TEST_CASE("lengths are minimal, and the reader reads what was written", "[testing]") {
    for (const std::size_t size : {0, 1, 127, 128, 255, 256, 257, 5000}) {
        CAPTURE(size);
        der_writer<6000> written;
        written.nest(der::tag::sequence, [size](auto& outer) {
            outer.append(der::tag::octet_string, zeros(size)).append_small(der::tag::integer, 7);
        });
        REQUIRE_FALSE(written.overflowed());
        der::reader whole{written.bytes()};
        const auto outer = whole.expect(der::tag::sequence);
        REQUIRE(outer);
        CHECK(whole.at_end());
        der::reader parts{outer->contents};
        const auto octets = parts.expect(der::tag::octet_string);
        REQUIRE(octets);
        CHECK(octets->contents.size() == size);
        CHECK(parts.expect(der::tag::integer));
        CHECK(parts.at_end());
    }
}

TEST_CASE("what does not fit is not written, and that is told", "[testing]") {
    CHECK_FALSE(der_writer<130>{}.append(der::tag::octet_string, zeros(127)).overflowed());
    CHECK(der_writer<129 - 1>{}.append(der::tag::octet_string, zeros(127)).overflowed());
    CHECK_FALSE(der_writer<131>{}.append(der::tag::octet_string, zeros(128)).overflowed());
    CHECK(der_writer<130>{}.append(der::tag::octet_string, zeros(128)).overflowed());
    CHECK(der_writer<1>{}.append_small(der::tag::integer, 1).overflowed());
    CHECK(der_writer<70000>{}.append(der::tag::octet_string, zeros(65536)).overflowed());

    // What follows is not written either: half of an encoding is none.
    der_writer<10> full;
    full.append(der::tag::octet_string, zeros(20)).append_small(der::tag::integer, 1);
    CHECK(full.overflowed());
    CHECK(full.bytes().size() < 5);
}
