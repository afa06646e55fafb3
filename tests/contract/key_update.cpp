// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "transports.hpp"

/// Keys that change in the midst of a connection, on request and by the peer.

using onetls::errc;
using onetls::event_kind;
using onetls::feature;
using onetls::key_update;
using onetls::protocol_version;

namespace {

template <class Backend>
using stream_of = typename Backend::template stream<onetls::memory_pipe>;

template <class Backend>
constexpr bool can_update = onetls::KeyUpdating<stream_of<Backend>>;

/// The events of one kind that an observer is told of.
struct counter {
    event_kind wanted;
    int count = 0;

    onetls::observer observer() {
        return {[](void* self, const onetls::event& seen) noexcept {
                    auto& own = *static_cast<counter*>(self);
                    if (seen.what == own.wanted) ++own.count;
                },
                this};
    }
};

/// Checks that bytes go both ways.
template <class Ends>
void check_alive(Ends& ends) {
    const auto sent = test::pattern(40'000);
    CHECK(test::move_bytes(ends.client, ends.server, sent).received == sent);
    CHECK(test::move_bytes(ends.server, ends.client, sent).received == sent);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a backend says whether its streams change keys", "[key_update]",
                        test::backends) {
    STATIC_CHECK(TestType::supports(feature::key_update) == can_update<TestType>);
}

TEMPLATE_LIST_TEST_CASE("keys change on request, and bytes go on", "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const auto whose : {key_update::own, key_update::both}) {
            counter sent{event_kind::key_update_sent};
            counter received{event_kind::key_update_received};
            auto wanted = test::standard_settings(protocol_version::tls1_3);
            wanted.client.observer = sent.observer();
            wanted.server.observer = received.observer();
            auto ends = test::connected<TestType>(wanted);
            check_alive(ends);
            CHECK(ends.client.update_keys(whose));
            check_alive(ends);
            CHECK(ends.client.update_keys(whose));
            CHECK(ends.client.update_keys(whose));
            check_alive(ends);
            CHECK(sent.count == 3);
            CHECK(received.count == 3);
            CHECK(ends.client.close());
            CHECK(test::read_error(ends.server).code == errc::closed);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a peer that is asked changes its keys too", "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const auto whose : {key_update::own, key_update::both}) {
            counter answered{event_kind::key_update_received};
            auto wanted = test::standard_settings(protocol_version::tls1_3);
            wanted.server.observer = answered.observer();
            auto ends = test::connected<TestType>(wanted);
            CHECK(ends.server.update_keys(whose));
            check_alive(ends);
            check_alive(ends);  // The answer goes with the first write after the request was read.
            CHECK(answered.count == (whose == key_update::both ? 1 : 0));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a request that is blocked is made again, once", "[key_update]",
                        test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        counter sent{event_kind::key_update_sent};
        auto wanted = test::standard_settings(protocol_version::tls1_3);
        wanted.client.observer = sent.observer();
        auto ends = test::connected<TestType, test::rough_pipe>(wanted);
        auto& transport = ends.client.transport().how;
        for (const std::size_t grant : {0, 1, 7}) {
            const int before = sent.count;
            transport.writable = grant;
            CHECK(test::failure(ends.client.update_keys(key_update::own)).code == errc::want_write);
            CHECK(test::failure(ends.client.update_keys(key_update::own)).code == errc::want_write);
            transport.writable = test::conduct::unlimited;
            CHECK(ends.client.update_keys(key_update::own));
            check_alive(ends);
            CHECK(sent.count == before + 1);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a blocked write goes before a change of keys", "[key_update]",
                        test::pairs) {
    if constexpr (can_update<typename TestType::client>) {
        auto ends = test::connected<TestType, test::rough_pipe>(
            test::standard_settings(protocol_version::tls1_3));
        const auto sent = test::pattern(3000);
        ends.client.transport().how.writable = 100;
        CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
        CHECK(test::failure(ends.client.update_keys(key_update::own)) ==
              onetls::error{errc::misuse, onetls::cause::contradiction, onetls::field::stream});
        ends.client.transport().how.writable = test::conduct::unlimited;
        CHECK(ends.client.write_some(sent) == sent.size());
        test::bytes room(4000);
        CHECK(ends.server.read_some(room) == sent.size());
    }
}

TEMPLATE_LIST_TEST_CASE("a request that comes while a write is blocked is answered behind it",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const std::size_t grant : {0, 1, 100, 2000}) {
            CAPTURE(grant);
            counter answered{event_kind::key_update_received};
            auto wanted = test::standard_settings(protocol_version::tls1_3);
            wanted.server.observer = answered.observer();
            auto ends = test::connected<TestType, test::rough_pipe>(wanted);
            const auto sent = test::pattern(3000);
            test::bytes room(4000);
            auto& transport = ends.client.transport().how;
            transport.writable = grant;
            CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);

            for (int turn = 0; turn != 3; ++turn) {
                REQUIRE(ends.server.update_keys(key_update::both));
                REQUIRE(ends.server.write_some(test::pattern(10)) == 10U);
                CHECK(ends.client.read_some(room) == 10U);
                CHECK(test::read_error(ends.client).code == errc::want_read);
                CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
            }

            transport.writable = test::conduct::unlimited;
            CHECK(ends.client.write_some(sent) == sent.size());
            CHECK(ends.server.read_some(room) == sent.size());
            check_alive(ends);
            CHECK(answered.count == 3);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("an answer that blocks holds up writing and nothing else", "[key_update]",
                        test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const std::size_t grant : {0, 1, 20}) {
            CAPTURE(grant);
            auto ends = test::connected<TestType, test::rough_pipe>(
                test::standard_settings(protocol_version::tls1_3));
            test::bytes room(4000);
            auto& transport = ends.client.transport().how;
            transport.writable = grant;
            for (int turn = 0; turn != 3; ++turn) {
                REQUIRE(ends.server.update_keys(key_update::both));
                REQUIRE(ends.server.write_some(test::pattern(10)) == 10U);
                CHECK(ends.client.read_some(room) == 10U);
                CHECK(test::failure(ends.client.write_some(test::pattern(10))).code ==
                      errc::want_write);
            }
            transport.writable = test::conduct::unlimited;
            CHECK(ends.client.write_some(test::pattern(10)) == 10U);
            CHECK(ends.server.read_some(room) == 10U);
            check_alive(ends);
            CHECK(ends.client.close());
            CHECK(test::read_error(ends.server).code == errc::closed);
        }
    }
}

// Whoever hangs up behind its last words has often asked for new keys before them.
TEMPLATE_LIST_TEST_CASE("what has arrived is read though keys can no longer be changed",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const bool asked : {false, true})
            for (const std::size_t grant : {0, 1, 20}) {
                CAPTURE(asked, grant);
                auto ends = test::connected<TestType, test::rough_pipe>(
                    test::standard_settings(protocol_version::tls1_3));
                auto& transport = ends.client.transport().how;
                REQUIRE(ends.server.write_some(test::pattern(10)) == 10U);
                if (asked) REQUIRE(ends.server.update_keys(key_update::both));
                REQUIRE(ends.server.write_some(test::pattern(10)) == 10U);
                transport.writable = grant;
                CHECK(test::failure(ends.client.update_keys(key_update::own)).code ==
                      errc::want_write);

                const onetls::error gone{.code = errc::transport_failed, .native = 104};
                transport.write_fails = gone;
                test::bytes room(4000);
                CHECK(ends.client.read_some(room) == 10U);
                CHECK(ends.client.read_some(room) == 10U);
                CHECK(test::read_error(ends.client).code == errc::want_read);
                CHECK(test::failure(ends.client.write_some(test::pattern(10))) == gone);
                CHECK(test::read_error(ends.client).code == errc::want_read);
            }
    }
}

