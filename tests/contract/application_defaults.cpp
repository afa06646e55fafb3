// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <string_view>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/application_defaults.hpp>
#include <onetls/constant_settings.hpp>

#include "backends.hpp"
#include "verdicts.hpp"

/// What an application decides at its start holds for every context of the process.

using namespace onetls;

namespace {

std::atomic<int> handshakes_seen = 0;

void count(void*, const event& seen) noexcept {
    if (seen.what == event_kind::handshake_done) ++handshakes_seen;
}

/// TLS 1.3 only, larger keys than usual, and the standard authority of these tests.
const application_defaults& defaults() {
    static const application_defaults made{
        .limit = policies::modern.with_minimum_key_bits(3072, 256),
        .trust = trust::only(test::standard().root_pem),
        .observer = {count, nullptr},
    };
    return made;
}

const result<void> set_at_the_start = set_application_defaults(defaults());

constexpr error forbidden(field where) {
    return {errc::bad_input, cause::forbidden, where};
}

/// Settings of a program that knows nothing of the application's defaults.
test::settings unaware() {
    auto wanted = test::standard_settings();
    wanted.client.trust = client_config{}.trust;
    return wanted;
}

}  // namespace

TEST_CASE("defaults are set once", "[application_defaults]") {
    static const application_defaults others;

    CHECK(set_at_the_start);
    CHECK(set_application_defaults(others).error() == error{errc::misuse, cause::too_late});
}

TEMPLATE_LIST_TEST_CASE("contexts are tightened to what the application permits",
                        "[application_defaults]", test::backends) {
    const auto wanted = unaware();
    const auto check = [](const auto& context) {
        REQUIRE(context);
        const auto policy = context->effective_policy();
        CHECK(policy.minimum == protocol_version::tls1_3);
        CHECK(policy.minimum_rsa_bits == 3072);
        for (const auto suite : policy.cipher_suites) CHECK(policy.permits(suite));
    };

    check(TestType::client_context::create(wanted.client));
    check(TestType::server_context::create(wanted.server));
}

TEMPLATE_LIST_TEST_CASE("what the application does not permit is refused", "[application_defaults]",
                        test::backends) {
    auto wanted = unaware();
    const auto refused = [&](const policy& rules, error expected) {
        wanted.client.policy = rules;
        wanted.server.policy = rules;
        CHECK(TestType::client_context::create(wanted.client).error() == expected);
        CHECK(TestType::server_context::create(wanted.server).error() == expected);
    };

    refused(test::only(protocol_version::tls1_2), forbidden(field::versions));
    refused(policies::modern.with_groups({named_group::x448}), forbidden(field::groups));
    refused(policies::recommended.with_cipher_suites(policies::compatible.cipher_suites),
            forbidden(field::cipher_suites));
}

TEMPLATE_LIST_TEST_CASE("a context may be stricter than the application", "[application_defaults]",
                        test::backends) {
    auto wanted = unaware();
    wanted.client.policy =
        policies::modern.with_minimum_key_bits(4096, 384).with_groups({named_group::secp384r1});
    const auto context = TestType::client_context::create(wanted.client);

    REQUIRE(context);
    CHECK(context->effective_policy().minimum_rsa_bits == 4096);
    CHECK(context->effective_policy().groups == policy::group_list{named_group::secp384r1});
}

TEMPLATE_LIST_TEST_CASE("settings that name no trust have that of the application",
                        "[application_defaults]", test::pairs) {
    const int before = handshakes_seen;
    const auto seen = test::shake<TestType>(unaware());

    CHECK(seen.done());
    CHECK(seen.client.report.trusted());
    CHECK(handshakes_seen == before + 2);
}

TEMPLATE_LIST_TEST_CASE("trust that a context names is its own", "[application_defaults]",
                        test::pairs) {
    const auto stranger = test::certified::self_signed(test::authority("stranger")).pem();
    auto wanted = unaware();
    wanted.client.trust = trust::only(stranger);
    const auto seen = test::shake<TestType>(wanted);

    test::check_refused(seen.client, {{reason::unknown_issuer, 1}});
}

TEMPLATE_LIST_TEST_CASE("the application's observer is told beside that of the context",
                        "[application_defaults]", test::pairs) {
    int own = 0;
    auto wanted = unaware();
    wanted.client.observer = {[](void* place, const event& seen) noexcept {
                                  if (seen.what == event_kind::handshake_done)
                                      ++*static_cast<int*>(place);
                              },
                              &own};
    const int before = handshakes_seen;

    CHECK(test::shake<TestType>(wanted).done());
    CHECK(own == 1);
    CHECK(handshakes_seen == before + 2);
}

TEMPLATE_LIST_TEST_CASE("a stored chain is verified by the application's defaults",
                        "[application_defaults]", test::backends) {
    const auto& rsa = test::standard_rsa();
    const auto verified = TestType::verify(test::standard().chain_pem, {});
    REQUIRE(verified);
    CHECK(verified->trusted());

    const auto weak = TestType::verify(rsa.chain_pem, {.trust = trust::only(rsa.root_pem)});
    REQUIRE(weak);
    CHECK_FALSE(weak->trusted());
    CHECK(weak->findings()[0].why == reason::weak_key);
}

namespace {

result<loaded_source> read_root(std::string_view) {
    return loaded_source{detail::as_bytes(test::standard().root_pem)};
}

constexpr auto root = trust::only(source{std::string_view{}, &read_root});
constexpr client_config preset{.trust = root};
constexpr client_config old{.trust = root, .policy = test::only(protocol_version::tls1_2)};
constexpr client_config own_groups{
    .trust = root,
    .policy = policies::recommended.with_groups({named_group::secp256r1, named_group::x25519})};
constexpr client_config stricter{.trust = root,
                                 .policy = policies::modern.with_minimum_key_bits(4096, 384)};

}  // namespace

TEMPLATE_LIST_TEST_CASE("settings that are a constant are tightened as well",
                        "[application_defaults]", test::backends) {
    using context = typename TestType::client_context;
    const auto check = [] < const client_config & Settings > (auto made) {
        REQUIRE(made);
        CHECK(made->effective_policy() == context::create(Settings)->effective_policy());
        CHECK(made->effective_policy().minimum == protocol_version::tls1_3);
        return made->effective_policy().minimum_rsa_bits;
    };
    CHECK(check.template operator()<preset>(context::template create<preset>()) == 3072);
    CHECK(check.template operator()<own_groups>(context::template create<own_groups>()) == 3072);
    CHECK(check.template operator()<stricter>(context::template create<stricter>()) == 4096);
    for (const auto suite : context::template create<preset>()->effective_policy().cipher_suites)
        CHECK(version_of(suite) == protocol_version::tls1_3);

    CHECK(context::template create<old>().error() == forbidden(field::versions));
}
