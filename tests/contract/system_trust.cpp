// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "backends.hpp"
#include "environment.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "words.hpp"

// The anchors of the system are parsed once for many contexts. Nobody may notice but by the clock.

namespace {

using onetls::cause;
using onetls::errc;
using onetls::field;
using onetls::trust;

const test::standard_pki& pki() {
    return test::standard();
}

const std::string& stranger() {
    static const std::string made = test::certified::self_signed(test::authority("stranger")).pem();
    return made;
}

/// A file that stands for the system's bundle while it lives.
class system_bundle {
public:
    explicit system_bundle(const std::string& contents) { write(contents); }

    void write(const std::string& contents) const { folder_.write("bundle", contents); }

private:
    test::temporary_folder folder_;
    test::changed_variable file_{"SSL_CERT_FILE", folder_.path("bundle").c_str()};
    test::changed_variable folders_{"SSL_CERT_DIR", nullptr};
};

onetls::client_config settings(trust trusted = trust::system(), const std::string& lists = {}) {
    auto made = test::standard_settings().client;
    made.trust = trusted;
    if (!lists.empty()) made.crls = lists;
    return made;
}

/// How the handshake of a client of `context` with the standard server ends for it.
template <class Pair>
onetls::error outcome(const typename Pair::client::client_context& context) {
    const auto server = *Pair::server::server_context::create(test::standard_settings().server);
    auto ends = *onetls::memory_pipe::create();
    using client_stream = typename Pair::client::template stream<onetls::memory_pipe>;
    using server_stream = typename Pair::server::template stream<onetls::memory_pipe>;
    auto client = *client_stream::client(context, *onetls::identity::parse("example.org"),
                                         std::move(ends.first));
    auto served = *server_stream::server(server, std::move(ends.second));
    return test::failure(test::handshake(client, served).client);
}

template <class Pair>
auto context_of(const onetls::client_config& wanted) {
    return test::value_of(Pair::client::client_context::create(wanted), "client context");
}

constexpr auto accepted = errc::internal;  // What `failure` says of success.

}  // namespace

TEMPLATE_LIST_TEST_CASE("contexts that trust the system trust the same", "[system_trust]",
                        test::pairs) {
    CAPTURE(TestType::name());
    const system_bundle bundle{pki().root_pem +
                               "-----BEGIN CERTIFICATE-----\nAAAA\n"
                               "-----END CERTIFICATE-----\n"};
    const auto first = context_of<TestType>(settings());
    const auto second = context_of<TestType>(settings());
    const auto third = context_of<TestType>(settings(trust::standard()));

    for (const auto* each : {&first, &second, &third}) {
        CHECK(outcome<TestType>(*each).code == accepted);
        CHECK(each->anchors() == onetls::anchor_count{.loaded = 1, .skipped = 1});
    }
}

TEMPLATE_LIST_TEST_CASE("a context trusts what the system says when it is made", "[system_trust]",
                        test::pairs) {
    CAPTURE(TestType::name());
    const system_bundle bundle{pki().root_pem};
    const auto before = context_of<TestType>(settings());

    bundle.write(stranger());
    const auto changed = context_of<TestType>(settings());
    CHECK(outcome<TestType>(changed).code == errc::untrusted_peer);
    CHECK(outcome<TestType>(before).code == accepted);

    bundle.write(pki().root_pem);
    CHECK(outcome<TestType>(context_of<TestType>(settings())).code == accepted);
    CHECK(outcome<TestType>(changed).code == errc::untrusted_peer);
}

TEMPLATE_LIST_TEST_CASE("a change that leaves the size is noticed too", "[system_trust]",
                        test::pairs) {
    CAPTURE(TestType::name());
    const system_bundle bundle{pki().root_pem};
    CHECK(outcome<TestType>(context_of<TestType>(settings())).code == accepted);

    auto defective = pki().root_pem;
    std::swap(defective[100], defective[200]);
    if (defective == pki().root_pem) defective[100] = defective[100] == 'A' ? 'B' : 'A';
    bundle.write(defective);
    const auto made = TestType::client::client_context::create(settings());
    CHECK((!made || outcome<TestType>(*made).code == errc::untrusted_peer));
}

TEMPLATE_LIST_TEST_CASE("a system without anchors stays an error", "[system_trust]",
                        test::backends) {
    const system_bundle bundle{pki().root_pem};
    REQUIRE(TestType::client_context::create(settings()));

    for (const std::string empty : {"",
                                    "-----BEGIN CERTIFICATE-----\nAAAA\n"
                                    "-----END CERTIFICATE-----\n"})
        for (int turn = 0; turn != 2; ++turn) {
            bundle.write(empty);
            const auto failed = test::failure(TestType::client_context::create(settings()));
            CHECK(failed.code == errc::bad_input);
            CHECK(failed.where == field::trust);
            CHECK(failed.why == cause::no_anchor);
        }
    const test::changed_variable gone{"SSL_CERT_FILE", "/nowhere/bundle"};
    CHECK(test::failure(TestType::client_context::create(settings())).why == cause::not_found);
}

TEMPLATE_LIST_TEST_CASE("own anchors beside the system's are trusted by their context alone",
                        "[system_trust]", test::pairs) {
    CAPTURE(TestType::name());
    const system_bundle bundle{stranger()};
    const auto before = context_of<TestType>(settings());
    const auto both = context_of<TestType>(settings(trust::system() + trust::only(pki().root_pem)));
    const auto after = context_of<TestType>(settings());

    CHECK(outcome<TestType>(both).code == accepted);
    CHECK(both.anchors().loaded == 2);
    CHECK(outcome<TestType>(before).code == errc::untrusted_peer);
    CHECK(outcome<TestType>(after).code == errc::untrusted_peer);
}

TEMPLATE_LIST_TEST_CASE("revocation lists hold for their context, and for it alone",
                        "[system_trust]", test::pairs) {
    CAPTURE(TestType::name());
    const system_bundle bundle{pki().root_pem};
    const auto lists = test::revocation_list(pki().root) +
                       test::revocation_list(pki().intermediate, {.revoked = {pki().server}});
    const auto before = context_of<TestType>(settings());
    const auto strict = context_of<TestType>(settings(trust::system(), lists));
    const auto after = context_of<TestType>(settings());

    CHECK(outcome<TestType>(strict).code == errc::untrusted_peer);
    CHECK(outcome<TestType>(before).code == accepted);
    CHECK(outcome<TestType>(after).code == accepted);
    CHECK(outcome<TestType>(strict).code == errc::untrusted_peer);
}

TEMPLATE_LIST_TEST_CASE("threads that make contexts at the same time get what they asked for",
                        "[system_trust]", test::backends) {
    const system_bundle bundle{pki().root_pem};
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int index = 0; index != 4; ++index)
        threads.emplace_back([&good] {
            for (int turn = 0; turn != 10; ++turn) {
                const auto made = TestType::client_context::create(settings());
                if (made && made->anchors().loaded == 1) ++good;
            }
        });
    for (auto& each : threads) each.join();
    CHECK(good == 40);
}
