// SPDX-License-Identifier: BSL-1.0
#include <array>

#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/memory_pin_store.hpp>
#include <onetls/trust_terms.hpp>

namespace {

using onetls::reason;
using onetls::reason_set;
using onetls::trust_terms;

constexpr reason last = reason::other;

}  // namespace

TEST_CASE("a set of reasons holds what was put into it", "[trust_terms]") {
    const reason_set none;
    const reason_set two{reason::expired, reason::weak_key, reason::expired};

    CHECK(none.empty());
    CHECK_FALSE(two.empty());
    for (int code = 0; code <= static_cast<int>(last); ++code) {
        const auto why = static_cast<reason>(code);
        CAPTURE(name_of(why));
        CHECK_FALSE(none.contains(why));
        CHECK(two.contains(why) == (why == reason::expired || why == reason::weak_key));
        CHECK(reason_set{why}.contains(why));
        CHECK((none | reason_set{why}) == reason_set{why});
    }
    CHECK((reason_set{reason::expired} | reason_set{reason::weak_key}) == two);
    STATIC_CHECK(static_cast<int>(last) < 64);
}

TEST_CASE("terms that were not set demand nothing and permit nothing", "[trust_terms]") {
    constexpr trust_terms terms;

    STATIC_CHECK_FALSE(terms.stand_alone());
    STATIC_CHECK(terms.pins.empty());
    STATIC_CHECK(terms.waived.empty());
    STATIC_CHECK_FALSE(static_cast<bool>(terms.first_use));
    STATIC_CHECK(terms.hook.accepts == nullptr);
}

TEST_CASE("terms stand alone when somebody can be accepted without an authority", "[trust_terms]") {
    onetls::memory_pin_store<1> store;
    std::array exceptions{onetls::trust_exception{
        .peer = onetls::identity::parse("example.org").value(),
        .key = {},
        .reasons = {reason::expired, reason::unknown_issuer},
        .until = {},
    }};

    CHECK(trust_terms{.trusted_keys = {onetls::key_pin{}}}.stand_alone());
    CHECK(trust_terms{.first_use = store}.stand_alone());
    CHECK(trust_terms{.exceptions = exceptions}.stand_alone());
    CHECK(trust_terms{.waived = onetls::insecure::any_certificate()}.stand_alone());
    exceptions[0].reasons = {reason::expired, reason::name_mismatch};
    CHECK_FALSE(trust_terms{.exceptions = exceptions}.stand_alone());
    CHECK_FALSE(trust_terms{.pins = {onetls::key_pin{}}}.stand_alone());
    CHECK_FALSE(trust_terms{.waived = onetls::insecure::any_name()}.stand_alone());
    CHECK_FALSE(trust_terms{
        .hook = {.accepts = [](void*, const onetls::verification&) noexcept {
            return true;
        }}}.stand_alone());
}

TEST_CASE("a key that is trusted by itself makes up for authorities alone", "[trust_terms]") {
    for (int code = 0; code <= static_cast<int>(last); ++code) {
        const auto why = static_cast<reason>(code);
        CAPTURE(name_of(why));
        CHECK(onetls::without_authority.contains(why) ==
              (why == reason::unknown_issuer || why == reason::self_signed ||
               why == reason::untrusted_root));
    }
}

TEST_CASE("what is insecure waives what its name says, and no more", "[trust_terms]") {
    const auto names = onetls::insecure::any_name().reasons();
    const auto all = onetls::insecure::any_certificate().reasons();

    CHECK(names == reason_set{reason::name_mismatch, reason::no_alternative_name,
                              reason::wildcard_too_wide});
    CHECK((names | all) == all);
    for (const auto never :
         {reason::pin_mismatch, reason::key_changed, reason::store_unreadable,
          reason::refused_by_hook, reason::revoked, reason::revocation_unknown, reason::malformed,
          reason::too_complex, reason::weak_key, reason::other}) {
        CAPTURE(name_of(never));
        CHECK_FALSE(all.contains(never));
    }
    CHECK(onetls::insecure::waiver{}.empty());
    CHECK((onetls::insecure::waiver{} | onetls::insecure::any_name()).reasons() == names);
}
