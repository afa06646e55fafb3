// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/buffered.hpp>
#include <onetls/key_update.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "transports.hpp"
#include "words.hpp"

// Streams over transports that read ahead and gather: what is held back always goes in time.

namespace {

using onetls::errc;
using onetls::error;
using onetls::protocol_version;
using test::rough_pipe;

/// A rough pipe that counts the calls that found or moved something.
class counted : public rough_pipe {
public:
    explicit counted(onetls::memory_pipe pipe) : rough_pipe{std::move(pipe)} {}

    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        const auto put = rough_pipe::write_some(from);
        writes += put ? 1 : 0;
        return put;
    }
    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        const auto got = rough_pipe::read_some(into);
        reads += got ? 1 : 0;
        return got;
    }

    int reads = 0;
    int writes = 0;
};

struct carried : onetls::buffered<counted> {
    explicit carried(onetls::memory_pipe pipe) : buffered{counted{std::move(pipe)}} {}
};

constexpr int many_rounds = 20000;

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

template <class Stream>
test::conduct& conduct_of(Stream& stream) {
    return stream.transport().below().how;
}

template <class Pair>
auto connected(protocol_version version) {
    return test::connected<Pair, carried>(test::standard_settings(version));
}

template <class Stream>
bool write(Stream& to, const std::string& text) {
    const auto put = to.write_some(std::as_bytes(std::span{text}));
    return put && *put == text.size();
}

template <class Stream>
std::string read(Stream& from) {
    std::string into(1000, '\0');
    const auto got = from.read_some(std::as_writable_bytes(std::span{into}));
    into.resize(got ? *got : 0);
    return into;
}

/// Closes, also where the transport has to be asked several times.
template <class Stream>
onetls::result<void> close(Stream& stream) {
    auto closed = stream.close();
    for (int turn = 0; turn != many_rounds && !closed; ++turn) closed = stream.close();
    return closed;
}

template <class Stream>
error end_of(Stream& stream) {
    auto end = test::read_error(stream);
    for (int turn = 0; turn != many_rounds && onetls::is_retry(end); ++turn)
        end = test::read_error(stream);
    return end;
}

/// Checks that a connection works whose transports behave like `how` below the buffers.
template <class Pair>
void check_works(const test::conduct& how, std::size_t size, bool corked) {
    for_each_version([&](protocol_version version) {
        auto ends = test::joined_pair<Pair, carried>(test::standard_settings(version));
        conduct_of(ends.client) = conduct_of(ends.server) = how;
        ends.client.cork(corked);
        ends.server.cork(corked);
        const auto done = test::handshake(ends.client, ends.server, many_rounds);
        REQUIRE(done.client);
        REQUIRE(done.server);
        const auto sent = test::pattern(size);
        const auto pass = [&](auto& from, auto& to) {
            auto received = test::move_bytes(from, to, sent, corked ? 50 : many_rounds).received;
            while (received.size() != sent.size()) {
                if (const auto flushed = from.flush(); !flushed)
                    REQUIRE(onetls::is_retry(flushed.error()));
                const auto more = read(to);
                const auto bytes = std::as_bytes(std::span{more});
                received.insert(received.end(), bytes.begin(), bytes.end());
            }
            CHECK((received == sent));
        };
        pass(ends.client, ends.server);
        pass(ends.server, ends.client);
        CHECK(close(ends.client));
        CHECK(end_of(ends.server).code == errc::closed);
    });
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a buffered transport may move little, and hesitate", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for (const bool corked : {false, true}) {
        CAPTURE(corked);
        check_works<TestType>({}, 70000, corked);
        check_works<TestType>({.read_at_most = 1, .write_at_most = 1}, 500, corked);
        check_works<TestType>({.hesitates = true}, 70000, corked);
        check_works<TestType>({.write_at_most = 7, .hesitates = true}, 3000, corked);
    }
}

