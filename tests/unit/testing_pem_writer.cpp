// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/pem.hpp>
#include <onetls/testing/pem_writer.hpp>

namespace {

std::vector<std::byte> numbered(std::size_t size) {
    std::vector<std::byte> made(size);
    for (std::size_t at = 0; at != size; ++at) made[at] = static_cast<std::byte>(at * 7);
    return made;
}

}  // namespace

TEST_CASE("the reader reads what was written, of any size", "[testing]") {
    for (std::size_t size = 1; size != 200; ++size) {
        CAPTURE(size);
        std::string text;
        onetls::testing::write_pem(text, "CERTIFICATE", numbered(size));
        const auto block = onetls::pem_reader{text}.next();
        REQUIRE(block);
        CHECK(block->well_formed());
        CHECK(block->is_certificate());
        std::vector<std::byte> room(size);
        REQUIRE(block->decode(room));
        CHECK((room == numbered(size)));
    }
}

TEST_CASE("lines have 64 characters", "[testing]") {
    std::string text;
    onetls::testing::write_pem(text, "X", std::vector<std::byte>(49));
    CHECK(text == "-----BEGIN X-----\n" + std::string(64, 'A') + "\nAA==\n-----END X-----\n");
}
