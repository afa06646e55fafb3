// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "hello_encoder.hpp"
#include "loopback.hpp"

/// ClientHellos that nobody sends in good faith. A server answers or refuses, tells its peer so,
/// and serves others.

using onetls::errc;
using test::bytes;
using test::tls::characters;
using test::tls::extension;
using test::tls::hello_body;
using test::tls::joined;
using test::tls::number;
using test::tls::numbers;

namespace {

/// The body of a handshake message as records of at most `most` bytes each.
bytes recorded(const bytes& body, std::size_t most = 16384) {
    const auto message = joined({number(1, 1), test::tls::vector(3, body)});
    bytes records;
    for (std::size_t at = 0; at < message.size(); at += most) {
        const auto size = std::min(most, message.size() - at);
        const auto begin = message.begin() + static_cast<std::ptrdiff_t>(at);
        const bytes fragment(begin, begin + static_cast<std::ptrdiff_t>(size));
        records =
            joined({records, number(22, 1), number(0x0301, 2), test::tls::vector(2, fragment)});
    }
    return records;
}

/// The extensions of a client of both versions, which waits to be told which key share is wanted.
bytes usual() {
    return joined({extension(10, test::tls::vector(2, numbers({0x0017}))),
                   extension(13, test::tls::vector(2, numbers({0x0403, 0x0804}))),
                   extension(43, test::tls::vector(1, numbers({0x0304, 0x0303}))),
                   extension(51, test::tls::vector(2, {}))});
}

struct hello {
    std::string_view what;
    bytes records;
};

std::vector<hello> oversized() {
    const auto suites = [] {
        bytes all;
        for (std::uint32_t each = 0; each != 32767; ++each)
            all = std::move(all), all.push_back(static_cast<std::byte>(each >> 8)),
            all.push_back(static_cast<std::byte>(each));
        return all;
    }();
    const bytes many(60'000, std::byte{1});
    bytes one_letter_names;
    for (int count = 0; count != 30'000; ++count)
        one_letter_names.insert(one_letter_names.end(), {std::byte{1}, std::byte{'a'}});
    const auto with = [](const bytes& added) { return recorded(hello_body({added, usual()})); };
    return {
        {"64 KiB of suites",
         recorded(joined({number(0x0303, 2), bytes(32), test::tls::vector(1, bytes(32)),
                          test::tls::vector(2, suites), test::tls::vector(1, bytes(1)),
                          test::tls::vector(2, usual())}))},
        {"60 KB of padding", with(extension(21, many))},
        {"a name of 60 KB",
         with(extension(0,
                        test::tls::vector(2, joined({number(0, 1), test::tls::vector(2, many)}))))},
        {"30,000 protocols", with(extension(16, test::tls::vector(2, one_letter_names)))},
        {"an empty protocol", with(extension(16, test::tls::vector(2, bytes(1))))},
        {"no protocol", with(extension(16, test::tls::vector(2, {})))},
        {"two lists of protocols",
         with(joined({test::tls::protocols({"a"}), test::tls::protocols({"b"})}))},
        {"a name with a NUL", with(test::tls::server_name({"a\0b", 3}))},
        {"a name of 256 bytes", with(test::tls::server_name(std::string(256, 'a')))},
        {"16 MiB announced", joined({number(22, 1), number(0x0301, 2),
                                     test::tls::vector(2, joined({number(1, 1), number(0xFFFFFF, 3),
                                                                  bytes(16'000)}))})},
    };
}

/// Ends of a connection of which one is played by the test.
template <class Backend>
struct played {
    explicit played(const typename Backend::server_context& context)
        : pipe{test::value_of(onetls::memory_pipe::create(), "pipe")},
          server{test::value_of(Backend::template stream<onetls::memory_pipe>::server(
                                    context, std::move(pipe.second)),
                                "server stream")} {}

    /// Sends `all`, as far as the server takes it; returns how the handshake stands then.
    onetls::error play(const bytes& all) {
        auto standing = test::failure(server.handshake());
        for (std::size_t at = 0; at != all.size() && onetls::is_retry(standing);) {
            const auto sent = pipe.first.write_some(std::span{all}.subspan(at));
            if (sent) at += *sent;
            standing = test::failure(server.handshake());
        }
        return standing;
    }

    /// The type of the last record that the server sent; 0: none.
    int last_record() {
        bytes got(100'000);
        const auto size = pipe.first.read_some(got);
        int type = 0;
        for (std::size_t at = 0; size && at + 5 <= *size;) {
            type = std::to_integer<int>(got[at]);
            at += 5 + (std::to_integer<std::size_t>(got[at + 3]) << 8) +
                  std::to_integer<std::size_t>(got[at + 4]);
        }
        return type;
    }

    onetls::memory_pipe::ends pipe;
    typename Backend::template stream<onetls::memory_pipe> server;
};

onetls::server_config settings_with(bool hooked) {
    auto settings = test::standard_settings().server;
    settings.alpn = {"h2"};
    if (hooked)
        settings.client_hello = {[](void*, const onetls::client_hello& offered) noexcept {
            for (const auto each : offered.application_protocols()) (void)each;
            for (const auto each : offered.cipher_suites()) (void)each;
            (void)offered.server_name();
            return onetls::client_hello_answer{};
        }};
    return settings;
}

template <class Backend>
void check_serves(const typename Backend::server_context& context) {
    const auto client = test::value_of(
        Backend::client_context::create(test::standard_settings().client), "client context");
    auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
    using stream = typename Backend::template stream<onetls::memory_pipe>;
    auto mine = test::value_of(
        stream::client(client, *onetls::identity::parse("example.org"), std::move(ends.first)),
        "client stream");
    auto its = test::value_of(stream::server(context, std::move(ends.second)), "server stream");
    CHECK(test::handshake(mine, its));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE(
    "a server answers a ClientHello of any size or refuses it, and serves others", "[hostile]",
    test::backends) {
    constexpr int alert = 21;
    for (const bool hooked : {false, true}) {
        const auto context = test::value_of(TestType::server_context::create(settings_with(hooked)),
                                            "server context");
        for (const auto& each : oversized()) {
            CAPTURE(TestType::name, hooked, each.what);
            played<TestType> ends{context};
            const auto standing = ends.play(each.records);
            INFO(onetls::message(standing).view());
            if (!onetls::is_retry(standing)) {
                CHECK((standing.code == errc::protocol_error ||
                       standing.code == errc::negotiation_failed));
                CHECK(standing.alert != onetls::alert_description::none);
                CHECK(ends.last_record() == alert);
            }
            check_serves<TestType>(context);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a ClientHello with which nothing is wrong is answered", "[hostile]",
                        test::backends) {
    constexpr int alert = 21;
    const auto context =
        test::value_of(TestType::server_context::create(settings_with(false)), "server context");
    for (const auto& added : {test::tls::protocols({"h3", "h2"}), test::tls::server_name("a.b"),
                              extension(21, bytes(5))}) {
        played<TestType> ends{context};
        CHECK(onetls::is_retry(ends.play(recorded(hello_body({added, usual()})))));
        CHECK(ends.last_record() != alert);
    }
}

TEMPLATE_LIST_TEST_CASE("what is wrong in a ClientHello is refused", "[hostile]", test::backends) {
    for (const bool hooked : {false, true}) {
        const auto context = test::value_of(TestType::server_context::create(settings_with(hooked)),
                                            "server context");
        for (const auto& each : oversized()) {
            const bool wrong = each.what.find("protocol") != each.what.npos ||
                               each.what.find("name") != each.what.npos;
            if (!wrong) continue;
            CAPTURE(TestType::name, hooked, each.what);
            played<TestType> ends{context};
            CHECK_FALSE(onetls::is_retry(ends.play(each.records)));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a ClientHello in records of one byte is understood or refused",
                        "[hostile]", test::backends) {
    const auto context =
        test::value_of(TestType::server_context::create(settings_with(true)), "server context");
    played<TestType> ends{context};
    const auto standing =
        ends.play(recorded(hello_body({usual(), test::tls::protocols({"h2"})}), 1));
    INFO(onetls::message(standing).view());

    CHECK(ends.last_record() != 0);
    check_serves<TestType>(context);
}
