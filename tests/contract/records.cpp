// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/pieces.hpp>
#include <onetls/testing.hpp>

#include "backends.hpp"
#include "loopback.hpp"
#include "transports.hpp"

// How what is written is cut into records: by a chosen size, and from pieces.

using onetls::errc;
using onetls::pieces;
using onetls::protocol_version;
using onetls::tuning;

namespace {

using piece_list = std::vector<std::span<const std::byte>>;

/// `whole` in pieces of random sizes up to `most`, empty ones among them.
piece_list cut(const test::bytes& whole, std::size_t most, std::uint64_t seed) {
    onetls::testing::random_numbers random{seed};
    piece_list made;
    for (std::span<const std::byte> rest{whole}; !rest.empty();) {
        const auto size = std::min<std::size_t>(rest.size(), random.between(0, most));
        made.push_back(rest.first(size));
        rest = rest.subspan(size);
    }
    return made;
}

/// The sizes of the records that `from` has written to `to`: one read takes no more than one.
template <onetls::Stream S>
std::vector<std::size_t> records_read(S& to, test::bytes& all) {
    std::vector<std::size_t> sizes;
    test::bytes room(20'000);
    while (const auto got = to.read_some(room)) {
        all.insert(all.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*got));
        sizes.push_back(*got);
    }
    return sizes;
}

template <class Pair>
auto connected_with(const tuning& wanted, protocol_version version) {
    auto settings = test::standard_settings(version);
    settings.client.tuning = wanted;
    return test::connected<Pair, test::rough_pipe>(settings);
}

template <class Check>
void for_each_version(Check check) {
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        CAPTURE(version);
        check(version);
    }
}

