// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/reloadable.hpp>

#include "backends.hpp"
#include "verdicts.hpp"

using onetls::reloadable;

namespace {

test::shown server_named(std::string common_name) {
    const auto& pki = test::standard();
    return test::show(pki.intermediate.issue(
                          {.common_name = std::move(common_name), .names = {"dns:example.org"}}),
                      {pki.intermediate.pem()});
}

/// A client and a server that have shaken hands, or what went wrong.
template <class Pair>
struct meeting {
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<onetls::memory_pipe>;

    client_stream client;
    server_stream server;
    bool done;

    static meeting of(const typename Pair::client::client_context& client,
                      const typename Pair::server::server_context& server) {
        auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
        const auto peer = test::value_of(onetls::identity::parse("example.org"), "identity");
        meeting made{
            test::value_of(client_stream::client(client, peer, std::move(ends.first)), "client"),
            test::value_of(server_stream::server(server, std::move(ends.second)), "server"), false};
        made.done = static_cast<bool>(test::handshake(made.client, made.server));
        return made;
    }

    std::string subject() const {
        const auto report = client.verification();
        std::string written;
        if (const auto leaf = report.presented()) describe(leaf->subject(), written);
        return written;
    }
};

template <class Pair>
auto client_context(onetls::policy policy = onetls::policies::recommended) {
    auto settings = test::standard_settings().client;
    settings.policy = policy;
    return test::value_of(Pair::client::client_context::create(settings), "client context");
}

/// What the threads that shake hands have come to.
struct tally {
    std::atomic<int> done = 0;
    std::atomic<int> failed = 0;

    void note(bool fine) {
        if (!fine) ++failed;
        ++done;
        done.notify_all();
    }

    /// Waits until `wanted` handshakes are done.
    void wait_for(int wanted) const {
        for (int seen = done; seen < wanted; seen = done) done.wait(seen);
    }
};

/// Shakes hands `handshakes` times on each of two threads while a third reloads `reloads` times,
/// evenly among them, and returns how many failed.
template <class Pair>
int failures_under_load(onetls::protocol_version version, int handshakes, int reloads) {
    const auto first = server_named("first");
    const auto second = server_named("second");
    const auto client =
        client_context<Pair>(onetls::policies::recommended.with_versions(version, version));
    reloadable server{test::value_of(
        Pair::server::server_context::create({.credential = first.credential()}), "server")};
    tally seen;
    const auto serve = [&] {
        for (int count = 0; count != handshakes; ++count)
            seen.note(meeting<Pair>::of(client, server.get()).done);
    };
    std::vector<std::thread> threads;
    threads.emplace_back(serve);
    threads.emplace_back(serve);
    for (int count = 0; count != reloads; ++count) {
        seen.wait_for(2 * handshakes * count / reloads);
        const auto& next = count % 2 == 0 ? second : first;
        if (!server.reload(onetls::server_config{.credential = next.credential()})) ++seen.failed;
    }
    for (auto& each : threads) each.join();
    return seen.failed;
}

/// The same in both versions, half of each.
template <class Pair>
void serves_under_load(int handshakes, int reloads) {
    for (const auto version : test::versions) {
        CAPTURE(Pair::name(), version);
        CHECK(failures_under_load<Pair>(version, handshakes / 2, reloads / 2) == 0);
    }
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("new connections get the new context, old ones keep theirs", "[reload]",
                        test::pairs) {
    const auto first = server_named("first");
    const auto second = server_named("second");
    const auto client = client_context<TestType>();
    reloadable server{test::value_of(
        TestType::server::server_context::create({.credential = first.credential()}), "server")};

    auto before = meeting<TestType>::of(client, server.get());
    REQUIRE(server.reload(onetls::server_config{.credential = second.credential()}));
    const auto after = meeting<TestType>::of(client, server.get());

    CHECK(before.subject() == "CN=first");
    CHECK(after.subject() == "CN=second");
    CHECK(before.server.write_some(test::pattern(100)).value() == 100);
    test::bytes read(100);
    CHECK(before.client.read_some(read).value() == 100);
}

TEMPLATE_LIST_TEST_CASE("bad credentials are refused, and the old ones keep serving", "[reload]",
                        test::pairs) {
    const auto& pki = test::standard();
    const auto first = server_named("first");
    const auto client = client_context<TestType>();
    reloadable server{test::value_of(
        TestType::server::server_context::create({.credential = first.credential()}), "server")};

    for (const auto& bad :
         {test::credential_of(pki.root_pem, pki.key_pem), test::credential_of("", pki.key_pem),
          test::credential_of(pki.chain_pem, "none")}) {
        CHECK(server.reload(onetls::server_config{.credential = bad}).error().code ==
              onetls::errc::bad_input);
        CHECK(meeting<TestType>::of(client, server.get()).subject() == "CN=first");
    }
}

TEMPLATE_LIST_TEST_CASE("a client's trust is reloaded", "[reload]", test::pairs) {
    const auto shown = server_named("server");
    const auto server = test::value_of(
        TestType::server::server_context::create({.credential = shown.credential()}), "server");
    reloadable client{client_context<TestType>()};
    const auto stranger = test::certified::self_signed(test::authority("stranger")).pem();

    CHECK(meeting<TestType>::of(client.get(), server).done);
    REQUIRE(client.reload(onetls::client_config{.trust = onetls::trust::only(stranger)}));
    CHECK_FALSE(meeting<TestType>::of(client.get(), server).done);
}

TEMPLATE_LIST_TEST_CASE("no handshake fails while credentials are reloaded", "[reload]",
                        test::pairs) {
    serves_under_load<TestType>(40, 40);
}

TEMPLATE_LIST_TEST_CASE("of 10,000 handshakes none fails during 100 reloads", "[.long]",
                        test::pairs) {
    serves_under_load<TestType>(5000, 100);
}
