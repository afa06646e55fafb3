// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/memory_pin_store.hpp>

#include "backends.hpp"
#include "exhaustion.hpp"
#include "loopback.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "starved_connection.hpp"
#include "verdicts.hpp"
#include "words.hpp"

// Connections with too little memory. By default some of the allocations fail, in the tests tagged
// [.long] each of them.

namespace {

using onetls::errc;
using onetls::protocol_version;
using test::heap_plan;
using test::phase;
using test::revocation_list;

constexpr auto all = std::numeric_limits<std::uint64_t>::max();

/// Mbed TLS tells some lacks of memory by codes that stand for other failures, too.
constexpr std::initializer_list<errc> expected_errors{errc::out_of_memory, errc::internal,
                                                      errc::negotiation_failed,
                                                      errc::protocol_error, errc::untrusted_peer};

/// What clients show.
const test::shown& of_client() {
    static const auto made =
        test::show(test::standard().intermediate.issue({.extended_key_usages = {"clientAuth"}}),
                   {test::standard().intermediate.pem()});
    return made;
}

test::settings mutual(protocol_version version) {
    const auto& pki = test::standard();
    auto wanted = test::standard_settings(version);
    wanted.client.alpn = wanted.server.alpn = {"h2", "http/1.1"};
    wanted.client.credential = of_client().credential();
    wanted.server.client_auth = onetls::client_auth::required;
    wanted.server.trust = onetls::trust::only(pki.root_pem);
    return wanted;
}

template <class Pair>
std::string title(protocol_version version, const char* what) {
    return Pair::name() + ", " + std::string{name_of(version)} + ", " + what;
}

template <class Pair>
void starve(std::uint64_t most) {
    for (const auto version : test::versions) {
        const test::contexts<Pair> made{mutual(version)};
        for (const auto when : {phase::streams, phase::handshake, phase::transfer, phase::close}) {
            const auto name = title<Pair>(version, name_of(when));
            const auto seen = test::exhaust(name, most, [&](heap_plan& plan) {
                return test::starved_connection<Pair>{made, {when}, plan}.live();
            });
            CHECK(seen.others_than(expected_errors) == 0);
        }
    }
}

/// Checks that the client never accepts the server, nor the server the client, whichever of
/// `refuser` it is that has to refuse.
template <class Pair>
void starve_refusal(const char* what, test::settings wanted, bool client_refuses,
                    std::uint64_t most) {
    for (const auto version : test::versions) {
        wanted.client.policy = wanted.server.policy = test::only(version);
        const test::contexts<Pair> made{wanted};
        const test::shortage lacks{phase::handshake, client_refuses, !client_refuses};
        std::uint64_t accepted = 0;
        test::exhaust(title<Pair>(version, what), most, [&](heap_plan& plan) {
            test::starved_connection<Pair> tried{made, lacks, plan};
            const auto failure = tried.live();
            accepted += client_refuses ? tried.client_accepted() : tried.server_accepted();
            return failure && failure->code != errc::untrusted_peer ? failure : std::nullopt;
        });
        CHECK(accepted == 0);
    }
}

template <class Pair>
void starve_refusals(std::uint64_t most) {
    static const auto stranger = test::certified::self_signed(test::authority("stranger"));
    static const auto stranger_pem = stranger.pem();
    const auto& pki = test::standard();
    const auto refused_by_client = [&](const char* what, const test::settings& wanted) {
        starve_refusal<Pair>(what, wanted, true, most);
    };

    auto untrusted = test::standard_settings();
    untrusted.client.trust = onetls::trust::only(stranger_pem);
    refused_by_client("untrusted authority", untrusted);

    auto misnamed = test::standard_settings();
    misnamed.peer = "example.com";
    refused_by_client("wrong name", misnamed);

    auto mispinned = test::standard_settings();
    mispinned.client.terms.pins = {test::pin_of(stranger)};
    refused_by_client("wrong pin", mispinned);

    auto unknown_key = untrusted;
    unknown_key.client.terms.trusted_keys = {test::pin_of(stranger)};
    refused_by_client("key that is not trusted", unknown_key);

    onetls::memory_pin_store<4> known;
    REQUIRE(known.remember(*onetls::identity::parse("example.org"), test::pin_of(stranger)));
    auto changed = untrusted;
    changed.client.terms.first_use = known;
    refused_by_client("changed key", changed);

    const auto lists =
        revocation_list(pki.root) + revocation_list(pki.intermediate, {.revoked = {pki.server}});
    auto revoked = test::standard_settings();
    revoked.client.crls = lists;
    refused_by_client("revoked", revoked);

    auto hooked = test::standard_settings();
    hooked.client.terms.hook.accepts = [](void*, const onetls::verification&) noexcept {
        return false;
    };
    refused_by_client("refused by the hook", hooked);

    const test::shown forged{test::forged_pem() + pki.intermediate.pem(), pki.key_pem};
    auto forged_settings = test::standard_settings();
    forged_settings.server.credential = forged.credential();
    refused_by_client("forged signature", forged_settings);

    auto unknown_client = mutual(protocol_version::tls1_3);
    unknown_client.server.trust = onetls::trust::only(stranger_pem);
    starve_refusal<Pair>("untrusted client", unknown_client, false, most);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a connection that lacks memory fails, and the next one works",
                        "[out_of_memory]", test::pairs) {
    starve<TestType>(10);
}

TEMPLATE_LIST_TEST_CASE("a peer that is to be refused is refused when memory is short",
                        "[out_of_memory]", test::pairs) {
    starve_refusals<TestType>(5);
}

TEMPLATE_LIST_TEST_CASE("a connection fails at each allocation, and the next one works", "[.long]",
                        test::pairs) {
    starve<TestType>(all);
}

TEMPLATE_LIST_TEST_CASE("a peer that is to be refused is refused whichever allocation fails",
                        "[.long]", test::pairs) {
    starve_refusals<TestType>(all);
}
