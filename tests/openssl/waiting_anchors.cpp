// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/certificate_view.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/openssl/bodies/waiting_anchors.hpp>

#include "exhaustion.hpp"
#include "loopback.hpp"
#include "pki.hpp"
#include "words.hpp"

// OpenSSL parses an anchor when a path first needs one of its name. No verdict may hang on that.

namespace {

using backend = onetls::openssl::backend;
using onetls::errc;
using onetls::trust;
using onetls::openssl::store_handle;
using onetls::openssl::detail::waiting_anchors;

constexpr auto accepted = errc::internal;  // What `failure` says of success.

const test::standard_pki& pki() {
    return test::standard();
}

std::string stranger(const std::string& name) {
    return test::certified::self_signed(test::authority(name)).pem();
}

backend::client_context trusting(const trust& anchors) {
    auto wanted = test::standard_settings().client;
    wanted.trust = anchors;
    return test::value_of(backend::client_context::create(wanted), "client context");
}

int parsed(const backend::client_context& context) {
    return sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.native())));
}

/// How a handshake with the standard server ends for a client of `context`.
errc outcome(const backend::client_context& context) {
    using stream = backend::stream<onetls::memory_pipe>;
    const auto server = test::value_of(
        backend::server_context::create(test::standard_settings().server), "server context");
    auto ends = test::value_of(onetls::memory_pipe::create(), "pipe");
    auto client = test::value_of(
        stream::client(context, *onetls::identity::parse("example.org"), std::move(ends.first)),
        "client");
    auto served = test::value_of(stream::server(server, std::move(ends.second)), "server");
    return test::failure(test::handshake(client, served).client).code;
}

/// Anchors in a store of their own.
struct anchors {
    store_handle store{X509_STORE_new()};
    waiting_anchors* waiting = waiting_anchors::of(store.get());

    bool add(const test::bytes& der, const onetls::name_view& name) const {
        const auto added = waiting->add(der, name.der());
        return added && *added;
    }
    auto bring(const X509_NAME* name) const { return waiting->bring(store.get(), name); }
    int parsed() const { return sk_X509_OBJECT_num(X509_STORE_get0_objects(store.get())); }
};

const onetls::name_view& name_of_root() {
    static const auto der = pki().root.der();
    static const auto view = onetls::certificate_view::parse(der);
    return view->subject();
}

onetls::openssl::detail::name_handle native(const onetls::name_view& name) {
    const auto der = name.der();
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return onetls::openssl::detail::name_handle{
        d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size()))};
}

}  // namespace

TEST_CASE("an anchor is parsed when a path needs it, and no other", "[openssl]") {
    const auto all = stranger("first") + pki().root_pem + stranger("last");
    const auto context = trusting(trust::only(all));
    CHECK(context.anchors() == onetls::anchor_count{.loaded = 3, .skipped = 0});
    CHECK(parsed(context) == 0);

    CHECK(outcome(context) == accepted);
    CHECK(parsed(context) == 1);
    CHECK(outcome(context) == accepted);
    CHECK(parsed(context) == 1);
}

TEST_CASE("a peer that nobody vouches for is refused, however often it comes", "[openssl]") {
    const auto context = trusting(trust::only(stranger("first") + stranger("last")));
    for (int turn = 0; turn != 3; ++turn) CHECK(outcome(context) == errc::untrusted_peer);
    CHECK(parsed(context) == 0);
}

TEST_CASE("of two anchors with one name the right one vouches, in any order", "[openssl]") {
    const auto other = stranger("OneTLS test root");
    for (const auto& both : {pki().root_pem + other, other + pki().root_pem}) {
        const auto context = trusting(trust::only(both));
        CHECK(context.anchors().loaded == 2);
        CHECK(outcome(context) == accepted);
        CHECK(parsed(context) == 2);
        CHECK(outcome(context) == accepted);
    }
    CHECK(outcome(trusting(trust::only(other))) == errc::untrusted_peer);
}

TEST_CASE("an anchor that is given twice counts and waits once", "[openssl]") {
    const auto context =
        trusting(trust::only(pki().root_pem + pki().root_pem) + trust::only(pki().root_pem));
    CHECK(context.anchors().loaded == 1);
    CHECK(outcome(context) == accepted);
    CHECK(parsed(context) == 1);
}

TEST_CASE("threads that need an anchor at once all find it", "[openssl]") {
    for (int round = 0; round != 10; ++round) {
        const auto context = trusting(trust::only(stranger("first") + pki().root_pem));
        std::atomic<int> refused = 0;
        std::vector<std::thread> threads;
        for (int number = 0; number != 8; ++number)
            threads.emplace_back([&] { refused += outcome(context) == accepted ? 0 : 1; });
        for (auto& each : threads) each.join();
        CHECK(refused == 0);
        CHECK(parsed(context) == 1);
    }
}

TEST_CASE("what OpenSSL cannot parse vouches for nobody, and is in nobody's way", "[openssl]") {
    const anchors made;
    REQUIRE(made.waiting != nullptr);
    const auto name = native(name_of_root());
    auto broken = pki().root.der();
    broken[0] = std::byte{0x31};
    REQUIRE(made.add(broken, name_of_root()));
    CHECK(made.bring(name.get()));
    CHECK(made.parsed() == 0);

    REQUIRE(made.add(pki().root.der(), name_of_root()));
    CHECK(made.bring(name.get()));
    CHECK(made.parsed() == 1);
    CHECK(made.bring(name.get()));
    CHECK(made.parsed() == 1);
}

TEST_CASE("what is no name is refused", "[openssl]") {
    const anchors made;
    const auto der = pki().root.der();
    for (const auto& name : {test::bytes{}, test::bytes{std::byte{0x30}}, test::bytes(40)}) {
        const auto added = made.waiting->add(der, name);
        REQUIRE_FALSE(added);
        CHECK(added.error().code == errc::bad_input);
    }
}

TEST_CASE("an anchor waits on where memory is short", "[openssl]") {
    const auto name = native(name_of_root());
    const auto seen = test::exhaust(
        "bringing an anchor", std::numeric_limits<std::uint64_t>::max(),
        [&](test::heap_plan& plan) -> std::optional<onetls::error> {
            const anchors made;
            if (!made.waiting || !made.add(pki().root.der(), name_of_root()))
                throw std::runtime_error{"anchors"};
            const auto brought = test::on_heap(plan, [&] { return made.bring(name.get()); });
            const bool there = made.parsed() == 1;
            CHECK(made.bring(name.get()));
            CHECK(made.parsed() == 1);
            if (there) return std::nullopt;
            return brought ? onetls::error{errc::internal} : brought.error();
        });
    CAPTURE(seen.told());
    CHECK(seen.failed > 10);
}