// What the blocked write was given must not be sent from memory that is not its own.
TEMPLATE_LIST_TEST_CASE("closing while an answer is blocked sends what was written, and no more",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        auto ends = test::connected<TestType, test::rough_pipe>(
            test::standard_settings(protocol_version::tls1_3));
        auto& transport = ends.client.transport().how;
        REQUIRE(ends.client.write_some(test::pattern(10)) == 10U);
        REQUIRE(ends.server.update_keys(key_update::both));
        CHECK(test::read_error(ends.client).code == errc::want_read);
        transport.writable = 3;
        CHECK(test::failure(ends.client.write_some(test::pattern(9000))).code == errc::want_write);
        CHECK(test::failure(ends.client.close()).code == errc::want_write);
        transport.writable = test::conduct::unlimited;
        CHECK(ends.client.close());

        test::bytes room(10'000);
        CHECK(ends.server.read_some(room) == 10U);
        REQUIRE(ends.server.read_some(room) == 9000U);
        room.resize(9000);
        CHECK(room == test::pattern(9000));
        CHECK(test::read_error(ends.server).code == errc::closed);
    }
}

TEMPLATE_LIST_TEST_CASE("requests by the thousand do not pile up behind a blocked write",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        auto ends = test::connected<TestType, test::rough_pipe>(
            test::standard_settings(protocol_version::tls1_3));
        const auto sent = test::pattern(3000);
        auto& transport = ends.client.transport().how;
        transport.writable = 100;
        CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
        constexpr int requests = 2000;
        std::byte one{};
        int answered = 0;
        auto got = onetls::result<std::size_t>{1};
        for (; got && answered != requests; ++answered) {
            REQUIRE(ends.server.update_keys(key_update::both));
            REQUIRE(ends.server.write_some({&one, 1}) == 1U);
            got = ends.client.read_some({&one, 1});
        }
        CHECK(test::failure(got).code == errc::want_write);
        CHECK(answered > 100);
        CHECK(answered < requests);

        transport.writable = test::conduct::unlimited;
        CHECK(ends.client.write_some(sent) == sent.size());
        CHECK(ends.client.read_some({&one, 1}) == 1U);
        test::bytes room(4000);
        CHECK(ends.server.read_some(room) == sent.size());
        check_alive(ends);
    }
}

