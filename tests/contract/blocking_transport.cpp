// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// Streams over transports that move little, move nothing for a while, or want the other direction.

namespace {

using onetls::errc;
using onetls::error;
using onetls::protocol_version;
using test::rough_pipe;

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

constexpr int many_rounds = 20000;

template <class Ends>
void behave(Ends& ends, const test::conduct& how) {
    ends.client.transport().how = how;
    ends.server.transport().how = how;
}

/// Checks that a connection whose transports behave like `how` works, from its first byte on.
template <class Pair>
void check_works(const test::conduct& how, std::size_t size) {
    for_each_version([&](protocol_version version) {
        auto ends = test::joined_pair<Pair, rough_pipe>(test::standard_settings(version));
        behave(ends, how);
        const auto done = test::handshake(ends.client, ends.server, many_rounds);
        REQUIRE(done.client);
        REQUIRE(done.server);
        const auto sent = test::pattern(size);
        CHECK((test::move_bytes(ends.client, ends.server, sent, many_rounds).received == sent));
        CHECK((test::move_bytes(ends.server, ends.client, sent, many_rounds).received == sent));
        auto closed = ends.client.close();
        for (int turn = 0; turn != many_rounds && !closed; ++turn) closed = ends.client.close();
        CHECK(closed);
        auto end = test::read_error(ends.server);
        for (int turn = 0; turn != many_rounds && onetls::is_retry(end); ++turn)
            end = test::read_error(ends.server);
        CHECK(end.code == errc::closed);
    });
}

/// A connection whose client's transport takes no more bytes than a test grants.
template <class Pair>
auto connected_and_blocked(protocol_version version) {
    auto ends = test::connected<Pair, rough_pipe>(test::standard_settings(version));
    ends.client.transport().how.writable = 0;
    return ends;
}

/// Reads what is there from `from` into the end of `all`.
template <onetls::Transport T>
void drain(T& from, test::bytes& all) {
    test::bytes room(5000);
    while (const auto got = from.read_some(room))
        all.insert(all.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*got));
}

test::bytes part(const test::bytes& from, std::size_t begin, std::size_t end) {
    return {from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(std::min(end, from.size()))};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a transport may move one byte at a time", "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    check_works<TestType>({.read_at_most = 1}, 20000);
    check_works<TestType>({.write_at_most = 1}, 20000);
    check_works<TestType>({.read_at_most = 1, .write_at_most = 1}, 500);
}

TEMPLATE_LIST_TEST_CASE("a transport may hesitate at every other call", "[transport]",
                        test::pairs) {
    CAPTURE(TestType::name());
    check_works<TestType>({.hesitates = true}, 70000);
    check_works<TestType>({.write_at_most = 7, .hesitates = true}, 3000);
    check_works<TestType>({.read_at_most = 1, .write_at_most = 1, .hesitates = true}, 300);
}

TEMPLATE_LIST_TEST_CASE("what a transport waits for is what the stream tells", "[transport]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto ends = test::joined_pair<TestType, rough_pipe>();
    auto& transport = ends.client.transport().how;

    transport.writable = 0;
    CHECK(test::failure(ends.client.handshake()).code == errc::want_write);
    transport.when_not_writable = errc::want_read;
    CHECK(test::failure(ends.client.handshake()).code == errc::want_read);
    transport.writable = test::conduct::unlimited;
    CHECK(test::failure(ends.client.handshake()).code == errc::want_read);
    transport.when_not_readable = errc::want_write;
    CHECK(test::failure(ends.client.handshake()).code == errc::want_write);

    transport = {};
    REQUIRE(test::handshake(ends.client, ends.server));
    transport.when_not_readable = errc::want_write;
    CHECK(test::read_error(ends.client) == error{errc::want_write});
    transport.when_not_writable = errc::want_read;
    transport.writable = 0;
    CHECK(test::write_error(ends.client) == error{errc::want_read});
}

