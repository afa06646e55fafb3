// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/base64.hpp>

using onetls::detail::base64_size;

namespace {

std::string decoded(std::string_view encoded) {
    const auto size = base64_size(encoded);
    if (!size) return "refused";
    std::string made(*size, '\0');
    onetls::detail::decode_base64(encoded, std::as_writable_bytes(std::span{made}));
    return made;
}

std::string encoded(std::string_view bytes) {
    std::string made(onetls::detail::base64_length(bytes.size()), '\0');
    onetls::detail::encode_base64(std::as_bytes(std::span{bytes}),
                                  std::as_writable_bytes(std::span{made}));
    return made;
}

}  // namespace

TEST_CASE("the test vectors of RFC 4648 are decoded") {
    CHECK(decoded("").empty());
    CHECK(decoded("Zg==") == "f");
    CHECK(decoded("Zm8=") == "fo");
    CHECK(decoded("Zm9v") == "foo");
    CHECK(decoded("Zm9vYg==") == "foob");
    CHECK(decoded("Zm9vYmE=") == "fooba");
    CHECK(decoded("Zm9vYmFy") == "foobar");
    CHECK(decoded("+/+/") == "\xfb\xff\xbf");
}

TEST_CASE("the test vectors of RFC 4648 are encoded") {
    CHECK(encoded("").empty());
    CHECK(encoded("f") == "Zg==");
    CHECK(encoded("fo") == "Zm8=");
    CHECK(encoded("foo") == "Zm9v");
    CHECK(encoded("foob") == "Zm9vYg==");
    CHECK(encoded("fooba") == "Zm9vYmE=");
    CHECK(encoded("foobar") == "Zm9vYmFy");
    CHECK(encoded("\xfb\xff\xbf") == "+/+/");
}

TEST_CASE("white space may stand anywhere") {
    CHECK(decoded(" Z\tm\r\n9\vv\f ") == "foo");
    CHECK(decoded("Zg=\n=\n") == "f");
    CHECK(decoded(" \n").empty());
}

TEST_CASE("what is not base64 is refused") {
    for (const char* wrong :
         {"Z", "Zg", "Zg=", "Zm9", "Zm9vY", "Zg===", "Z===", "====", "=", "Zg==Zg==", "Zg=a",
          "Zm9v-_", "Zm9v*m9v", "Zh==", "Zm9=", "Zm9v\x80Zm9"}) {
        INFO(wrong);
        CHECK_FALSE(base64_size(wrong));
    }
    CHECK_FALSE(base64_size({"Zm9v\0Zm9", 8}));
}
