// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/first_bytes.hpp>

namespace {

bool is_http(std::string_view sent, std::size_t piece) {
    onetls::detail::first_bytes seen;
    for (std::size_t at = 0; at < sent.size(); at += piece)
        seen.see(onetls::detail::as_bytes(sent.substr(at, piece)));
    return seen.is_http();
}

}  // namespace

TEST_CASE("requests and answers of HTTP are recognised, however they come", "[first_bytes]") {
    for (const auto* sent :
         {"GET / HTTP/1.1\r\n", "HEAD /", "POST /", "PUT /", "DELETE /", "CONNECT a:443",
          "OPTIONS *", "TRACE /", "PATCH /", "PRI * HTTP/2.0\r\n", "HTTP/1.1 400 Bad Request\r\n",
          "HTTP/", "GET "}) {
        CAPTURE(sent);
        for (const std::size_t piece : {1, 2, 3, 100}) CHECK(is_http(sent, piece));
    }
}

TEST_CASE("nothing else is taken for HTTP", "[first_bytes]") {
    using namespace std::string_literals;
    for (const auto& sent :
         {""s, "G"s, "GET"s, "GETS /"s, "get / HTTP/1.1"s, " GET /"s, "HTTP"s, "PRI"s, "HEADS"s,
          "SSH-2.0-OpenSSH_9.2\r\n"s, "220 mail.example.org ESMTP\r\n"s, "\0\0\0\0\0"s,
          "\x16\x03\x01\x02\x00"s, "\x15\x03\x03\x00\x02"s, "xGET / HTTP/1.1"s}) {
        CAPTURE(sent);
        for (const std::size_t piece : {1, 2, 3, 100}) CHECK_FALSE(is_http(sent, piece));
    }
}