// A TLS tunnel as transport: reading may want to write, and the other way round.
TEMPLATE_LIST_TEST_CASE("a transport may want either direction for either", "[transport]",
                        test::pairs) {
    CAPTURE(TestType::name());
    check_works<TestType>({.hesitates = true,
                           .when_not_readable = errc::want_write,
                           .when_not_writable = errc::want_read},
                          20000);
}

TEMPLATE_LIST_TEST_CASE("a blocked write is repeated from another address, and nothing is lost",
                        "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_and_blocked<TestType>(version);
        const auto sent = test::pattern(50000);
        test::bytes received;
        std::size_t put = 0;
        std::size_t refused = 0;
        for (int turn = 0; turn != many_rounds && put != sent.size(); ++turn) {
            const auto rest = part(sent, put, sent.size());  // elsewhere each time
            const auto wrote = ends.client.write_some(rest);
            if (wrote) put += *wrote;
            if (!wrote) {
                REQUIRE(wrote.error() == error{errc::want_write});
                ++refused;
                ends.client.transport().how.writable += 700;
            }
            drain(ends.server, received);
        }
        drain(ends.server, received);

        CHECK(put == sent.size());
        CHECK(refused > 50);
        CHECK((received == sent));
    });
}

TEMPLATE_LIST_TEST_CASE("a blocked write may be repeated with more bytes", "[transport]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const std::size_t granted : std::initializer_list<std::size_t>{0, 1, 30}) {
            CAPTURE(granted);
            auto ends = connected_and_blocked<TestType>(version);
            ends.client.transport().how.writable = granted;
            const auto sent = test::pattern(40000);
            test::bytes received;

            REQUIRE(test::failure(ends.client.write_some(part(sent, 0, 100))).code ==
                    errc::want_write);
            REQUIRE(test::failure(ends.client.write_some(part(sent, 0, 5000))).code ==
                    errc::want_write);
            ends.client.transport().how.writable = test::conduct::unlimited;
            for (std::size_t put = 0; put != sent.size();) {
                const auto wrote = ends.client.write_some(part(sent, put, sent.size()));
                REQUIRE(wrote);
                put += *wrote;
                drain(ends.server, received);
            }

            CHECK((received == sent));
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a blocked write that is repeated with fewer bytes is misuse, and no harm",
                        "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_and_blocked<TestType>(version);
        const auto sent = test::pattern(1000);
        test::bytes received;
        REQUIRE(test::failure(ends.client.write_some(sent)).code == errc::want_write);

        for (const std::size_t fewer : std::initializer_list<std::size_t>{999, 1, 0}) {
            const auto repeated = ends.client.write_some(part(sent, 0, fewer));
            REQUIRE_FALSE(repeated);
            CHECK(repeated.error().code == errc::misuse);
            CHECK(repeated.error().why == onetls::cause::contradiction);
        }
        ends.client.transport().how.writable = test::conduct::unlimited;
        CHECK(test::failure(ends.client.write_some(part(sent, 0, 999))).code == errc::misuse);

        CHECK(ends.client.write_some(sent) == sent.size());
        drain(ends.server, received);
        CHECK((received == sent));
        CHECK(ends.client.write_some(part(sent, 0, 1)) == 1);
    });
}

TEMPLATE_LIST_TEST_CASE("reading goes on while a write is blocked", "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_and_blocked<TestType>(version);
        const auto sent = test::pattern(60000);
        const auto answer = test::pattern(50000);
        test::bytes received;
        test::bytes answered;
        std::size_t put = 0;
        std::size_t answer_put = 0;
        for (int turn = 0; turn != many_rounds; ++turn) {
            if (put != sent.size()) {
                const auto wrote = ends.client.write_some(part(sent, put, sent.size()));
                if (wrote) put += *wrote;
                if (!wrote) ends.client.transport().how.writable += 333;
            }
            if (answer_put != answer.size()) {
                const auto wrote =
                    ends.server.write_some(part(answer, answer_put, answer_put + 777));
                if (wrote) answer_put += *wrote;
            }
            drain(ends.client, answered);
            drain(ends.server, received);
            if (received.size() == sent.size() && answered.size() == answer.size()) break;
        }

        CHECK((received == sent));
        CHECK((answered == answer));
    });
}

