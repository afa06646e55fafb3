// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/memory_pin_store.hpp>

namespace {

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::identity;
using onetls::key_pin;
using onetls::memory_pin_store;

constexpr key_pin key(int first) {
    key_pin made;
    made.sha256[0] = static_cast<std::byte>(first);
    return made;
}

constexpr identity host(std::string_view name) {
    return *identity::parse(name);
}

/// The error of a call; `internal` where it succeeded.
constexpr error failure(const onetls::result<void>& done) {
    return done ? error{errc::internal} : done.error();
}

constexpr error not_found{errc::bad_input, cause::not_found, field::pin_store};
constexpr error changed{errc::misuse, cause::contradiction, field::pin_store};
constexpr error full{errc::out_of_memory, cause::too_many, field::pin_store};

/// Counts how often it is taken, and whether it is given back as often.
struct counting_lock {
    int taken = 0;
    int held = 0;

    void lock() {
        ++taken;
        ++held;
    }
    void unlock() { --held; }
};

}  // namespace

TEST_CASE("an empty memory store knows nobody", "[memory_pin_store]") {
    const memory_pin_store<2> store;

    const auto known = store.lookup(host("example.org"));

    REQUIRE(known);
    CHECK_FALSE(*known);
    CHECK(store.size() == 0);
    CHECK(store.capacity() == 2);
}

TEST_CASE("a memory store gives back what it was told", "[memory_pin_store]") {
    memory_pin_store<3> store;
    CHECK(store.remember(host("example.org"), key(1)));
    CHECK(store.remember(host("192.0.2.1"), key(2)));
    CHECK(store.remember(host("2001:db8::1"), key(3)));

    CHECK(store.lookup(host("EXAMPLE.org.")).value() == key(1));
    CHECK(store.lookup(host("192.0.2.1")).value() == key(2));
    CHECK(store.lookup(host("[2001:DB8:0::1]")).value() == key(3));
    CHECK_FALSE(store.lookup(host("www.example.org")).value());
    CHECK_FALSE(store.lookup(host("192.0.2.2")).value());
}

TEST_CASE("a memory store never takes another key for a peer that it knows", "[memory_pin_store]") {
    memory_pin_store<2> store;
    REQUIRE(store.remember(host("example.org"), key(1)));

    CHECK(failure(store.remember(host("example.org"), key(2))) == changed);
    CHECK(store.lookup(host("example.org")).value() == key(1));

    CHECK(store.remember(host("example.org"), key(1)));
    CHECK(store.size() == 1);
}

TEST_CASE("a full memory store refuses strangers and keeps its own", "[memory_pin_store]") {
    memory_pin_store<2> store;
    REQUIRE(store.remember(host("a.example"), key(1)));
    REQUIRE(store.remember(host("b.example"), key(2)));

    CHECK(failure(store.remember(host("c.example"), key(3))) == full);
    CHECK_FALSE(store.lookup(host("c.example")).value());
    CHECK(store.remember(host("a.example"), key(1)));
    CHECK(failure(store.remember(host("a.example"), key(3))) == changed);
    CHECK(store.lookup(host("b.example")).value() == key(2));

    REQUIRE(store.forget(host("a.example")));
    CHECK(store.remember(host("c.example"), key(3)));
}

TEST_CASE("a memory store replaces and forgets only when told so", "[memory_pin_store]") {
    memory_pin_store<3> store;
    REQUIRE(store.remember(host("a.example"), key(1)));
    REQUIRE(store.remember(host("b.example"), key(2)));
    REQUIRE(store.remember(host("c.example"), key(3)));

    CHECK(store.replace(host("b.example"), key(4)));
    CHECK(store.lookup(host("b.example")).value() == key(4));
    CHECK(store.forget(host("a.example")));
    CHECK_FALSE(store.lookup(host("a.example")).value());
    CHECK(store.lookup(host("b.example")).value() == key(4));
    CHECK(store.lookup(host("c.example")).value() == key(3));
    CHECK(store.forget(host("c.example")));
    CHECK(store.forget(host("b.example")));
    CHECK(store.size() == 0);
}

TEST_CASE("a memory store cannot replace or forget a stranger", "[memory_pin_store]") {
    memory_pin_store<2> store;
    REQUIRE(store.remember(host("example.org"), key(1)));

    CHECK(failure(store.replace(host("example.com"), key(2))) == not_found);
    CHECK(failure(store.forget(host("example.com"))) == not_found);
    CHECK(store.size() == 1);
    CHECK_FALSE(store.lookup(host("example.com")).value());
}

TEST_CASE("a memory store works at compile time", "[memory_pin_store]") {
    constexpr auto known = [] {
        memory_pin_store<1> store;
        const bool fits = store.remember(host("example.org"), key(1)).has_value();
        const bool spills = store.remember(host("example.com"), key(1)).has_value();
        return fits && !spills && *store.lookup(host("example.org")).value() == key(1);
    }();

    STATIC_CHECK(known);
    STATIC_CHECK(sizeof(memory_pin_store<1>) < 400);
}

TEST_CASE("every call of a memory store holds its lock and gives it back", "[memory_pin_store]") {
    static counting_lock shared;
    struct borrowed_lock {
        void lock() { shared.lock(); }
        void unlock() { shared.unlock(); }
    };
    memory_pin_store<1, borrowed_lock> store;

    CHECK(store.remember(host("example.org"), key(1)));
    CHECK(failure(store.remember(host("example.com"), key(1))) == full);
    CHECK(store.lookup(host("example.org")));
    CHECK(store.replace(host("example.org"), key(2)));
    CHECK(store.forget(host("example.org")));
    CHECK(failure(store.forget(host("example.org"))) == not_found);

    CHECK(shared.taken == 6);
    CHECK(shared.held == 0);
}

TEST_CASE("threads share a memory store that has a lock", "[memory_pin_store]") {
    memory_pin_store<64, std::mutex> store;
    std::vector<std::thread> threads;

    for (int part = 0; part != 4; ++part)
        threads.emplace_back([&store, part] {
            for (int each = 0; each != 16; ++each) {
                const auto peer = host("h" + std::to_string(part * 16 + each) + ".example");
                if (store.remember(peer, key(each))) (void)store.lookup(peer);
            }
        });
    for (auto& each : threads) each.join();

    CHECK(store.size() == 64);
    CHECK(store.lookup(host("h17.example")).value() == key(1));
}
