// SPDX-License-Identifier: BSL-1.0
#include <initializer_list>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::protocol_version;

bool is_misuse(error seen, cause why) {
    return seen.code == errc::misuse && seen.why == why && seen.where == field::stream;
}

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

/// Reads all that is there.
template <onetls::Transport T>
test::bytes drain(T& from) {
    test::bytes all;
    test::bytes room(500);
    while (const auto got = from.read_some(room))
        all.insert(all.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*got));
    return all;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("bytes arrive as they were sent, both ways", "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType>(test::standard_settings(version));
        for (const std::size_t size : std::initializer_list<std::size_t>{
                 1, 2, 100, 16383, 16384, 16385, 32768, 40000, 70000}) {
            CAPTURE(size);
            const auto sent = test::pattern(size);
            CHECK((test::move_bytes(ends.client, ends.server, sent).received == sent));
            CHECK((test::move_bytes(ends.server, ends.client, sent).received == sent));
        }
    });
}

TEMPLATE_LIST_TEST_CASE("both ends write before either reads", "[stream]", test::pairs) {
    auto ends = test::connected<TestType>();
    const auto one = test::pattern(3000);
    const auto other = test::pattern(5000);

    CHECK(ends.client.write_some(one) == one.size());
    CHECK(ends.server.write_some(other) == other.size());

    CHECK((drain(ends.server) == one));
    CHECK((drain(ends.client) == other));
}

TEMPLATE_LIST_TEST_CASE("nothing is moved for an empty span", "[stream]", test::pairs) {
    auto ends = test::connected<TestType>();
    const test::bytes none;
    test::bytes room;

    CHECK(ends.client.write_some(none) == 0);
    CHECK(ends.server.read_some(room) == 0);
    CHECK(test::read_error(ends.server).code == errc::want_read);
    CHECK((test::move_bytes(ends.client, ends.server, test::pattern(10)).received ==
           test::pattern(10)));
}

TEMPLATE_LIST_TEST_CASE("a read finds nothing until something was written", "[stream]",
                        test::pairs) {
    auto ends = test::connected<TestType>();

    CHECK(test::read_error(ends.client).code == errc::want_read);
    CHECK(test::read_error(ends.server).code == errc::want_read);
    CHECK(ends.client.write_some(test::pattern(1)) == 1);
    CHECK(test::read_error(ends.server).code == errc::internal);  // it came
    CHECK(test::read_error(ends.server).code == errc::want_read);
}

TEMPLATE_LIST_TEST_CASE("a stream says whether it holds bytes that its transport does not",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType>(test::standard_settings(version));
        drain(ends.client);
        CHECK_FALSE(ends.server.buffered());
        for (int record = 0; record != 3; ++record)
            REQUIRE(ends.client.write_some(test::pattern(100)) == 100);

        test::bytes room(10);
        std::size_t read = 0;
        while (read != 300) {
            const auto got = ends.server.read_some(room);
            REQUIRE(got);
            read += *got;
            // Who polls the transport only, when it is empty, must learn of the rest.
            if (read != 300 && ends.server.transport().readable() == 0)
                CHECK(ends.server.buffered());
        }

        CHECK_FALSE(ends.server.buffered());
        CHECK(test::read_error(ends.server).code == errc::want_read);
    });
}

// Ends.

TEMPLATE_LIST_TEST_CASE("closing ends one direction, and the other goes on", "[stream]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType>(test::standard_settings(version));
        REQUIRE(ends.client.write_some(test::pattern(100)) == 100);

        CHECK(ends.client.close());

        CHECK((drain(ends.server) == test::pattern(100)));
        for (int again = 0; again != 3; ++again)
            CHECK(test::read_error(ends.server) == error{errc::closed});
        const auto answer = test::pattern(40000);
        CHECK((test::move_bytes(ends.server, ends.client, answer).received == answer));
        CHECK(test::read_error(ends.client).code == errc::want_read);
        CHECK(ends.server.close());
        CHECK(test::read_error(ends.client) == error{errc::closed});
        CHECK(test::read_error(ends.server) == error{errc::closed});
    });
}

TEMPLATE_LIST_TEST_CASE("closing sends once and never reads", "[stream]", test::pairs) {
    auto ends = test::connected<TestType>();
    REQUIRE(ends.server.write_some(test::pattern(100)) == 100);
    const auto unread = ends.client.transport().readable();

    CHECK(ends.client.close());
    const auto sent = ends.server.transport().readable();
    CHECK(ends.client.close());
    CHECK(ends.client.close());

    CHECK(ends.client.transport().readable() == unread);
    CHECK(ends.server.transport().readable() == sent);
    CHECK((drain(ends.client) == test::pattern(100)));
}