TEMPLATE_LIST_TEST_CASE("a handshake goes on wherever a buffered transport blocks", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        for (std::size_t budget = 0; budget < 3000; budget += 137) {
            CAPTURE(budget);
            auto ends = test::joined_pair<TestType, carried>(test::standard_settings(version));
            conduct_of(ends.client).writable = budget;
            conduct_of(ends.server).writable = budget;
            auto so_far = test::handshake(ends.client, ends.server, 4);
            conduct_of(ends.client).writable = test::conduct::unlimited;
            conduct_of(ends.server).writable = test::conduct::unlimited;
            for (int turn = 0; turn != 16; ++turn) test::step(ends.client, ends.server, so_far);
            REQUIRE(so_far);
            CHECK(write(ends.client, "hello"));
            CHECK(read(ends.server) == "hello");
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a handshake has not succeeded before its last bytes are sent",
                        "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    // Under TLS 1.3 the client's flight is the last.
    auto ends =
        test::joined_pair<TestType, carried>(test::standard_settings(protocol_version::tls1_3));
    CHECK(test::failure(ends.client.handshake()).code == errc::want_read);
    CHECK(test::failure(ends.server.handshake()).code == errc::want_read);
    conduct_of(ends.client).writable = 0;

    for (int turn = 0; turn != 3; ++turn)
        CHECK(test::failure(ends.client.handshake()).code == errc::want_write);
    CHECK(test::write_error(ends.client).code == errc::misuse);
    conduct_of(ends.client).writable = test::conduct::unlimited;
    CHECK(ends.client.handshake());
    CHECK(ends.server.handshake());
}

TEMPLATE_LIST_TEST_CASE("a handshake whose last bytes cannot be sent fails", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    auto ends =
        test::joined_pair<TestType, carried>(test::standard_settings(protocol_version::tls1_3));
    CHECK(test::failure(ends.client.handshake()).code == errc::want_read);
    CHECK(test::failure(ends.server.handshake()).code == errc::want_read);
    conduct_of(ends.client).write_fails = error{.code = errc::transport_failed, .native = 32};

    for (int turn = 0; turn != 2; ++turn) {
        const auto failed = test::failure(ends.client.handshake());
        CHECK(failed.code == errc::transport_failed);
        CHECK(failed.native == 32);
    }
}

TEMPLATE_LIST_TEST_CASE("each flight of a handshake is one write", "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        CHECK(ends.client.transport().below().writes == 2);
        CHECK(ends.server.transport().below().writes ==
              (version == protocol_version::tls1_2 ? 2 : 1));
        CHECK(ends.client.transport().below().reads <= 3);
        CHECK(ends.server.transport().below().reads <= 3);
        CHECK_FALSE(ends.client.cork(false));
        CHECK_FALSE(ends.server.cork(false));
    });
}

TEMPLATE_LIST_TEST_CASE("a peer that is refused is told so through the buffers", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto wanted = test::standard_settings(version);
        wanted.peer = "other.example";
        auto ends = test::joined_pair<TestType, carried>(wanted);

        auto refused = test::handshake(ends.client, ends.server);
        CHECK(test::failure(refused.client).code == errc::untrusted_peer);
        const auto told =
            refused.server ? test::read_error(ends.server) : test::failure(refused.server);
        CHECK(told.code == errc::peer_alert);
        CHECK(told.alert == onetls::alert_description::bad_certificate);
        CHECK_FALSE(ends.client.transport().holds_output());
    });
}

TEMPLATE_LIST_TEST_CASE("an alert is not held back by the cork", "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        ends.server.cork(true);
        const std::string forged = std::string{"\x17\x03\x03\x00\x20", 5} + std::string(32, 'x');
        REQUIRE(ends.client.transport().below().write_some(std::as_bytes(std::span{forged})));

        CHECK(test::read_error(ends.server).code == errc::protocol_error);
        CHECK_FALSE(ends.server.transport().holds_output());
        CHECK(test::read_error(ends.client).code == errc::peer_alert);
    });
}

TEMPLATE_LIST_TEST_CASE("corked records wait for the flush, and go in one write", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        const int before = ends.client.transport().below().writes;
        CHECK_FALSE(ends.client.cork(true));

        for (const auto* each : {"one", "two", "three"}) CHECK(write(ends.client, each));
        CHECK(read(ends.server).empty());
        CHECK(ends.client.flush());
        CHECK(ends.client.transport().below().writes == before + 1);
        for (const auto* each : {"one", "two", "three"}) CHECK(read(ends.server) == each);
    });
}

TEMPLATE_LIST_TEST_CASE("without the cork records go at once", "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        for (const std::string each : {"one", "two"}) {
            CHECK(write(ends.client, each));
            CHECK(read(ends.server) == each);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a read that has to wait sends the question first", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        ends.client.cork(true);
        CHECK(write(ends.client, "question"));

        CHECK(test::read_error(ends.client).code == errc::want_read);
        CHECK(read(ends.server) == "question");

        conduct_of(ends.client).writable = 0;
        CHECK(write(ends.client, "another"));
        CHECK(test::read_error(ends.client).code == errc::want_write);
        CHECK(write(ends.server, "answer"));
        CHECK(read(ends.client) == "answer");
        CHECK(read(ends.server).empty());
        conduct_of(ends.client).writable = test::conduct::unlimited;
        CHECK(test::read_error(ends.client).code == errc::want_read);
        CHECK(read(ends.server) == "another");
    });
}