TEMPLATE_LIST_TEST_CASE("keys of both are changed while an answer is still to be sent",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        counter sent{event_kind::key_update_sent};
        auto wanted = test::standard_settings(protocol_version::tls1_3);
        wanted.server.observer = sent.observer();
        auto ends = test::connected<TestType>(wanted);
        REQUIRE(ends.server.update_keys(key_update::both));
        CHECK(test::read_error(ends.client).code == errc::want_read);
        REQUIRE(ends.client.update_keys(key_update::both));
        check_alive(ends);
        check_alive(ends);
        CHECK(sent.count == 2);  // The server's request, and its answer to the client's.
    }
}

TEMPLATE_LIST_TEST_CASE("a stream is closed though its change of keys is blocked", "[key_update]",
                        test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        for (const std::size_t grant : {0, 1, 7}) {
            auto ends = test::connected<TestType, test::rough_pipe>(
                test::standard_settings(protocol_version::tls1_3));
            auto& transport = ends.client.transport().how;
            transport.writable = grant;
            CHECK(test::failure(ends.client.update_keys(key_update::own)).code == errc::want_write);
            CHECK(test::failure(ends.client.close()).code == errc::want_write);
            transport.writable = test::conduct::unlimited;
            CHECK(ends.client.close());
            CHECK(test::read_error(ends.server).code == errc::closed);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a write that waits for new keys goes as it is, repeated or not",
                        "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && can_update<typename TestType::server>) {
        const auto sent = test::pattern(3000);
        const auto check_arrives = [&](auto& end) {
            test::bytes room(4000);
            REQUIRE(end.read_some(room) == sent.size());
            room.resize(sent.size());
            CHECK(room == sent);
        };
        const auto waiting = [&](bool is_answer, std::size_t grant) {
            auto ends = test::connected<TestType, test::rough_pipe>(
                test::standard_settings(protocol_version::tls1_3));
            if (is_answer) {
                CHECK(ends.server.update_keys(key_update::both));
                CHECK(test::read_error(ends.client).code == errc::want_read);
            }
            auto& transport = ends.client.transport().how;
            transport.writable = grant;
            if (!is_answer)
                CHECK(test::failure(ends.client.update_keys(key_update::own)).code ==
                      errc::want_write);
            CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
            transport.writable = test::conduct::unlimited;
            return ends;
        };
        for (const bool is_answer : {false, true})
            for (const std::size_t grant : {0, 1, 7}) {
                auto repeated = waiting(is_answer, grant);
                CHECK(repeated.client.write_some(sent) == sent.size());
                check_arrives(repeated.server);

                auto closed = waiting(is_answer, grant);
                CHECK(closed.client.close());
                check_arrives(closed.server);
                CHECK(test::read_error(closed.server).code == errc::closed);
            }
    }
}

TEMPLATE_LIST_TEST_CASE("keys cannot be changed before, after, or under TLS 1.2", "[key_update]",
                        test::pairs) {
    if constexpr (can_update<typename TestType::client>) {
        const auto refusal = [](auto& end) {
            return test::failure(end.update_keys(key_update::both));
        };
        auto fresh = test::joined_pair<TestType>();
        CHECK(refusal(fresh.client).why == onetls::cause::not_established);

        auto old = test::connected<TestType>(test::standard_settings(protocol_version::tls1_2));
        CHECK(refusal(old.client) ==
              onetls::error{errc::unsupported, onetls::cause::none, onetls::field::versions});
        check_alive(old);

        auto closed = test::connected<TestType>(test::standard_settings(protocol_version::tls1_3));
        CHECK(closed.client.close());
        CHECK(refusal(closed.client).why == onetls::cause::already_ended);
    }
}

// Mbed TLS knows no KeyUpdate: the connection ends, and the peer is told why.
TEMPLATE_LIST_TEST_CASE("a peer that cannot follow says so", "[key_update]", test::pairs) {
    if constexpr (can_update<typename TestType::client> && !can_update<typename TestType::server>) {
        auto ends = test::connected<TestType>(test::standard_settings(protocol_version::tls1_3));
        REQUIRE(ends.client.update_keys(key_update::own));
        REQUIRE(ends.client.write_some(test::pattern(10)));

        const auto refused = test::read_error(ends.server);
        CHECK(refused.code == errc::protocol_error);
        CHECK(refused.alert == onetls::alert_description::unexpected_message);
        CHECK(test::read_error(ends.server) == refused);
        const auto told = test::read_error(ends.client);
        CHECK(told.code == errc::peer_alert);
        CHECK(told.alert == onetls::alert_description::unexpected_message);
    }
}