TEMPLATE_LIST_TEST_CASE("nothing can be written after closing", "[stream]", test::pairs) {
    auto ends = test::connected<TestType>();
    REQUIRE(ends.client.close());

    CHECK(is_misuse(test::write_error(ends.client), cause::already_ended));
    CHECK(is_misuse(test::write_error(ends.client), cause::already_ended));
    CHECK(test::read_error(ends.client).code == errc::want_read);
    CHECK(test::read_error(ends.server).code == errc::closed);
}

TEMPLATE_LIST_TEST_CASE("a stream whose transport ends without close_notify is truncated",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType>(test::standard_settings(version));
        REQUIRE(ends.server.write_some(test::pattern(100)) == 100);

        ends.server.transport().close();

        CHECK((drain(ends.client) == test::pattern(100)));
        for (int again = 0; again != 3; ++again)
            CHECK(test::read_error(ends.client).code == errc::truncated);
        CHECK(test::write_error(ends.client).code == errc::truncated);
        CHECK(test::failure(ends.client.close()).code == errc::truncated);
    });
}

TEMPLATE_LIST_TEST_CASE("a stream that is destroyed is truncated for its peer", "[stream]",
                        test::pairs) {
    auto ends = test::connected<TestType>();
    {
        const auto gone = std::move(ends.server);
    }

    CHECK(test::read_error(ends.client).code == errc::truncated);
}

TEMPLATE_LIST_TEST_CASE("a stream that was closed before its transport ended is not truncated",
                        "[stream]", test::pairs) {
    auto ends = test::connected<TestType>();
    REQUIRE(ends.server.close());
    ends.server.transport().close();

    CHECK(test::read_error(ends.client).code == errc::closed);
    CHECK(test::read_error(ends.client).code == errc::closed);
}

TEMPLATE_LIST_TEST_CASE("writing to a peer whose transport is gone fails", "[stream]",
                        test::pairs) {
    auto ends = test::connected<TestType>();
    ends.server.transport().close();

    CHECK(test::write_error(ends.client).code == errc::truncated);
    CHECK(test::write_error(ends.client).code == errc::truncated);
    CHECK(test::read_error(ends.client).code == errc::truncated);
}

// Order.

TEMPLATE_LIST_TEST_CASE("what the peer had sent is read after the transport failed to send",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const error gone{.code = errc::transport_failed, .native = 32};
        auto ends = test::connected<TestType, test::rough_pipe>(test::standard_settings(version));
        const auto sent = test::pattern(9000);
        CHECK(ends.server.write_some(sent) == sent.size());
        CHECK(ends.server.close());

        ends.client.transport().how.write_fails = gone;
        CHECK(test::write_error(ends.client) == gone);

        CHECK(drain(ends.client) == sent);
        CHECK(test::read_error(ends.client).code == errc::closed);
        CHECK(test::read_error(ends.client).code == errc::closed);
        ends.client.transport().how.write_fails.reset();
        CHECK(test::write_error(ends.client) == gone);
        CHECK(test::failure(ends.client.close()) == gone);
    });
}

TEMPLATE_LIST_TEST_CASE("what the peer had sent is read after a blocked write that failed",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (const std::size_t grant : {0, 1, 20, 2000}) {
            CAPTURE(grant);
            const error gone{.code = errc::transport_failed, .native = 32};
            auto ends =
                test::connected<TestType, test::rough_pipe>(test::standard_settings(version));
            const auto sent = test::pattern(3000);
            CHECK(ends.server.write_some(sent) == sent.size());
            CHECK(ends.server.close());

            ends.client.transport().how.writable = grant;
            CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
            ends.client.transport().how.write_fails = gone;
            CHECK(test::failure(ends.client.write_some(sent)) == gone);

            CHECK(drain(ends.client) == sent);
            CHECK(test::read_error(ends.client).code == errc::closed);
            CHECK(test::failure(ends.client.write_some(sent)) == gone);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("what the peer had sent is read after a close that could not be sent",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        const error gone{.code = errc::transport_failed, .native = 104};
        auto ends = test::connected<TestType, test::rough_pipe>(test::standard_settings(version));
        CHECK(ends.server.write_some(test::pattern(100)) == 100);

        ends.client.transport().how.write_fails = gone;
        CHECK(test::failure(ends.client.close()) == gone);

        CHECK(drain(ends.client) == test::pattern(100));
        CHECK(test::read_error(ends.client).code == errc::want_read);
        ends.server.transport().close();
        CHECK(test::read_error(ends.client).code == errc::truncated);
        CHECK(test::write_error(ends.client).code == errc::truncated);
    });
}