TEMPLATE_LIST_TEST_CASE("closing sends a blocked write first", "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_and_blocked<TestType>(version);
        const auto sent = test::pattern(1000);
        test::bytes received;
        REQUIRE(test::failure(ends.client.write_some(sent)).code == errc::want_write);

        auto closed = ends.client.close();
        for (int turn = 0; turn != many_rounds && !closed; ++turn) {
            REQUIRE(closed.error() == error{errc::want_write});
            ends.client.transport().how.writable += 1;
            closed = ends.client.close();
        }

        CHECK(closed);
        drain(ends.server, received);
        CHECK((received == sent));
        CHECK(test::read_error(ends.server).code == errc::closed);
    });
}

TEMPLATE_LIST_TEST_CASE("a close that is blocked is repeated, and sent once", "[transport]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_and_blocked<TestType>(version);

        REQUIRE(test::failure(ends.client.close()) == error{errc::want_write});
        CHECK(test::write_error(ends.client).code == errc::misuse);
        CHECK(test::read_error(ends.client).code == errc::want_read);
        REQUIRE(test::failure(ends.client.close()) == error{errc::want_write});
        ends.client.transport().how.writable = test::conduct::unlimited;
        CHECK(ends.client.close());
        const auto sent = ends.client.transport().how.bytes_written;
        CHECK(ends.client.close());

        CHECK(ends.client.transport().how.bytes_written == sent);
        CHECK(test::read_error(ends.server).code == errc::closed);
    });
}

// Failures.

TEMPLATE_LIST_TEST_CASE("a transport that fails is told as it failed", "[transport]", test::pairs) {
    CAPTURE(TestType::name());
    const error reset{.code = errc::transport_failed, .native = 104};
    for_each_version([&](protocol_version version) {
        const auto settings = test::standard_settings(version);
        SECTION("in the handshake, reading, " + std::string{name_of(version)}) {
            auto ends = test::joined_pair<TestType, rough_pipe>(settings);
            ends.client.transport().how.read_fails = reset;
            CHECK(test::failure(ends.client.handshake()) == reset);
            CHECK(test::failure(ends.client.handshake()) == reset);
        }
        SECTION("in the handshake, writing, " + std::string{name_of(version)}) {
            auto ends = test::joined_pair<TestType, rough_pipe>(settings);
            ends.client.transport().how.write_fails = reset;
            CHECK(test::failure(ends.client.handshake()) == reset);
        }
        SECTION("reading, " + std::string{name_of(version)}) {
            auto ends = test::connected<TestType, rough_pipe>(settings);
            ends.client.transport().how.read_fails = reset;
            CHECK(test::read_error(ends.client) == reset);
            CHECK(test::read_error(ends.client) == reset);
            CHECK(test::write_error(ends.client) == reset);
        }
        SECTION("writing, " + std::string{name_of(version)}) {
            auto ends = test::connected<TestType, rough_pipe>(settings);
            ends.client.transport().how.write_fails = reset;
            CHECK(test::write_error(ends.client) == reset);
            CHECK(test::write_error(ends.client) == reset);
            CHECK(test::read_error(ends.client).code == errc::want_read);
            CHECK(test::failure(ends.client.close()) == reset);
        }
        SECTION("closing, " + std::string{name_of(version)}) {
            auto ends = test::connected<TestType, rough_pipe>(settings);
            ends.client.transport().how.write_fails = reset;
            CHECK(test::failure(ends.client.close()) == reset);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a transport whose deadline passed is told so", "[transport]",
                        test::pairs) {
    auto ends = test::connected<TestType, rough_pipe>();
    ends.client.transport().how.read_fails = error{errc::timed_out};

    CHECK(test::read_error(ends.client).code == errc::timed_out);
}