TEMPLATE_LIST_TEST_CASE("what has arrived is read though what is corked cannot be sent",
                        "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    auto ends = connected<TestType>(protocol_version::tls1_3);
    if constexpr (onetls::KeyUpdating<decltype(ends.client)>) {
        ends.client.cork(true);
        conduct_of(ends.client).writable = 0;
        CHECK(test::failure(ends.client.update_keys(onetls::key_update::own)).code ==
              errc::want_write);
        CHECK(write(ends.server, "last words"));

        const error lost{.code = errc::transport_failed, .native = 32};
        conduct_of(ends.client).write_fails = lost;
        CHECK(read(ends.client) == "last words");
        CHECK(test::write_error(ends.client) == lost);
    }
}

TEMPLATE_LIST_TEST_CASE("closing sends what is corked, and is repeated where it blocks",
                        "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        ends.client.cork(true);
        CHECK(write(ends.client, "last words"));
        conduct_of(ends.client).writable = 3;
        // It would be read, if closing read.
        CHECK(write(ends.server, "unread"));

        for (int turn = 0; turn != 3; ++turn)
            CHECK(test::failure(ends.client.close()).code == errc::want_write);
        conduct_of(ends.client).writable = test::conduct::unlimited;
        CHECK(ends.client.close());
        CHECK(ends.client.close());
        CHECK(read(ends.server) == "last words");
        CHECK(end_of(ends.server).code == errc::closed);
        CHECK(read(ends.client) == "unread");
    });
}

TEMPLATE_LIST_TEST_CASE("a close that can never be sent fails, and goes on failing", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        ends.client.cork(true);
        CHECK(write(ends.client, "never"));
        conduct_of(ends.client).write_fails = error{.code = errc::transport_failed, .native = 5};

        CHECK(test::failure(ends.client.close()).code == errc::transport_failed);
        CHECK(test::failure(ends.client.close()).code == errc::transport_failed);
        CHECK(test::failure(ends.client.flush()).code == errc::transport_failed);
        CHECK(test::read_error(ends.client).code == errc::transport_failed);
    });
}

TEMPLATE_LIST_TEST_CASE("a flush that fails ends the stream", "[buffered]", test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        ends.client.cork(true);
        CHECK(write(ends.client, "never"));
        conduct_of(ends.client).write_fails = error{.code = errc::transport_failed, .native = 5};

        const error lost{.code = errc::transport_failed, .native = 5};
        CHECK(test::failure(ends.client.flush()) == lost);
        conduct_of(ends.client).write_fails.reset();
        CHECK(test::failure(ends.client.flush()) == lost);
        CHECK(test::write_error(ends.client) == lost);
        CHECK(test::read_error(ends.client) == lost);
    });
}

TEMPLATE_LIST_TEST_CASE("a stream says that its transport has read ahead", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        CHECK_FALSE(ends.server.buffered());
        CHECK(write(ends.client, "one"));
        CHECK(write(ends.client, "two"));

        CHECK(read(ends.server) == "one");
        CHECK(ends.server.transport().below().waiting() == 0);
        CHECK(ends.server.buffered());
        CHECK(read(ends.server) == "two");
        CHECK_FALSE(ends.server.buffered());
    });
}

TEMPLATE_LIST_TEST_CASE("what was read ahead is there after the connection is cut", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected<TestType>(version);
        CHECK(write(ends.client, "one"));
        CHECK(write(ends.client, "two"));
        ends.client.transport().below().close();

        CHECK(read(ends.server) == "one");
        CHECK(read(ends.server) == "two");
        CHECK(test::read_error(ends.server).code == errc::truncated);
        CHECK(test::read_error(ends.server).code == errc::truncated);
    });
}

TEMPLATE_LIST_TEST_CASE("a stream within a stream gathers and flushes through both", "[buffered]",
                        test::pairs) {
    CAPTURE(TestType::name());
    using outer_client = typename TestType::client::template stream<carried>;
    using outer_server = typename TestType::server::template stream<carried>;
    using inner_client = typename TestType::server::template stream<outer_client>;
    using inner_server = typename TestType::client::template stream<outer_server>;
    auto outer = test::connected<TestType, carried>();
    const auto settings = test::standard_settings();
    auto client =
        *inner_client::client(*TestType::server::client_context::create(settings.client),
                              *onetls::identity::parse("192.0.2.1"), std::move(outer.client));
    auto server = *inner_server::server(*TestType::client::server_context::create(settings.server),
                                        std::move(outer.server));
    REQUIRE(test::handshake(client, server));

    client.cork(true);
    CHECK(write(client, "one"));
    CHECK(write(client, "two"));
    CHECK(read(server).empty());
    CHECK(client.flush());
    CHECK(read(server) == "one");
    CHECK(server.buffered());
    CHECK(read(server) == "two");
    CHECK_FALSE(server.buffered());
    CHECK(write(client, "last"));
    CHECK(client.close());
    CHECK(read(server) == "last");
    CHECK(end_of(server).code == errc::closed);
}