TEMPLATE_LIST_TEST_CASE("bytes that were changed end reading after a failure to send, too",
                        "[stream]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = test::connected<TestType, test::rough_pipe>(test::standard_settings(version));
        ends.client.transport().how.write_fails = error{errc::transport_failed};
        CHECK(test::write_error(ends.client).code == errc::transport_failed);
        const auto nonsense = test::pattern(200);
        CHECK(ends.server.transport().write_some(nonsense) == nonsense.size());

        const auto failure = test::read_error(ends.client);

        CHECK(failure.code == errc::protocol_error);
        CHECK(test::read_error(ends.client) == failure);
        CHECK(test::write_error(ends.client) == failure);
    });
}

TEMPLATE_LIST_TEST_CASE("nothing but the handshake is possible before it", "[stream]",
                        test::pairs) {
    auto ends = test::joined_pair<TestType>();

    const auto check = [](auto& stream) {
        CHECK(is_misuse(test::read_error(stream), cause::not_established));
        CHECK(is_misuse(test::write_error(stream), cause::not_established));
        CHECK(is_misuse(test::failure(stream.close()), cause::not_established));
        CHECK_FALSE(stream.buffered());
    };
    check(ends.client);
    check(ends.server);
    CHECK(ends.server.transport().readable() == 0);

    CHECK(test::handshake(ends.client, ends.server));
}

TEMPLATE_LIST_TEST_CASE("misuse in the midst of a handshake does it no harm", "[stream]",
                        test::pairs) {
    auto ends = test::joined_pair<TestType>();
    test::shaken so_far;
    for (int step = 0; step != 8; ++step) {
        test::step(ends.client, ends.server, so_far);
        if (!so_far.client) {
            CHECK(is_misuse(test::read_error(ends.client), cause::not_established));
            CHECK(is_misuse(test::write_error(ends.client), cause::not_established));
        }
        if (!so_far.server) CHECK(is_misuse(test::read_error(ends.server), cause::not_established));
    }

    CHECK(so_far);
}

TEMPLATE_LIST_TEST_CASE("a failed handshake fails for ever, and so does all else", "[stream]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.peer = "example.com";
        auto ends = test::joined_pair<TestType>(wanted);
        const auto first = test::handshake(ends.client, ends.server);
        REQUIRE_FALSE(first.client);

        const auto again = ends.client.handshake();
        REQUIRE_FALSE(again);
        CHECK(static_cast<const error&>(again.error()) ==
              static_cast<const error&>(first.client.error()));
        CHECK(again.error().report.has(onetls::reason::name_mismatch));
        CHECK(test::read_error(ends.client).code == errc::untrusted_peer);
        CHECK(test::write_error(ends.client).code == errc::untrusted_peer);
        CHECK(test::failure(ends.client.close()).code == errc::untrusted_peer);
        CHECK(ends.client.info().version == protocol_version::unknown);
        CHECK(test::write_error(ends.server).code == errc::peer_alert);
    });
}

// One context serves many streams, one after the other and at once.
TEMPLATE_LIST_TEST_CASE("a context makes any number of streams", "[stream]", test::pairs) {
    using client_stream = typename TestType::client::template stream<onetls::memory_pipe>;
    using server_stream = typename TestType::server::template stream<onetls::memory_pipe>;
    const auto wanted = test::standard_settings();
    const auto client = TestType::client::client_context::create(wanted.client);
    const auto server = TestType::server::server_context::create(wanted.server);
    REQUIRE(client);
    REQUIRE(server);
    const auto peer = *onetls::identity::parse("example.org");
    std::vector<client_stream> clients;
    std::vector<server_stream> servers;
    for (int made = 0; made != 5; ++made) {
        auto ends = onetls::memory_pipe::create();
        clients.push_back(*client_stream::client(*client, peer, std::move(ends->first)));
        servers.push_back(*server_stream::server(*server, std::move(ends->second)));
    }

    for (std::size_t at = 0; at != clients.size(); ++at)
        CHECK(test::handshake(clients[at], servers[at]));
    clients.erase(clients.begin());
    servers.erase(servers.begin());

    for (std::size_t at = 0; at != clients.size(); ++at)
        CHECK((test::move_bytes(clients[at], servers[at], test::pattern(100)).received ==
               test::pattern(100)));
}
