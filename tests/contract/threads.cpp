// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/memory_pin_store.hpp>
#include <onetls/reloadable.hpp>

#include "backends.hpp"
#include "dying.hpp"
#include "loopback.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"

// What threads may share, they share: contexts, the stores and observers of contexts, certificates
// and reports. Catch2's checks are for one thread, so that threads count what went wrong.
// tools/test-threads runs this under ThreadSanitizer.

namespace {

using onetls::reloadable;

constexpr int threads_at_once = 16;

/// Runs `work(number)` on 16 threads, and returns how often it said that something was wrong.
template <class Work>
int failures_of(Work work) {
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number != threads_at_once; ++number)
        threads.emplace_back([&, number] { failures += work(number) ? 0 : 1; });
    for (auto& each : threads) each.join();
    return failures;
}

/// Lets other threads count what happens on their connections.
struct event_count {
    std::atomic<int> done = 0;
    std::atomic<int> ended = 0;

    onetls::observer observer() {
        return {[](void* self, const onetls::event& seen) noexcept {
                    auto& count = *static_cast<event_count*>(self);
                    if (seen.what == onetls::event_kind::handshake_done) ++count.done;
                    if (seen.what == onetls::event_kind::ended) ++count.ended;
                },
                this};
    }
};

/// Both ends with all that may be shared: client certificates, lists, a pin store, observers.
struct shared_settings {
    test::shown of_client =
        test::show(test::standard().intermediate.issue({.extended_key_usages = {"clientAuth"}}),
                   {test::standard().intermediate.pem()});
    std::string lists = test::revocation_list(test::standard().root) +
                        test::revocation_list(test::standard().intermediate);
    onetls::memory_pin_store<4, std::mutex> known;
    event_count seen;
    test::settings both = test::standard_settings();

    explicit shared_settings(onetls::protocol_version version)
        : both{test::standard_settings(version)} {
        both.client.credential = of_client.credential();
        both.client.crls = lists;
        both.client.terms.first_use = known;
        both.client.observer = both.server.observer = seen.observer();
        both.client.alpn = both.server.alpn = {"h2"};
        both.server.client_auth = onetls::client_auth::required;
        both.server.trust = onetls::trust::only(test::standard().root_pem);
    }
};

/// A connection from beginning to end; false where something went wrong.
template <class Pair>
bool converse(const typename Pair::client::client_context& client,
              const typename Pair::server::server_context& server) {
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<onetls::memory_pipe>;
    auto ends = onetls::memory_pipe::create();
    auto first = client_stream::client(client, *onetls::identity::parse("example.org"),
                                       std::move(ends->first));
    auto second = server_stream::server(server, std::move(ends->second));
    if (!first || !second || !test::handshake(*first, *second)) return false;
    const auto sent = test::pattern(40000);
    const bool moved = test::move_bytes(*first, *second, sent).received == sent &&
                       test::move_bytes(*second, *first, sent).received == sent;
    return moved && first->verification().trusted() && second->verification().trusted() &&
           first->close() && test::read_error(*second).code == onetls::errc::closed;
}

template <class Pair>
void check_shared_contexts(onetls::protocol_version version) {
    using client_context = typename Pair::client::client_context;
    using server_context = typename Pair::server::server_context;
    shared_settings given{version};
    reloadable client{test::value_of(client_context::create(given.both.client), "client")};
    reloadable server{test::value_of(server_context::create(given.both.server), "server")};

    const int failures = failures_of([&](int number) {
        if (number % 8 == 0 && !server.reload(given.both.server)) return false;
        if (number % 8 == 4 && !client.reload(given.both.client)) return false;
        return converse<Pair>(client.get(), server.get());
    });

    CHECK(failures == 0);
    CHECK(given.seen.done == 2 * threads_at_once);
    CHECK(given.seen.ended == 2 * threads_at_once);
}

/// A pipe whose reads wait until another thread lets them go on.
class gated_pipe {
public:
    struct gate {
        std::atomic<bool> reached = false;
        std::atomic<bool> open = true;
    };

    gated_pipe(onetls::memory_pipe inner, gate& held) : inner_{std::move(inner)}, gate_{&held} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        if (!gate_->open) {
            gate_->reached = true;
            gate_->reached.notify_all();
            gate_->open.wait(false);
        }
        return inner_.read_some(into);
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        return inner_.write_some(from);
    }

private:
    onetls::memory_pipe inner_;
    gate* gate_;
};

/// A client of a connection that is established, and the gate of its transport.
template <class Backend>
struct gated_client {
    using client_stream = typename Backend::template stream<gated_pipe>;
    using server_stream = typename Backend::template stream<onetls::memory_pipe>;

    gated_client() {
        const auto wanted = test::standard_settings();
        const auto from = test::value_of(Backend::client_context::create(wanted.client), "client");
        const auto to = test::value_of(Backend::server_context::create(wanted.server), "server");
        auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
        client.emplace(
            test::value_of(client_stream::client(from, *onetls::identity::parse("example.org"),
                                                 gated_pipe{std::move(ends.first), gate}),
                           "client stream"));
        server.emplace(
            test::value_of(server_stream::server(to, std::move(ends.second)), "server stream"));
        if (!test::handshake(*client, *server)) throw std::runtime_error{"handshake"};
    }

    gated_pipe::gate gate;
    std::optional<client_stream> client;
    std::optional<server_stream> server;
};

/// Writes while another thread reads; ends the process where that is found.
template <class Backend>
void write_while_reading() {
    gated_client<Backend> made;
    made.gate.open = false;
    std::thread reader{[&] { (void)test::read_error(*made.client); }};
    made.gate.reached.wait(false);
    (void)made.client->write_some(test::bytes(1));
    made.gate.open = true;
    made.gate.open.notify_all();
    reader.join();
}

/// Writes on one thread after it read on another: the stream has moved from one to the other.
template <class Backend>
void write_after_reading() {
    gated_client<Backend> made;
    std::thread{[&] { (void)test::read_error(*made.client); }}.join();
    (void)made.client->write_some(test::bytes(1));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("16 threads share contexts, which are reloaded meanwhile", "[threads]",
                        test::pairs) {
    for (const auto version : test::versions) {
        CAPTURE(TestType::name(), version);
        check_shared_contexts<TestType>(version);
    }
}

TEMPLATE_LIST_TEST_CASE("16 threads verify stored chains, with one certificate among them",
                        "[threads]", test::backends) {
    const auto& pki = test::standard();
    const auto lists = test::revocation_list(pki.root) + test::revocation_list(pki.intermediate);
    const auto shared =
        test::value_of(TestType::certificate::from_pem(pki.chain_pem), "certificate");
    const auto leaf = pki.server.der();

    CHECK(failures_of([&](int) {
              const auto copy = shared;
              const auto report = TestType::verify(
                  pki.chain_pem, {.trust = onetls::trust::only(pki.root_pem), .crls = lists});
              return report && report->trusted() && std::ranges::equal(copy.der(), leaf);
          }) == 0);
}

TEMPLATE_LIST_TEST_CASE("16 threads make contexts", "[threads]", test::backends) {
    const auto wanted = test::standard_settings();

    CHECK(failures_of([&](int) {
              return TestType::client_context::create(wanted.client) &&
                     TestType::server_context::create(wanted.server);
          }) == 0);
}

TEMPLATE_LIST_TEST_CASE("two threads in one stream are caught where assertions are on", "[threads]",
                        test::backends) {
    CHECK(test::aborts(write_while_reading<TestType>) == test::has_assertions());
    CHECK_FALSE(test::aborts(write_after_reading<TestType>));
}