/// The error of a context of either role with `wanted`.
template <class Backend>
onetls::error refusal(const tuning& wanted) {
    auto settings = test::standard_settings();
    settings.client.tuning = wanted;
    settings.server.tuning = wanted;
    const auto client = test::failure(Backend::client_context::create(settings.client));
    CHECK(client == test::failure(Backend::server_context::create(settings.server)));
    return client;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("records carry no more than was chosen", "[records]", test::pairs) {
    for_each_version([](protocol_version version) {
        for (const std::uint16_t size :
             std::initializer_list<std::uint16_t>{64, 100, 1399, 4096, 16'383, 16'384}) {
            CAPTURE(size);
            auto ends = connected_with<TestType>({.record_size = size}, version);
            const auto sent = test::pattern(40'000);
            test::bytes received;
            for (std::size_t put = 0; put != sent.size();) {
                const auto wrote = ends.client.write_some(std::span{sent}.subspan(put));
                REQUIRE(wrote);
                CHECK(*wrote <= size);
                CHECK(*wrote >= std::min<std::size_t>(sent.size() - put, size) - 1);
                put += *wrote;
                CHECK(records_read(ends.server, received) == std::vector{*wrote});
            }
            CHECK(received == sent);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("only the one who chose writes small records", "[records]", test::pairs) {
    auto ends = connected_with<TestType>({.record_size = 100}, protocol_version::tls1_3);

    CHECK(ends.client.write_some(test::pattern(5000)) == 100U);
    CHECK(ends.server.write_some(test::pattern(5000)) == 5000U);
}

// The number of a record's type may stand anywhere else, too: here as the upper half of its length.
TEMPLATE_LIST_TEST_CASE("a record arrives in pieces of any size, however long it is", "[records]",
                        test::pairs) {
    CAPTURE(TestType::name());
    for_each_version([](protocol_version version) {
        auto ends = connected_with<TestType>({}, version);
        for (const std::size_t at_most : {1, 2, 3, 4, 5, 6}) {
            for (const std::size_t size : {0x1400, 0x1480, 0x1500, 0x1600}) {
                CAPTURE(at_most, size);
                const auto sent = test::pattern(size);
                ends.client.transport().how.read_at_most = at_most;
                ends.server.transport().how.read_at_most = at_most;
                CHECK(test::move_bytes(ends.client, ends.server, sent).received == sent);
                CHECK(test::move_bytes(ends.server, ends.client, sent).received == sent);
            }
        }
    });
}

TEMPLATE_LIST_TEST_CASE("a size that no record can have is refused", "[records]", test::backends) {
    for (const std::uint16_t size :
         std::initializer_list<std::uint16_t>{0, 1, 63, 16'385, 65'535}) {
        CAPTURE(size);
        CHECK(refusal<TestType>({.record_size = size}) ==
              onetls::error{errc::bad_input, onetls::cause::out_of_range, onetls::field::tuning});
    }
}

TEMPLATE_LIST_TEST_CASE("memory for records is given back, or that is refused", "[records]",
                        test::backends) {
    if constexpr (!TestType::supports(onetls::feature::releases_buffers)) {
        CHECK(refusal<TestType>({.release_buffers = true}) ==
              onetls::error{errc::unsupported, onetls::cause::none, onetls::field::tuning});
    }
}

TEMPLATE_LIST_TEST_CASE("a connection that gives memory back works as any other", "[records]",
                        test::pairs) {
    if constexpr (TestType::client::supports(onetls::feature::releases_buffers)) {
        for_each_version([](protocol_version version) {
            auto ends = connected_with<TestType>({.release_buffers = true}, version);
            const auto sent = test::pattern(70'000);
            CHECK(test::move_bytes(ends.client, ends.server, sent).received == sent);
            CHECK(test::move_bytes(ends.server, ends.client, sent).received == sent);
            ends.client.transport().how.writable = 100;
            CHECK(test::failure(ends.client.write_some(sent)).code == errc::want_write);
            ends.client.transport().how.writable = test::conduct::unlimited;
            CHECK(test::move_bytes(ends.client, ends.server, sent).received == sent);
        });
    }
}

TEMPLATE_LIST_TEST_CASE("pieces arrive as one, in full records", "[records]", test::pairs) {
    for_each_version([](protocol_version version) {
        for (const std::size_t most : {1, 10, 1000, 16'384, 40'000}) {
            for (const std::uint16_t size :
                 std::initializer_list<std::uint16_t>{100, 1399, 16'384}) {
                CAPTURE(most, size);
                auto ends = connected_with<TestType>({.record_size = size}, version);
                const auto sent = test::pattern(20'000);
                const auto list = cut(sent, most, most);
                test::bytes received;
                pieces rest{list};
                std::size_t put = 0;
                while (!rest.empty()) {
                    const auto wrote = ends.client.write_some(rest);
                    REQUIRE(wrote);
                    CHECK(*wrote >= std::min<std::size_t>(sent.size() - put, size) - 1);
                    CHECK(records_read(ends.server, received) == std::vector{*wrote});
                    rest.drop(*wrote);
                    put += *wrote;
                }
                CHECK(received == sent);
            }
        }
    });
}

TEMPLATE_LIST_TEST_CASE("pieces without a byte write none", "[records]", test::pairs) {
    auto ends = test::connected<TestType>(test::standard_settings());
    const piece_list nothing(3);

    CHECK(ends.client.write_some(pieces{{}}) == 0U);
    CHECK(ends.client.write_some(pieces{nothing}) == 0U);
    CHECK(test::read_error(ends.server).code == errc::want_read);
}

TEMPLATE_LIST_TEST_CASE("pieces that block are written again, once, and from elsewhere",
                        "[records]", test::pairs) {
    for_each_version([](protocol_version version) {
        for (const std::size_t grant : {0, 1, 5, 500, 20'000}) {
            CAPTURE(grant);
            auto ends = connected_with<TestType>({}, version);
            const auto sent = test::pattern(40'000);
            const auto list = cut(sent, 100, grant);
            auto& transport = ends.client.transport().how;
            transport.writable = grant;
            test::bytes received;
            pieces rest{list};
            for (int turn = 0; turn != 1000 && !rest.empty(); ++turn) {
                const auto moved = sent;
                const auto elsewhere = cut(moved, 77, static_cast<std::uint64_t>(turn));
                pieces again{elsewhere};
                again.drop(received.size());
                const auto wrote = ends.client.write_some(turn % 3 == 0 ? rest : again);
                if (wrote) rest.drop(*wrote);
                if (!wrote) {
                    REQUIRE(wrote.error().code == errc::want_write);
                    transport.writable += turn % 2 == 0 ? 0 : 1234;
                }
                if (wrote) records_read(ends.server, received);
            }
            CHECK(received == sent);
        }
    });
}

TEMPLATE_LIST_TEST_CASE("fewer pieces than those that blocked are misuse, and no harm", "[records]",
                        test::pairs) {
    for_each_version([](protocol_version version) {
        auto ends = connected_with<TestType>({}, version);
        const auto sent = test::pattern(1000);
        const auto list = cut(sent, 50, 1);
        auto& transport = ends.client.transport().how;
        transport.writable = 0;
        CHECK(test::failure(ends.client.write_some(pieces{list})).code == errc::want_write);
        CHECK(test::failure(ends.client.write_some(pieces{std::span{list}.first(3)})).code ==
              errc::misuse);
        transport.writable = test::conduct::unlimited;
        CHECK(ends.client.write_some(sent) == sent.size());
        test::bytes received;
        records_read(ends.server, received);
        CHECK(received == sent);
    });
}

TEMPLATE_LIST_TEST_CASE("pieces cannot be written before a handshake, or after closing",
                        "[records]", test::pairs) {
    const auto sent = test::pattern(100);
    const auto list = cut(sent, 10, 1);
    auto fresh = test::joined_pair<TestType>(test::standard_settings());
    CHECK(test::failure(fresh.client.write_some(pieces{list})).why ==
          onetls::cause::not_established);

    auto closed = test::connected<TestType>(test::standard_settings());
    CHECK(closed.client.close());
    CHECK(test::failure(closed.client.write_some(pieces{list})).why ==
          onetls::cause::already_ended);
}
